"""Who did which step of a case, in whichever of its runs, on whichever version, and under whatever id it had then."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, or_, select

from webapp.cases import joint
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.engine.correspondence import LEGAL_STEP
from webapp.engine.parse import Element
from webapp.instances.formerly import Course, course_of
from webapp.instances.model import ProcessInstance, UserTask

# The forms by which an identity is found, assessed and assured, whatever a diagram calls the steps.
IDENTITY_WORK = frozenset(
    {
        "line_of_enquiry",
        "enquiry_consultation",
        "enquiry_result",
        "enquiry_chase",
        "identity_assessment",
        "identity_assurance",
    }
)


def completed_in(case_id: UUID) -> "Select":  # type: ignore[type-arg]
    """The completed tasks of a case: name, element, moment and people of each, and the run it belongs to."""
    return (
        select(
            UserTask.name,
            UserTask.element_id,
            UserTask.closed_at,
            UserTask.completed_by,
            UserTask.completed_for,
            ProcessInstance,
        )
        .join(ProcessInstance, ProcessInstance.id == UserTask.instance_id)
        .where(UserTask.case_id == case_id, UserTask.status == "completed")
    )


def people_of(row: Row[Any]) -> set[UUID]:
    """Who did it: where a colleague covered for somebody, both of them."""
    return {person for person in (row.completed_by, row.completed_for) if person}


class Courses:
    """The courses of the runs of a case, each looked up once."""

    def __init__(self) -> None:
        self._known: dict[UUID, Course] = {}

    def now_called(self, row: Row[Any]) -> str:
        """The id that a completed step has on the version that its own run is on now; empty if none."""
        run: ProcessInstance = row.ProcessInstance
        if run.id not in self._known:
            self._known[run.id] = course_of(run)
        return self._known[run.id].now_called(row.element_id, at=row.closed_at)


def who_did(instance: ProcessInstance, steps: Collection[Element]) -> Iterator[tuple[str, UUID]]:
    """The names of those steps that were completed in the case, and by whom. The steps are of the instance's version.

    A run that is on another version counts for a step of the same id or the same legal step.
    """
    if not steps:
        return
    by_id = {element.id for element in steps}
    by_law = {law for element in steps if (law := element.properties.get(LEGAL_STEP))}
    elsewhere = or_(ProcessInstance.moves > 0, ProcessInstance.definition_id != instance.definition_id)
    courses = Courses()
    for row in session().execute(completed_in(instance.case_id).where(or_(UserTask.element_id.in_(by_id), elsewhere))):
        own = courses.now_called(row)
        if own in by_id or (by_law and _legal_step(row.ProcessInstance, own, instance) in by_law):
            yield from ((row.name, person) for person in sorted(people_of(row)))
    yield from _of_joint_investigation(instance, by_id, by_law, courses)


def _of_joint_investigation(
    instance: ProcessInstance, by_id: Collection[str], by_law: Collection[str], courses: Courses
) -> Iterator[tuple[str, UUID]]:
    """Who found, assessed and assured the identity that this case took over: they are kept apart here as well.

    Whatever else they did in the lead case is about another victim and binds nobody here.
    """
    for lead in joint.sources_of(instance.case_id):
        for row in session().execute(completed_in(lead)):
            run: ProcessInstance = row.ProcessInstance
            own = courses.now_called(row)
            element = definitions.bundle(run.definition_id).parsed.elements.get(own)
            if element is None or element.form not in IDENTITY_WORK:
                continue
            if own in by_id or element.properties.get(LEGAL_STEP) in by_law:
                yield from ((row.name, person) for person in sorted(people_of(row)))


def _legal_step(run: ProcessInstance, element_id: str, instance: ProcessInstance) -> str | None:
    """The legal step that an element of a run on another version is; on the same one its id says what it is."""
    if run.definition_id == instance.definition_id:
        return None
    element = definitions.bundle(run.definition_id).parsed.elements.get(element_id)
    return element.properties.get(LEGAL_STEP) if element is not None else None


def who_did_what(case_id: UUID) -> dict[tuple[UUID, str], set[UUID]]:
    """Who completed which step of a case, by the version that its run is on now and the id that it has there."""
    found: dict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    courses = Courses()
    for row in session().execute(completed_in(case_id)):
        found[row.ProcessInstance.definition_id, courses.now_called(row)] |= people_of(row)
    return found
