"""Clocks as people read them: marks for lists, the clocks of one case, and what is late or due soon."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Row

from webapp.access import queries as people
from webapp.access.actor import Actor
from webapp.cases import queries as cases
from webapp.clock import now
from webapp.database import session
from webapp.definitions.bundle import Bundle
from webapp.instances import deadlines
from webapp.instances.clock_model import Deadline
from webapp.instances.lists import Place
from webapp.instances.model import UserTask
from webapp.instances.views import ClockRow, ClockState

# What the partial index of the table names: only what runs and was told of is looked through.
_ESCALATED = and_(
    Deadline.stopped_at.is_(None), or_(Deadline.warned_at.is_not(None), Deadline.breached_at.is_not(None))
)
MOST_OF_A_CASE = 200


def warns_at(task_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """From when on each of these open tasks is due soon; a task without a deadline is left out."""
    query = select(Deadline.task_id, Deadline.warn_at).where(
        Deadline.task_id.in_(task_ids), Deadline.stopped_at.is_(None), Deadline.warn_at.is_not(None)
    )
    return {row.task_id: row.warn_at for row in session().execute(query)} if task_ids else {}


def late_with(task: UserTask, bundle: Bundle) -> list[str]:
    """What is late and may stop with this task, by title: the task itself, and spans of the whole case."""
    step = bundle.parsed.elements[task.element_id].properties.get("legalStep", "")
    ending = [each.name for each in deadlines.of_case_at(bundle, task.element_id) if step in each.ends_after]
    of_case = and_(Deadline.case_id == task.case_id, Deadline.task_id.is_(None), Deadline.name.in_(ending))
    query = select(Deadline.title).where(
        or_(Deadline.task_id == task.id, of_case), Deadline.stopped_at.is_(None), Deadline.due_at <= now()
    )
    return list(session().scalars(query.order_by(Deadline.task_id.is_(None), Deadline.title)))


def of_case(case_id: UUID) -> list[ClockRow]:
    """The spans of the whole case that are measured now, and every deadline that was missed, the newest last."""
    spans = and_(Deadline.task_id.is_(None), Deadline.stopped_at.is_(None))
    query = select(Deadline).where(Deadline.case_id == case_id, or_(spans, Deadline.breached_at.is_not(None)))
    found = (
        session().scalars(query.order_by(Deadline.started_at, Deadline.title, Deadline.id).limit(MOST_OF_A_CASE)).all()
    )
    names = people.names_of({row.reason_by for row in found if row.reason_by})
    return [
        ClockRow(
            title=row.title,
            of_task=row.task_id is not None,
            state=state_of(row),
            started_at=row.started_at,
            due_at=row.due_at,
            warn_at=row.warn_at,
            stopped_at=row.stopped_at,
            reason=row.reason or "",
            reason_by=names.get(row.reason_by, "") if row.reason_by else "",
        )
        for row in found
    ]


def started() -> frozenset[tuple[str, str]]:
    """The names of all clocks that have run in any case, each with the priority it ran at."""
    return frozenset((row.name, row.priority) for row in session().execute(select(Deadline.name, Deadline.priority)))


def newest_state(case_id: UUID, name: str) -> ClockState | None:
    """How it stands with the clock of this name that was started last; None where none was."""
    query = select(Deadline).where(Deadline.case_id == case_id, Deadline.name == name)
    # Of several with one start, as after a change of priority, the one that still runs is meant.
    order = (Deadline.started_at.desc(), Deadline.stopped_at.is_not(None), Deadline.stopped_at.desc())
    row = session().scalars(query.order_by(*order).limit(1)).one_or_none()
    return None if row is None else state_of(row)


def state_of(row: Deadline) -> ClockState:
    """How it stands with a clock."""
    if row.stopped_at is not None:
        return "missed" if row.breached_at is not None else "kept"
    if row.due_at is None or row.warn_at is None:
        return "running"
    return "late" if row.due_at <= now() else "due_soon" if row.warn_at <= now() else "running"


def escalated(actor: Actor, after: Place | None, limit: int) -> Sequence[Row]:  # type: ignore[type-arg]
    """What is late or due soon in the cases that this person may know of, the longest late first."""
    query = (
        select(
            Deadline.id,
            Deadline.case_id,
            Deadline.title,
            Deadline.priority,
            Deadline.due_at,
            Deadline.warn_at,
            UserTask.candidate_group,
            UserTask.assignee_id,
        )
        .outerjoin(UserTask, UserTask.id == Deadline.task_id)
        .where(_ESCALATED, cases.known_case(actor, Deadline.case_id))
    )
    if after is not None:
        same = and_(Deadline.due_at == after.at, Deadline.id > after.task_id)
        query = query.where(or_(Deadline.due_at > after.at, same))
    return session().execute(query.order_by(Deadline.due_at, Deadline.id).limit(limit)).all()


def number_escalated(actor: Actor) -> int:
    """How many deadlines are late or near in the cases that this person may know of."""
    query = select(func.count()).select_from(Deadline).where(_ESCALATED, cases.known_case(actor, Deadline.case_id))
    return session().scalar(query) or 0


def place(row: Row) -> Place:  # type: ignore[type-arg]
    """Where a row of the list stands."""
    return Place(row.due_at, row.id)
