"""What a plan means for one case: whether it can be moved, and in sentences why not or what to know of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from uuid import UUID

from sqlalchemy import func, select

from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.definitions import rules as registered
from webapp.definitions.bundle import Bundle
from webapp.definitions.derived import written_by
from webapp.definitions.separation import are_apart
from webapp.engine.asking import URGENT
from webapp.engine.migration import LEGAL_STEP, Law, Migration
from webapp.engine.operations import writes_of
from webapp.engine.problems import Problem
from webapp.engine.step import Step
from webapp.errors import EngineFault
from webapp.instances.doers import who_did_what
from webapp.instances.formerly import Course, course_of
from webapp.instances.model import MovePlan, PathEntry, ProcessInstance


@dataclass(frozen=True)
class Verdict:
    """Whether a case can be moved. `step` shows it on the new version; `sentences` are reasons against, or notes."""

    step: Step | None
    sentences: tuple[str, ...]

    @property
    def can_move(self) -> bool:
        """Whether nothing stands against it."""
        return self.step is not None


class Judge:
    """Judges the cases of one plan; what it has worked out for one case it does not work out again for the next."""

    def __init__(self, plan: MovePlan) -> None:
        self._plan = plan
        self.source = definitions.bundle(plan.source_id)
        self.target = definitions.bundle(plan.target_id)
        writes, wrote = (
            {form: written_by(definition) for form, definition in bundle.forms.items()}
            for bundle in (self.target, self.source)
        )
        settings = self.target.settings
        law = Law(
            settings.before_disclosure,
            settings.before_urgent,
            settings.after_urgent,
            form_writes=writes,
            form_wrote=wrote,
            operation_writes=writes_of(registered.OPERATIONS),
        )
        self._migration = Migration(self.source.parsed, self.target.parsed, plan.mapping, law)

    def problems(self) -> list[Problem]:
        """What is wrong with the plan itself, whatever case it is used for."""
        return self._migration.problems()

    def verdict(self, instance: ProcessInstance, at: datetime) -> Verdict:
        """What the plan means for this case as it is now; nothing is written."""
        if instance.status != "active" or instance.state is None:
            return Verdict(None, ("The case has ended. It stays on the version it ran on.",))
        if instance.definition_id != self._plan.source_id:
            return Verdict(None, ("The case no longer runs on the version that this plan is for.",))
        course = course_of(instance)
        if same := self._same_person(instance):
            return Verdict(None, same)
        try:
            taken, owed = _legal_steps(instance, course)
            moved = self._migration.move(instance.state, at, taken, owed)
        except EngineFault as fault:
            return Verdict(None, (fault.sentence,))
        if moved.step is None:
            return Verdict(None, tuple(problem.message for problem in moved.problems))
        return Verdict(moved.step, moved.notes)

    def _same_person(self, instance: ProcessInstance) -> tuple[str, ...]:
        """Steps that one person has done and for which the new version wants two: going on would leave that out."""
        people = self._people(instance)
        done = [element for own, element in self.target.parsed.elements.items() if people.get(own)]
        return tuple(
            f"“{one.title}” and “{other.title}” were done by the same person in this case, and the new version asks "
            "for two people. Let the case end on its version, or have one of the steps done again there."
            for one, other in combinations(done, 2)
            if are_apart(one, other) and people[one.id] & people[other.id]
        )

    def _people(self, instance: ProcessInstance) -> dict[str, set[UUID]]:
        """Who completed what in the case, by the ids that the steps have in the target."""
        found: dict[str, set[UUID]] = defaultdict(set)
        for (version, former), people in who_did_what(instance.case_id).items():
            for own in self._now_called(version, former):
                found[own] |= people
        return found

    def _now_called(self, version: UUID, former: str) -> set[str]:
        """The elements of the target that a step of a version counts as: its counterpart, and its legal step.

        For a version that the plan is not about, the counterpart is the element of the same id.
        """
        leaves = version == self._plan.source_id
        known = self.source if leaves else definitions.bundle(version)
        counterpart = self._plan.mapping.get(former, "") if leaves else former
        element = known.parsed.elements.get(former)
        step = element.properties.get(LEGAL_STEP, "") if element is not None else ""
        alike = {own for own, e in self.target.parsed.elements.items() if step and e.properties.get(LEGAL_STEP) == step}
        return alike | ({counterpart} & self.target.parsed.elements.keys())


def _legal_steps(instance: ProcessInstance, course: Course) -> tuple[set[str], set[str]]:
    """The legal steps that the case has completed, each as the version said on which it was done, and those it owes.

    It owes what has to follow an urgent disclosure and has not followed it yet.
    """
    bundles: dict[UUID, Bundle] = {}
    found: set[str] = set()
    owed: set[str] = set()
    for sequence, element_id in _path(instance):
        version = course.version_at(sequence)
        if version not in bundles:
            bundles[version] = definitions.bundle(version)
        element = bundles[version].parsed.elements.get(element_id)
        if element is None:
            continue
        if step := element.properties.get(LEGAL_STEP):
            found.add(step)
            owed.discard(step)
        if element.properties.get("discloses") == URGENT:
            owed = set(bundles[version].settings.after_urgent)
    return found, owed


def _path(instance: ProcessInstance) -> Iterable[tuple[int, str]]:
    rows = session().execute(
        select(PathEntry.sequence, PathEntry.element_id)
        .where(PathEntry.instance_id == instance.id)
        .order_by(PathEntry.sequence)
    )
    return [(row.sequence, row.element_id) for row in rows]


def length_of_path(instance_id: UUID) -> int:
    """The number of the last entry of a case's path; 0 for a case that has done nothing yet."""
    query = select(func.max(PathEntry.sequence)).where(PathEntry.instance_id == instance_id)
    return session().scalar(query) or 0
