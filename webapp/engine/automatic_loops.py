"""Loops in which nobody acts and nothing is waited for: by flows, links, errors and events that raise themselves.

An element leads to another along a flow; a link to where it is caught; an activity that does not wait to the boundary
events that catch what it throws; what is thrown to each event beside that catches it again and again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from webapp.engine.drawn import Element, Flow
from webapp.engine.operations import Operations
from webapp.engine.problems import Findings

_WAITING = frozenset({"userTask", "manualTask", "receiveTask", "eventBasedGateway", "intermediateCatchEvent"})
_THROWING = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})
Key = tuple[str, str]


def check_automatic_loops(
    elements: list[Element], flows: list[Flow], findings: Findings, operations: Operations
) -> None:
    """Notes the first element of a loop that would go round by itself, or with nobody but operations acting."""
    by_id = {element.id: element for element in elements}
    automatic = _automatic(elements, flows)
    following: dict[str, set[str]] = {own: set() for own in automatic}
    for source, target in (*_along_flows(flows), *_by_links(elements), *_by_what_is_thrown(elements, by_id)):
        if source in automatic and target in automatic:
            following[source].add(target)
    for own in sorted(_in_circles(following)):
        after = _reached(own, following)
        if own in after:
            element = by_id[own]
            called = (by_id[other].operation for other in after if own in _reached(other, following))
            if any(name in operations and operations[name].outbound for name in called):
                why = "only operations act: they would be called without end. Put a task or a timer into it."
            else:
                why = "nobody acts and nothing is waited for. Put a task into it."
            message = f'"{element.title}" is in a loop in which {why}'
            findings.add(element.file, "automatic-loop", message, own, element.name)
            return


def _automatic(elements: list[Element], flows: list[Flow]) -> set[str]:
    """The elements that a token may pass without waiting; a sub-process or call when one way through it is such."""
    members: dict[Key, list[Element]] = defaultdict(list)
    for element in elements:
        members[element.process, element.parent].append(element)
    targets: dict[str, list[str]] = defaultdict(list)
    for flow in flows:
        targets[flow.source].append(flow.target)
    for source, target in _by_links(elements):
        targets[source].append(target)
    passing: dict[Key, bool] = {}
    return {element.id for element in elements if _passes(element, members, targets, passing)}


def _passes(
    element: Element, members: Mapping[Key, list[Element]], targets: Mapping[str, list[str]], passing: dict[Key, bool]
) -> bool:
    if element.kind in _WAITING:
        return element.event is not None and element.event.kind == "link"
    if element.kind not in ("subProcess", "callActivity"):
        return True
    key = (element.process, element.id) if element.kind == "subProcess" else (element.called, "")
    if key not in passing:
        passing[key] = False  # a process that calls itself is refused elsewhere
        here = {member.id: member for member in members.get(key, ())}
        waiting = [own for own, member in here.items() if member.kind == "startEvent"]
        seen: set[str] = set()
        while waiting and not passing[key]:
            own = waiting.pop()
            if own not in seen and _passes(here[own], members, targets, passing):
                seen.add(own)
                waiting.extend(targets.get(own, ()))
                passing[key] = not targets.get(own)
    return passing[key]


def _along_flows(flows: list[Flow]) -> Iterator[tuple[str, str]]:
    yield from ((flow.source, flow.target) for flow in flows)


def _by_links(elements: list[Element]) -> Iterator[tuple[str, str]]:
    links = [element for element in elements if element.event is not None and element.event.kind == "link"]
    catches = {
        (link.process, link.parent, link.event.name): link.id
        for link in links
        if link.event and link.kind == "intermediateCatchEvent"
    }
    for link in links:
        if link.event and link.kind == "intermediateThrowEvent":
            caught = catches.get((link.process, link.parent, link.event.name))
            if caught is not None:
                yield link.id, caught


def _by_what_is_thrown(elements: list[Element], by_id: Mapping[str, Element]) -> Iterator[tuple[str, str]]:
    catching = [element for element in elements if element.event is not None and _listens(element, by_id)]
    for element in catching:
        if element.attached_to and element.event and element.event.kind in ("error", "escalation"):
            yield element.attached_to, element.id
    beside = [element for element in catching if not element.interrupting]
    for thrown in elements:
        if thrown.kind not in _THROWING or thrown.event is None or thrown.operation:
            continue
        for catch in beside:
            if _catches(catch, thrown, by_id):
                yield thrown.id, catch.id


def _listens(element: Element, by_id: Mapping[str, Element]) -> bool:
    """Whether this is a boundary event or the start of an event sub-process."""
    holder = by_id.get(element.parent)
    return bool(element.attached_to) or (element.kind == "startEvent" and holder is not None and holder.triggered)


def _catches(catch: Element, thrown: Element, by_id: Mapping[str, Element]) -> bool:
    one, other = catch.event, thrown.event
    if one is None or other is None or one.kind != other.kind or catch.process != thrown.process:
        return False
    if one.kind in ("signal", "message"):
        return one.name == other.name
    if one.kind != "escalation" or one.name not in ("", other.name):
        return False
    around = set(_around(thrown, by_id))
    where = catch.attached_to or catch.parent
    holder = by_id[where]
    return where in around if catch.attached_to else holder.parent in around | {""}


def _around(element: Element, by_id: Mapping[str, Element]) -> Iterator[str]:
    """The sub-processes that the element stands in, from the inside out."""
    while element.parent:
        element = by_id[element.parent]
        yield element.id


def _in_circles(following: Mapping[str, set[str]]) -> set[str]:
    """What is left when everything is taken away that nothing leads to: circles, and what comes after them."""
    leading: dict[str, int] = dict.fromkeys(following, 0)
    for targets in following.values():
        for target in targets:
            leading[target] += 1
    free = [own for own, count in leading.items() if not count]
    left = set(following)
    while free:
        own = free.pop()
        left.discard(own)
        for target in following[own]:
            leading[target] -= 1
            if not leading[target]:
                free.append(target)
    return left


def _reached(own: str, following: Mapping[str, set[str]]) -> set[str]:
    """The elements that come after one, itself included when it is in a loop."""
    seen: set[str] = set()
    waiting = list(following[own])
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(following[current])
    return seen
