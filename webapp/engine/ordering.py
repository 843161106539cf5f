"""The order in which people read a diagram: along the flows from the start, what comes later further down."""

from collections.abc import Iterable

from webapp.engine.drawn import Element, Flow


def reading_order(elements: Iterable[Element], flows: Iterable[Flow], process: str) -> list[Element]:
    """The elements of a process so that each stands after those that lead to it, loops back left aside."""
    mine = {element.id: element for element in elements if element.process == process}
    following: dict[str, list[str]] = {own: [] for own in mine}
    for flow in flows:
        if flow.source in mine and flow.target in mine:
            following[flow.source].append(flow.target)
    for element in mine.values():
        if element.attached_to in mine:
            following[element.attached_to].append(element.id)
        if element.event and element.event.kind == "link" and element.kind == "intermediateThrowEvent":
            following[element.id].extend(
                other.id
                for other in mine.values()
                if other.kind == "intermediateCatchEvent" and other.event == element.event
            )
    ordered: list[Element] = []
    _place(list(mine.values()), "", following, ordered)
    return ordered


def _place(elements: list[Element], parent: str, following: dict[str, list[str]], ordered: list[Element]) -> None:
    here = {element.id: element for element in elements if element.parent == parent}
    first = [own for own, element in here.items() if element.kind == "startEvent"]
    done: list[str] = []
    seen: set[str] = set()
    for own in (*reversed(list(here)), *reversed(first)):
        _visit(own, here, following, seen, done)
    for own in reversed(done):
        ordered.append(here[own])
        if here[own].kind == "subProcess":
            _place(elements, own, following, ordered)


def _visit(
    start: str, here: dict[str, Element], following: dict[str, list[str]], seen: set[str], done: list[str]
) -> None:
    stack: list[tuple[str, bool]] = [(start, False)]
    while stack:
        own, left = stack.pop()
        if left:
            done.append(own)
        elif own in here and own not in seen:
            seen.add(own)
            stack.append((own, True))
            stack.extend((target, False) for target in following[own])
