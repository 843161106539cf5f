"""The clocks of a package: how long each step may take, which spans of a whole case are measured, and who is told.

A clock warns and tells; it never decides anything.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from webapp.access.groups import CASE_GROUPS, DUTY_GROUPS
from webapp.cases.vocabulary import Priority
from webapp.engine.expressions import Formula, formula
from webapp.feel import FeelError

CONDITIONS = ("starts_if", "ends_if")
STEPS = ("starts_after", "ends_after")
OF_A_CASE = frozenset({"title", *STEPS, *CONDITIONS})
LONGEST_NAME = 60
LONGEST_TITLE = 120
# The share of its period after which a clock warns, where a package does not say.
WARNS_AT = 80
_WORKING_DAYS = re.compile(r"(\d{1,3}) working days?")
_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?")
_STEP = re.compile(r"[a-z][a-z0-9_]{0,60}")


@dataclass(frozen=True)
class Period:
    """How long a clock runs: elapsed time or working days, never both."""

    elapsed: timedelta = timedelta()
    working_days: int = 0


@dataclass(frozen=True)
class CaseClock:
    """A span of a whole case: it starts and ends after named legal steps, each under a condition.

    The conditions see the routing values of the step, its own answers included. None: always.
    """

    name: str
    title: str
    starts_after: frozenset[str]
    ends_after: frozenset[str]
    starts_if: Formula | None = None
    ends_if: Formula | None = None


@dataclass(frozen=True)
class Escalation:
    """Who is told: of a warning, beside whoever has the task; of a breach; and of a breach at one priority as well."""

    warns_at: int = WARNS_AT
    warning: tuple[str, ...] = ()
    breach: tuple[str, ...] = ()
    at_priority: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def on_breach(self, priority: str) -> tuple[str, ...]:
        """Every group that is told of a breach at this priority, each once."""
        return tuple(dict.fromkeys((*self.breach, *self.at_priority.get(priority, ()))))


def read_period(text: str) -> Period:
    """A clock's length from “2 working days” or an ISO 8601 duration of days, hours, minutes; ValueError if neither."""
    if match := _WORKING_DAYS.fullmatch(text.strip()):
        return Period(working_days=int(match[1]))
    if (match := _DURATION.fullmatch(text.strip())) and any(match.groups()):
        days, hours, minutes = (int(part or 0) for part in match.groups())
        return Period(elapsed=timedelta(days=days, hours=hours, minutes=minutes))
    raise ValueError(text)


def read_clocks(raw: object) -> tuple[dict[str, dict[str, Period]], dict[str, CaseClock], list[str]]:
    """The periods of each clock by priority, the clocks of whole cases, and a sentence for each mistake."""
    if not isinstance(raw, dict):
        return {}, {}, ["[clocks] holds a period for each priority under the name of each clock."]
    clocks: dict[str, dict[str, Period]] = {}
    of_cases: dict[str, CaseClock] = {}
    mistakes: list[str] = []
    for name, table in raw.items():
        lines = table if isinstance(table, dict) else {}
        if len(name) > LONGEST_NAME:
            mistakes.append(f"Give the clock {name[:LONGEST_NAME]} a name of at most {LONGEST_NAME} characters.")
        clocks[name] = _periods(name, {key: text for key, text in lines.items() if key not in OF_A_CASE}, mistakes)
        if lines.keys() & OF_A_CASE:
            of_case = _case_clock(name, lines, mistakes)
            of_cases |= {name: of_case} if of_case else {}
    return clocks, of_cases, mistakes


def _periods(name: str, lines: Mapping[str, Any], mistakes: list[str]) -> dict[str, Period]:
    periods: dict[str, Period] = {}
    for priority, text in lines.items():
        if priority not in {*Priority}:
            mistakes.append(f"The clock {name} names the priority {priority}. Use {', '.join(Priority)}.")
        try:
            periods[priority] = read_period(str(text))
        except ValueError:
            mistakes.append(f"The clock {name} for {priority} must read like “2 working days” or “PT4H”, not “{text}”.")
    if not periods:
        mistakes.append(f"The clock {name} needs a period for each priority.")
    return periods


def _case_clock(name: str, lines: Mapping[str, Any], mistakes: list[str]) -> CaseClock | None:
    before = len(mistakes)
    title = lines.get("title")
    if not isinstance(title, str) or not title.strip() or len(title) > LONGEST_TITLE:
        mistakes.append(
            f"Give the clock {name} a title of at most {LONGEST_TITLE} characters: it is about a whole case."
        )
    for key in STEPS:
        steps = lines.get(key)
        if (
            not isinstance(steps, list)
            or not steps
            or not all(isinstance(s, str) and _STEP.fullmatch(s) for s in steps)
        ):
            mistakes.append(f"Name under {key} the legal steps after which the clock {name} {key.partition('_')[0]}.")
    found = {key: _condition(name, key, lines[key], mistakes) for key in CONDITIONS if key in lines}
    if len(mistakes) > before:
        return None
    return CaseClock(name, str(title), frozenset(lines["starts_after"]), frozenset(lines["ends_after"]), **found)


def _condition(name: str, key: str, text: object, mistakes: list[str]) -> Formula | None:
    if not isinstance(text, str) or not text.strip().startswith("="):
        mistakes.append(f"Write {key} of the clock {name} as a condition that begins with “=”.")
        return None
    try:
        return formula(text)
    except FeelError as error:
        mistakes.append(f"{key} of the clock {name} cannot be read: {error}")
        return None


def read_escalation(raw: object) -> tuple[Escalation, list[str]]:
    """Who is told of warnings and breaches, and a sentence for each mistake."""
    if not isinstance(raw, dict):
        return Escalation(), ["[escalation] holds warns_at, warning, breach, and groups for single priorities."]
    mistakes = [
        f"Remove {key} from [escalation]: it holds warns_at, warning, breach and {', '.join(Priority)}."
        for key in sorted(raw.keys() - {"warns_at", "warning", "breach", *Priority})
    ]
    percent = raw.get("warns_at", WARNS_AT)
    if isinstance(percent, bool) or not isinstance(percent, int) or not 1 <= percent <= 99:
        mistakes.append(
            "Write under warns_at of [escalation] after how many per cent of a period a clock warns: 1 to 99."
        )
        percent = WARNS_AT
    told = {key: _groups(key, raw.get(key, []), mistakes) for key in ("warning", "breach", *Priority)}
    by_priority = {str(priority): told[priority] for priority in Priority if told[priority]}
    return Escalation(percent, told["warning"], told["breach"], by_priority), mistakes


def _groups(key: str, raw: object, mistakes: list[str]) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(group, str) for group in raw):
        mistakes.append(f"Write {key} of [escalation] as a list of groups.")
        return ()
    known = CASE_GROUPS | DUTY_GROUPS
    choice = ", ".join(sorted(known))
    mistakes += [
        f"{key} of [escalation] names the group {group[:40]}, which does not work on cases. Use {choice}."
        for group in raw
        if group not in known
    ]
    return tuple(raw)


def clock_mistakes(clocks: Collection[CaseClock], legal_steps: Collection[str]) -> Iterator[str]:
    """What the clocks of whole cases name and no diagram of the package has."""
    for clock in clocks:
        for step in sorted((clock.starts_after | clock.ends_after) - set(legal_steps)):
            yield (
                f"The clock {clock.name} waits for the legal step {step}, which no task has. "
                "Correct the name, or give a task that legalStep."
            )


def conditions(clocks: Collection[CaseClock]) -> Iterator[tuple[str, str]]:
    """What each condition is called in a sentence, with its text."""
    for clock in clocks:
        for key in CONDITIONS:
            condition: Formula | None = getattr(clock, key)
            if condition is not None:
                yield f"{key} of the clock {clock.name}", condition.source
