"""What the worker does with clocks: finds those of which somebody has to be told, and tells, one transaction each."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from webapp.clock import now
from webapp.database import session
from webapp.instances import advancing, deadlines, projection
from webapp.instances.clock_model import Deadline

TRY_AGAIN = timedelta(hours=1)


def waiting(limit: int) -> list[UUID]:
    """The clocks of which somebody has to be told now, the longest overdue first: one walk along an index."""
    query = select(Deadline.id).where(Deadline.next_at.is_not(None), Deadline.next_at <= now())
    return list(session().scalars(query.order_by(Deadline.next_at).limit(limit)))


def take(deadline_id: UUID) -> bool:
    """Tells of one clock; False when it was stopped, or told of, meanwhile."""
    instance_id = session().scalar(select(Deadline.instance_id).where(Deadline.id == deadline_id))
    if instance_id is None:
        return False
    # The instance is held first, as everywhere: of a completed step and a breach one comes before the other.
    instance = advancing.locked(instance_id)
    row = session().get_one(Deadline, deadline_id, populate_existing=True)
    told = deadlines.tell(row)
    if told and row.breached_at is not None:
        session().flush()
        projection.note_members(instance.case_id)
    return told


def postpone(deadline_id: UUID) -> None:
    """Leaves one clock alone for an hour, after an attempt that failed."""
    row = session().get(Deadline, deadline_id)
    if row is not None and row.next_at is not None:
        row.next_at = now() + TRY_AGAIN


def next_of(case_id: UUID) -> tuple[UUID, datetime] | None:
    """The clock of a case of which somebody has to be told next, and when."""
    query = select(Deadline.id, Deadline.next_at).where(Deadline.case_id == case_id, Deadline.next_at.is_not(None))
    row = session().execute(query.order_by(Deadline.next_at, Deadline.id).limit(1)).one_or_none()
    return None if row is None else (row.id, row.next_at)
