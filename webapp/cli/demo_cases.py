"""The demonstration's people, and its cases: the package's own scenarios, each driven up to another step."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from string import ascii_uppercase
from typing import Any

from webapp import clock
from webapp.access import service
from webapp.access import units as units_of_force
from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.access.groups import GROUPS
from webapp.cases import service as cases
from webapp.cli.files import package_files
from webapp.database import Database
from webapp.definitions import service as definitions
from webapp.errors import Rejected
from webapp.scenarios.cast import Cast
from webapp.scenarios.package import CaseRun
from webapp.scenarios.steps import Advance, Complete, Expect, Refused, Scenario, Step
from webapp.scenarios.usual import scenario_of, usual

PACKAGE = "right_to_know"
# Stated openly: it opens nothing but made-up cases on the machine that made them.
PASSWORD = "right-to-know-demo"  # noqa: S105


@dataclass(frozen=True)
class Person:
    """One of the demonstration's accounts."""

    login: str
    name: str
    groups: tuple[str, ...]
    unit: str = "Force services"

    @property
    def title(self) -> str:
        """The roles in words."""
        return " and ".join(GROUPS[group].lower() for group in self.groups)


FORCE = "Example Police"
# The unit's name, and whether it serves the whole force.
UNITS = {"Force services": True, "North unit": False, "South unit": False}
PEOPLE = (
    Person("olive", "Olive Archer", ("investigating_officer",), "North unit"),
    Person("oscar", "Oscar Bell", ("investigating_officer",), "North unit"),
    Person("sam", "Sam Carver", ("supervisor",), "North unit"),
    Person("ines", "Ines Dale", ("intelligence_analyst",)),
    Person("iris", "Iris Eden", ("identity_reviewer",)),
    Person("sade", "Sade Field", ("safeguarding_lead",)),
    Person("lena", "Lena Grove", ("legal_reviewer",)),
    Person("dara", "Dara Hill", ("decision_maker",)),
    Person("carl", "Carl Hunt", ("senior_decision_maker",)),
    Person("dominic", "Dominic Inge", ("disclosure_officer",)),
    Person("cora", "Cora Jarvis", ("scheme_coordinator",)),
    Person("devi", "Devi Jessop", ("data_protection_officer",)),
    Person("petra", "Petra Knight", ("process_designer",)),
    Person("paul", "Paul Lowe", ("process_publisher",)),
    Person("ada", "Ada Marsh", ("administrator",)),
    Person("nadia", "Nadia Orr", ("investigating_officer",), "South unit"),
    Person("perry", "Perry Quill", ("professional_standards",)),
    Person("simon", "Simon Tarn", ("spoc",)),
    Person("dunya", "Dunya Reed", ("duty_inspector",)),
    Person("amos", "Amos North", ("administrator",)),
    Person("audrey", "Audrey Nash", ("auditor",)),
)


@dataclass(frozen=True)
class DemoCase:
    """A case of the demonstration: which worked case it follows, up to which step, and how long ago that one was.

    `then`: the tasks that are done with the usual answers after that.
    """

    scenario: str
    stop_before: str
    days_ago: int
    then: tuple[str, ...] = ()


CASES = (
    # Closed; the victim is looked after all the same, and the last review is done.
    DemoCase("worked_case_1", "", 5, then=("review_safeguarding",)),
    DemoCase("worked_case_1", "deliver_to_recipient", 5),
    DemoCase("worked_case_1", "make_decision", 1),
    DemoCase("worked_case_1", "review_legally", 1),
    DemoCase("worked_case_1", "assure_identity", 2),
    DemoCase("threat_to_life_limited", "check_grounds", 1),
    DemoCase("representations_invited", "receive_representations", 1),
    DemoCase("worked_case_4", "pursue_enquiry", 1),
    DemoCase("worked_case_1", "confirm_priority", 1),
    DemoCase("worked_case_1", "triage_risk", 2),
    # Its subject works for the force, so that it is restricted to named people from then on.
    DemoCase("departure_to_full", "assure_identity", 1),
)
# Another victim of the stalker of an earlier case: what the two cases share is shown to their coordinator.
SAME_STALKER = {7: 4}
HANDLES = (
    "night_owl",
    "grey_heron",
    "red_kite",
    "marsh_harrier",
    "barn_swallow",
    "black_swift",
    "sand_martin",
    "reed_warbler",
    "wood_pigeon",
    "house_finch",
    "mute_swan",
)
EMERGENCY = 6  # the number of the case that the duty inspector opened: the one with a threat to life
EMERGENCY_REASON = "Control room: a caller says that he stands at her door. Her unit cannot be reached."


class DemoCast(Cast):
    """The demonstration's people in the roles of a scenario."""

    def join(self, role: str, number: int, force: str = "") -> str:
        """The n-th account of the role."""
        logins = [person.login for person in PEOPLE if role in person.groups]
        if not logins:
            raise Rejected(f"The demonstration has nobody in the role {role}.")
        login = logins[min(number, len(logins)) - 1]
        self._known[role, number, force] = login
        return login


def fill(database: Database, tell: Callable[[str], None]) -> None:
    """Makes the accounts, deploys the package, and drives each case to its stage."""
    with database.transaction():
        service.ensure_system_user()
        units = {
            name: units_of_force.create(SYSTEM, name, force=FORCE, serves_force=all_) for name, all_ in UNITS.items()
        }
        for person in PEOPLE:
            service.create_user(
                SYSTEM,
                person.login,
                person.name,
                PASSWORD,
                person.groups,
                force=FORCE,
                unit_id=units[person.unit],
                email=f"{person.login}@example.org",
            )
    tell(f"{len(PEOPLE)} people")
    files = package_files(PACKAGE)
    with database.transaction():
        definitions.install(SYSTEM, files, SYSTEM_ID)
    tell("the process, published")
    for number, case in enumerate(CASES, 1):
        _drive(database, case, number, files)
        tell(f"case {number} of {len(CASES)}")
    _open_in_an_emergency(database)
    tell("an emergency that waits for its review")


def _open_in_an_emergency(database: Database) -> None:
    with clock.fixed(clock.now() - timedelta(hours=3)), database.transaction():
        inspector = DemoCast().person("duty_inspector")
        cases.break_glass(inspector, crime_reference(EMERGENCY), EMERGENCY_REASON)


def crime_reference(number: int) -> str:
    """The crime reference of a case of the demonstration."""
    return f"RK/{1000 + 17 * number}/26"


def _drive(database: Database, case: DemoCase, number: int, files: dict[str, bytes]) -> None:
    path = next(p for p in sorted(files) if p.startswith(f"scenarios/{case.scenario}"))
    read: Scenario = scenario_of(_as_case(number, files), path)
    # What a worked case expects on its way is for its tests; here it is only brought to its stage.
    steps = [step for step in read.steps if not isinstance(step, Expect)]
    steps += [usual(files)[task] for task in case.then]
    scenario = replace(read, process=PACKAGE, steps=steps, expect=Expect())

    def reached(step: Step) -> bool:
        return isinstance(step, Complete) and step.element == case.stop_before

    before = takewhile(lambda step: not reached(step), scenario.steps)
    took = sum((step.by for step in before if isinstance(step, Advance)), timedelta())
    last = (clock.now() - timedelta(days=case.days_ago)).replace(hour=9, minute=12, second=0, microsecond=0)
    begun = last - took
    in_these_weeks = [_moved(step, (begun - scenario.at).days) for step in scenario.steps]
    moved = replace(scenario, at=begun, steps=list(_by_the_calendar(in_these_weeks, begun)))
    result = CaseRun(database, moved, DemoCast()).run(reached)
    if not result.passed:
        raise Rejected(f"The worked case {case.scenario} did not run: {' '.join(result.failures)}")


def _as_case(number: int, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The worked cases with a crime reference, a victim, a stalker and accounts of its own."""
    stalker = SAME_STALKER.get(number, number)
    own = {
        rb"RK/\d{4}/26": crime_reference(number),
        rb"\bVictim A\b": f"Victim {ascii_uppercase[number - 1]}",
        rb"\bSubject One\b": f"Subject {ascii_uppercase[stalker - 1]}",
        rb"\bnight_owl(?=_)": HANDLES[stalker - 1],
        rb"\bu-1(?=\d{3}\b)": f"u-{stalker}",
    }
    changed = dict(files)
    for found, instead in own.items():
        changed = {path: re.sub(found, instead.encode(), content) for path, content in changed.items()}
    return changed


def _moved(step: Step, days: int) -> Step:
    """The step with the dates in its answers moved, so that a worked case of the past happens in these weeks."""
    if isinstance(step, Complete):
        return replace(step, answers=_with_dates_moved(step.answers, timedelta(days=days)))
    if isinstance(step, Refused) and isinstance(step.attempt, Complete):
        answers = _with_dates_moved(step.attempt.answers, timedelta(days=days))
        return replace(step, attempt=replace(step.attempt, answers=answers))
    return step


def _by_the_calendar(steps: Iterable[Step], at: datetime) -> Iterator[Step]:
    """The steps with days that end at the same time of day, as those of the process do when the clocks change."""
    for step in steps:
        if isinstance(step, Advance):
            days = timedelta(days=step.by.days)
            there = (at.astimezone(clock.LONDON) + days).astimezone(UTC) + (step.by - days)
            yield Advance(there - at)
            at = there
        else:
            yield step


def _with_dates_moved(value: Any, by: timedelta) -> Any:
    if isinstance(value, Mapping):
        return {key: _with_dates_moved(inner, by) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_dates_moved(inner, by) for inner in value]
    return value + by if isinstance(value, date) else value
