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
from webapp.engine.migration import LEGAL_STEP, Law, Migration
from webapp.engine.operations import writes_of
from webapp.engine.problems import Problem
from webapp.engine.step import Step
from webapp.errors import EngineFault
from webapp.instances.formerly import Course, course_of
from webapp.instances.model import MovePlan, PathEntry, ProcessInstance, UserTask


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
        law = Law(self.target.settings.before_disclosure, writes, wrote, writes_of(registered.OPERATIONS))
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
        if same := self._same_person(instance, course):
            return Verdict(None, same)
        try:
            moved = self._migration.move(instance.state, at, _legal_steps(instance, course))
        except EngineFault as fault:
            return Verdict(None, (fault.sentence,))
        if moved.step is None:
            return Verdict(None, tuple(problem.message for problem in moved.problems))
        return Verdict(moved.step, moved.notes)

    def _same_person(self, instance: ProcessInstance, course: Course) -> tuple[str, ...]:
        """Steps that one person has done and for which the new version wants two: going on would leave that out."""
        people = _people(instance, course, self)
        done = [element for own, element in self.target.parsed.elements.items() if people.get(own)]
        return tuple(
            f"“{one.title}” and “{other.title}” were done by the same person in this case, and the new version asks "
            "for two people. Let the case end on its version, or have one of the steps done again there."
            for one, other in combinations(done, 2)
            if are_apart(one, other) and people[one.id] & people[other.id]
        )

    def now_called(self, former: str) -> set[str]:
        """The elements of the target that a step of the source counts as: its counterpart, and its legal step."""
        element = self.source.parsed.elements.get(former)
        step = element.properties.get(LEGAL_STEP, "") if element is not None else ""
        alike = {own for own, e in self.target.parsed.elements.items() if step and e.properties.get(LEGAL_STEP) == step}
        return alike | ({self._plan.mapping[former]} if self._plan.mapping.get(former) else set())


def _people(instance: ProcessInstance, course: Course, judge: Judge) -> dict[str, set[UUID]]:
    """Who completed what, by the ids that the steps have in the target."""
    found: dict[str, set[UUID]] = defaultdict(set)
    rows = session().execute(
        select(UserTask.element_id, UserTask.closed_at, UserTask.completed_by, UserTask.completed_for).where(
            UserTask.case_id == instance.case_id, UserTask.status == "completed"
        )
    )
    for row in rows:
        for own in judge.now_called(course.now_called(row.element_id, at=row.closed_at)):
            # Where a colleague covered for somebody, both of them did it.
            found[own] |= {person for person in (row.completed_by, row.completed_for) if person}
    return found


def _legal_steps(instance: ProcessInstance, course: Course) -> set[str]:
    """The legal steps that the case has completed, each as the version said on which it was done."""
    bundles: dict[UUID, Bundle] = {}
    found: set[str] = set()
    for sequence, element_id in _path(instance):
        version = course.version_at(sequence)
        if version not in bundles:
            bundles[version] = definitions.bundle(version)
        element = bundles[version].parsed.elements.get(element_id)
        if element is not None and (step := element.properties.get(LEGAL_STEP)):
            found.add(step)
    return found


def _path(instance: ProcessInstance) -> Iterable[tuple[int, str]]:
    rows = session().execute(
        select(PathEntry.sequence, PathEntry.element_id).where(PathEntry.instance_id == instance.id)
    )
    return [(row.sequence, row.element_id) for row in rows]


def length_of_path(instance_id: UUID) -> int:
    """The number of the last entry of a case's path; 0 for a case that has done nothing yet."""
    query = select(func.max(PathEntry.sequence)).where(PathEntry.instance_id == instance_id)
    return session().scalar(query) or 0
