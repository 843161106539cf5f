"""Which element of one version stands for which of another, and whether a token may go from one to the other."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property

from webapp.engine.drawn import Element
from webapp.engine.parse import ParsedDefinition
from webapp.engine.problems import Problem

# What an element is called in a sentence.
KINDS: Mapping[str, str] = {
    "userTask": "a user task",
    "manualTask": "a manual task",
    "scriptTask": "a script task",
    "serviceTask": "a service task",
    "businessRuleTask": "a decision",
    "sendTask": "a send task",
    "receiveTask": "a receive task",
    "task": "a plain task",
    "subProcess": "a sub-process",
    "callActivity": "a call of another process",
    "exclusiveGateway": "an exclusive gateway",
    "inclusiveGateway": "an inclusive gateway",
    "parallelGateway": "a parallel gateway",
    "eventBasedGateway": "an event-based gateway",
    "startEvent": "a start event",
    "endEvent": "an end event",
    "intermediateCatchEvent": "an event that is waited for",
    "intermediateThrowEvent": "an event that is thrown",
    "boundaryEvent": "a boundary event",
}
LEGAL_STEP = "legalStep"


class Correspondence:
    """A mapping of the elements of `source` to those of `target`; an empty text says that there is no counterpart."""

    def __init__(self, source: ParsedDefinition, target: ParsedDefinition, mapping: Mapping[str, str]) -> None:
        self.source = source
        self.target = target
        self.mapping = mapping

    def element(self, own: str) -> Element | None:
        """The counterpart of an element, or None."""
        return self.target.elements.get(self.mapping.get(own, ""))

    def problems(self) -> list[Problem]:
        """Everything that is wrong with the mapping, at the element it is wrong with."""
        unknown = [
            Problem("", own, "", "migration-source", f'The version that cases leave has no element "{own}".')
            for own in self.mapping
            if own not in self.source.elements
        ]
        return unknown + [found for element in self.source.elements.values() if (found := self.problem(element))]

    def problem(self, element: Element) -> Problem | None:
        """What is wrong with the counterpart of one element; None when nothing is, or when it has none."""
        wanted = self.mapping.get(element.id, "")
        if not wanted:
            return self._lost_legal_step(element)
        other = self.target.elements.get(wanted)
        if other is None:
            return _problem(element, "target", f'The new version has no element "{wanted}". Choose one that it has.')
        for look in (_other_kind, _other_event, _other_loop, _other_legal_step, self._other_scope, self._other_host):
            found = look(element, other)
            if found is not None:
                return found
        return None

    def process_for(self, process: str) -> str | None:
        """What an instance of a process of the source runs in the target: its main one for the main one, else its own.

        None where the target has no process of that id.
        """
        if process == self.source.main:
            return self.target.main
        return process if process in self.target.processes else None

    def flow_into(self, flow: str, join: Element) -> str | None:
        """The flow of the target by which a token that waits at a join has come; None when none leads there any more.

        A flow of the same id counts, else the only one from where it came from, be it past elements drawn between.
        """
        into = [self.target.flows[own] for own in join.incoming]
        if any(one.id == flow for one in into):
            return flow
        before = self.source.flows.get(flow)
        begin = self.element(before.source) if before is not None else None
        if begin is None:
            return None
        direct = [one.id for one in into if one.source == begin.id]
        reached = direct or [one.id for one in into if one.source in self._reached(begin.id, join.id)]
        return reached[0] if len(reached) == 1 else None

    def _reached(self, element: str, without: str) -> set[str]:
        found: set[str] = set()
        waiting = [element]
        while waiting:
            own = waiting.pop()
            if own in found or own == without:
                continue
            found.add(own)
            waiting.extend(self.target.flows[flow].target for flow in self.target.elements[own].outgoing)
        return found

    @cached_property
    def _processes(self) -> dict[str, set[str]]:
        """The processes of the target that stand for each process of the source."""
        found: dict[str, set[str]] = defaultdict(set)
        found[self.source.main].add(self.target.main)
        for call in self.source.elements.values():
            other = self.element(call.id)
            if call.kind == "callActivity" and other is not None and other.kind == "callActivity":
                found[call.called].add(other.called)
        for process in self.source.processes:
            if process not in found and process in self.target.processes:
                found[process].add(process)
        return found

    def _other_scope(self, element: Element, other: Element) -> Problem | None:
        if other.process not in self._processes.get(element.process, ()):
            message = (
                f'"{other.title}" stands in another process than "{element.title}". Choose one of the same process.'
            )
            return _problem(element, "scope", message)
        around = self.mapping.get(element.parent, "") if element.parent else ""
        if around == other.parent:
            return None
        inside = self.target.elements.get(other.parent)
        where = f'inside "{inside.title}"' if inside is not None else "outside every sub-process"
        message = f'"{other.title}" stands {where}, "{element.title}" does not. Choose one in the same place.'
        return _problem(element, "scope", message)

    def _other_host(self, element: Element, other: Element) -> Problem | None:
        if not element.attached_to or self.mapping.get(element.attached_to, "") == other.attached_to:
            return None
        message = f'"{other.title}" is attached to another activity than "{element.title}" was. Choose none.'
        return _problem(element, "host", message)

    def _lost_legal_step(self, element: Element) -> Problem | None:
        step = element.properties.get(LEGAL_STEP, "")
        there = [other for other in self.target.elements.values() if step and other.properties.get(LEGAL_STEP) == step]
        if not there:
            return None
        names = " or ".join(f'"{other.title}"' for other in there)
        message = f'"{element.title}" is the legal step {_in_words(step)}. Map it to {names}: who took it must count.'
        return _problem(element, "legal", message)


def propose(source: ParsedDefinition, target: ParsedDefinition) -> dict[str, str]:
    """A mapping of every element: to the one of the same id, else of the same name or legal step, where that may be."""
    mapping = dict.fromkeys(source.elements, "")
    # What stands inside or is attached to an element can follow once that has been found, whatever found it.
    for same in (_id, _name, _id, _legal_step, _id):
        _add_alike(source, target, mapping, same)
        _drop_wrong(source, target, mapping)
    return mapping


def _drop_wrong(source: ParsedDefinition, target: ParsedDefinition, mapping: dict[str, str]) -> None:
    while True:
        found = Correspondence(source, target, mapping)
        wrong = [own for own in mapping if mapping[own] and found.problem(source.elements[own]) is not None]
        if not wrong:
            return
        mapping.update(dict.fromkeys(wrong, ""))


def _add_alike(
    source: ParsedDefinition, target: ParsedDefinition, mapping: dict[str, str], same: Callable[[Element], str]
) -> None:
    taken = set(mapping.values())
    left: dict[str, list[str]] = defaultdict(list)
    for own, element in source.elements.items():
        if not mapping[own]:
            left[same(element)].append(own)
    free: dict[str, list[str]] = defaultdict(list)
    for own, element in target.elements.items():
        if own not in taken:
            free[same(element)].append(own)
    for key, mine in left.items():
        if key and len(mine) == 1 and len(free.get(key, ())) == 1:
            mapping[mine[0]] = free[key][0]


def _id(element: Element) -> str:
    return element.id


def _name(element: Element) -> str:
    return f"{element.kind} {element.name}" if element.name else ""


def _legal_step(element: Element) -> str:
    return element.properties.get(LEGAL_STEP, "")


def _other_kind(element: Element, other: Element) -> Problem | None:
    same = (element.kind, element.triggered) == (other.kind, other.triggered)
    if same and bool(element.operation) == bool(other.operation):
        return None
    message = (
        f'"{element.title}" is {_called(element)}, "{other.title}" is {_called(other)}. Choose one of the same kind.'
    )
    return _problem(element, "kind", message)


def _other_event(element: Element, other: Element) -> Problem | None:
    mine, theirs = (one.event.kind if one.event else "none" for one in (element, other))
    if mine == theirs:
        return None
    message = (
        f'"{element.title}" is about a {mine} event, "{other.title}" about a {theirs} event. Choose one of the same.'
    )
    return _problem(element, "event", message)


def _other_loop(element: Element, other: Element) -> Problem | None:
    if (element.loop.kind if element.loop else "") == (other.loop.kind if other.loop else ""):
        return None
    message = f'"{element.title}" and "{other.title}" are not repeated in the same way. Choose one that is.'
    return _problem(element, "loop", message)


def _other_legal_step(element: Element, other: Element) -> Problem | None:
    step = element.properties.get(LEGAL_STEP, "")
    if not step or other.properties.get(LEGAL_STEP, "") in ("", step):
        return None
    message = f'"{element.title}" is the legal step {_in_words(step)}, "{other.title}" another one. Choose that step.'
    return _problem(element, "legal", message)


def _in_words(step: str) -> str:
    return step.replace("_", " ")


def _called(element: Element) -> str:
    kind = "an event sub-process" if element.triggered else KINDS.get(element.kind, element.kind)
    return f"{kind} with an operation" if element.operation and element.kind != "serviceTask" else kind


def _problem(element: Element, rule: str, message: str) -> Problem:
    return Problem(element.file, element.id, element.name, f"migration-{rule}", message)
