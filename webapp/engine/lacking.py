"""Variables that a case will be asked for and that no step it still comes to writes, because one behind it does.

Not a reason against a move, since an expression may know what to do without a value; but a person should know.
"""

from collections import defaultdict, deque
from functools import lru_cache

from webapp.engine.drawn import Element
from webapp.engine.facts import Written
from webapp.engine.instance import Instance
from webapp.engine.parse import ParsedDefinition
from webapp.engine.unwritten import asked_by, written_by


def lacking(definition: ParsedDefinition, instance: Instance, written: Written) -> dict[str, Element]:
    """Each variable with the first element that asks for it."""
    ahead = _ahead(definition, instance)
    known = set().union(*(place.data for place in instance.places), *(token.data for token in instance.all_tokens()))
    for element in ahead:
        known |= written_by(element, written.forms or {}, written.operations or {})
    found: dict[str, Element] = {}
    for element in ahead:
        ways = [definition.flows[flow] for flow in element.outgoing]
        for name in sorted(asked_by(element, ways) - known):
            found.setdefault(name, element)
    return found


def _ahead(definition: ParsedDefinition, instance: Instance) -> list[Element]:
    """The elements that tokens stand on or can come to, in the order in which they are found."""
    after, inside = _after(definition), _inside(definition)
    open_ = {scope.holder.node.element.id for scope in instance.subprocesses.values()}
    waiting = deque(token.node.element.id for token in instance.all_tokens())
    found: dict[str, Element] = {}
    while waiting:
        own = waiting.popleft()
        if own in found:
            continue
        element = found[own] = definition.elements[own]
        waiting.extend(after[own])
        # Inside what has begun, its own tokens say where the case is, unless it is done again and again.
        if own not in open_ or element.loop is not None:
            waiting.extend(inside[own])
    return list(found.values())


@lru_cache(maxsize=16)
def _after(definition: ParsedDefinition) -> dict[str, list[str]]:
    """Where a token may come to from each element: along flows and links, and by events at it or around it."""
    found: dict[str, list[str]] = defaultdict(list)
    around: dict[tuple[str, str], list[str]] = defaultdict(list)
    links: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for element in definition.elements.values():
        if element.attached_to:
            found[element.attached_to].append(element.id)
        if element.triggered:
            around[element.process, element.parent].append(element.id)
        if element.kind == "intermediateCatchEvent" and element.event is not None and element.event.kind == "link":
            links[element.process, element.parent, element.event.name].append(element.id)
    for element in definition.elements.values():
        found[element.id] += [definition.flows[flow].target for flow in element.outgoing]
        found[element.id] += around[element.process, element.parent]
        if element.kind == "intermediateThrowEvent" and element.event is not None and element.event.kind == "link":
            found[element.id] += links[element.process, element.parent, element.event.name]
    return found


@lru_cache(maxsize=16)
def _inside(definition: ParsedDefinition) -> dict[str, list[str]]:
    """What runs inside each sub-process and each call."""
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for element in definition.elements.values():
        members[element.process, element.parent].append(element.id)
    return {
        own: members[(element.called, "") if element.kind == "callActivity" else (element.process, own)]
        for own, element in definition.elements.items()
    }
