"""A period in working days that a diagram draws as a timer must be the one that [clocks] sets for the same task.

The figure stands in both places because the timer moves the case on and the clock tells people; they may never differ.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from webapp import clock
from webapp.definitions.clocks import Period
from webapp.engine.drawn import Element
from webapp.engine.expressions import Formula, formula
from webapp.engine.problems import Problem
from webapp.feel import FeelError

COUNTED = "working days("
# Any Monday that no bank holiday follows soon: only the number of days is compared.
_FROM = datetime(2026, 6, 8, 9, 0, tzinfo=UTC)


def period_problems(elements: Mapping[str, Element], clocks: Mapping[str, Mapping[str, Period]]) -> Iterator[Problem]:
    """Every timer at a task that counts other working days than the clock of that task, at any priority."""
    for element in elements.values():
        if element.event is None or element.event.kind != "timer" or COUNTED not in element.event.text:
            continue
        host = elements.get(element.attached_to)
        name = host.properties.get("clock", "") if host else ""
        if name not in clocks:
            yield _problem(
                element, "Draw a timer of working days at a task that has a clock, so that they can be compared."
            )
            continue
        drawn = formula(element.event.text)
        for priority, period in clocks[name].items():
            if period.working_days and not _agree(drawn, priority, period):
                yield _problem(
                    element,
                    f"The timer counts other working days for {priority} than the clock {name}, which has "
                    f"{period.working_days}. Make the two the same.",
                )


def _agree(drawn: Formula, priority: str, period: Period) -> bool:
    try:
        due = drawn.evaluate({"priority": priority}, _FROM)
    except FeelError:
        return False
    return isinstance(due, datetime) and due == clock.add_working_days(_FROM, period.working_days)


def _problem(element: Element, sentence: str) -> Problem:
    return Problem(element.file, element.id, element.name, "clock", sentence)
