"""What is unusual: counted while the entries of a period pass by once. Each rule is a reason to ask, never a verdict.

Pure. Days and hours are London's. Basis: DPA 2018 s.62(3) (logs serve to check lawfulness and for self-monitoring).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import median
from uuid import UUID

from webapp.audit.events import Event
from webapp.audit.operations import Purpose
from webapp.clock import LONDON

_LOOKS = frozenset({Event.CASE_VIEWED, Event.TASK_VIEWED})


class Rule(StrEnum):
    """The closed list of what the report looks for."""

    BREAK_GLASS = "break_glass"
    NO_TASK = "no_task"
    MANY_CASES = "many_cases"
    OUTLIER = "outlier"
    REFUSALS = "refusals"
    AT_NIGHT = "at_night"
    SIGN_INS = "sign_ins"


@dataclass(frozen=True)
class Limits:
    """From when on something is unusual."""

    cases_a_day: int = 20
    refusals_a_day: int = 5
    failed_sign_ins_a_day: int = 5
    night_begins: int = 22
    night_ends: int = 6
    times_the_median: int = 3
    fewest_for_an_outlier: int = 10


@dataclass(frozen=True)
class Look:
    """What the rules need of one entry."""

    event: Event
    actor_id: UUID
    case_id: UUID | None
    at: datetime
    purpose: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Unusual:
    """One person and one rule, on a day where the rule is about days; `usual` is the median of their colleagues."""

    rule: Rule
    actor_id: UUID
    count: int
    day: date | None = None
    usual: float | None = None


def unusual(looks: Iterable[Look], limits: Limits | None = None) -> list[Unusual]:
    """Everything that meets a rule, by rule, the most of it first."""
    tally = _Tally(limits or Limits())
    for look in looks:
        tally.add(look)
    order = {rule: number for number, rule in enumerate(Rule)}
    return sorted(tally.found(), key=lambda one: (order[one.rule], -one.count, str(one.actor_id), str(one.day)))


class _Tally:
    """Counts by person and day; it grows with people and days and not with entries."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._counts: dict[Rule, Counter[UUID]] = defaultdict(Counter)
        self._days: dict[Rule, Counter[tuple[UUID, date]]] = defaultdict(Counter)
        self._cases: dict[tuple[UUID, date], set[UUID]] = defaultdict(set)
        self._of_person: dict[UUID, set[UUID]] = defaultdict(set)
        self._roles: dict[UUID, set[str]] = defaultdict(set)

    def add(self, look: Look) -> None:
        """Counts one entry."""
        local = look.at.astimezone(LONDON)
        place = (look.actor_id, local.date())
        if look.event is Event.ACCESS_DENIED:
            self._days[Rule.REFUSALS][place] += 1
        if look.event is Event.SIGN_IN_FAILED:
            self._days[Rule.SIGN_INS][place] += 1
        if look.purpose == Purpose.BREAK_GLASS:
            self._counts[Rule.BREAK_GLASS][look.actor_id] += 1
        if look.event not in _LOOKS or look.case_id is None:
            return
        if look.event is Event.CASE_VIEWED and look.purpose == Purpose.NO_TASK:
            self._counts[Rule.NO_TASK][look.actor_id] += 1
        if local.hour >= self._limits.night_begins or local.hour < self._limits.night_ends:
            self._counts[Rule.AT_NIGHT][look.actor_id] += 1
        self._cases[place].add(look.case_id)
        self._of_person[look.actor_id].add(look.case_id)
        self._roles[look.actor_id].update(look.roles)

    def found(self) -> Iterator[Unusual]:
        """What meets a rule."""
        for rule, people in self._counts.items():
            yield from (Unusual(rule, person, count) for person, count in people.items())
        fewest = {
            Rule.REFUSALS: self._limits.refusals_a_day,
            Rule.SIGN_INS: self._limits.failed_sign_ins_a_day,
        }
        for rule, days in self._days.items():
            yield from (Unusual(rule, who, n, day) for (who, day), n in days.items() if n >= fewest[rule])
        for (person, day), cases in self._cases.items():
            if len(cases) > self._limits.cases_a_day:
                yield Unusual(Rule.MANY_CASES, person, len(cases), day)
        yield from self._outliers()

    def _outliers(self) -> Iterator[Unusual]:
        """Who saw many times as many cases as the others who hold a role of theirs."""
        counts = {person: len(cases) for person, cases in self._of_person.items()}
        for person, count in counts.items():
            if count < self._limits.fewest_for_an_outlier:
                continue
            colleagues = [
                n for other, n in counts.items() if other != person and self._roles[other] & self._roles[person]
            ]
            usual = median(colleagues) if colleagues else None
            if usual is not None and count >= self._limits.times_the_median * usual:
                yield Unusual(Rule.OUTLIER, person, count, usual=usual)
