"""Nothing is ever disclosed or refused by a timer: between it and either there is always a step of a person."""

from collections.abc import Iterator

import pytest

from webapp.cli.files import package_files
from webapp.definitions.bundle import read_bundle
from webapp.engine.drawn import Element

PARSED = read_bundle(package_files("right_to_know")).parsed
ELEMENTS = PARSED.elements
TIMERS = sorted(own for own, element in ELEMENTS.items() if element.event and element.event.kind == "timer")
# What says what becomes of a case, whoever writes it.
DECIDING = {"outcome", "discloses", "decision"}


def after(element: Element) -> Iterator[Element]:
    """What a token comes to next: along the flows, into a called process or a sub-process, and out of them again."""
    inside = [each for each in ELEMENTS.values() if each.kind == "startEvent"]
    if element.kind == "callActivity":
        yield from (each for each in inside if each.process == element.called and not each.parent)
    elif element.kind == "subProcess":
        yield from (each for each in inside if each.parent == element.id)
    elif element.kind == "endEvent":
        left = [each for each in ELEMENTS.values() if not element.parent and each.called == element.process]
        around = [ELEMENTS[element.parent]] if element.parent else []
        yield from (goal for each in (*left, *around) for goal in _along(each))
    else:
        yield from _along(element)


def _along(element: Element) -> list[Element]:
    return [ELEMENTS[PARSED.flows[flow].target] for flow in element.outgoing]


def reached_without_a_person(timer: str) -> dict[str, Element]:
    """Every element a token can reach from a timer before a person has to do something; that step is the last."""
    reached: dict[str, Element] = {}
    waiting = list(after(ELEMENTS[timer]))
    while waiting:
        element = waiting.pop()
        if element.id in reached:
            continue
        reached[element.id] = element
        if element.kind not in ("userTask", "manualTask"):
            waiting += after(element)
    return reached


def test_there_are_timers_to_look_at() -> None:
    assert "review_date_come" in TIMERS


@pytest.mark.parametrize("timer", TIMERS)
def test_no_timer_discloses_or_settles_an_outcome(timer: str) -> None:
    reached = reached_without_a_person(timer).values()
    told = [element.id for element in reached if element.properties.get("discloses")]
    settled = [
        element.id
        for element in reached
        if element.result in DECIDING or DECIDING & {line.target.partition(".")[0] for line in element.outputs}
    ]
    assert (told, settled) == ([], [])
