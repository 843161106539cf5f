"""Rows that the worker works by: calls of operations outside, and what was seen of the clock."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Json
from webapp.sealing.column import sealed

_OPEN = text("settled_at IS NULL")
_UNDER_WAY = text("status IN ('waiting', 'running', 'answered')")


class ServiceJob(Base):
    """A service task that waits for an operation outside: the outbox of the call, and the inbox of its answer.

    `waiting` to be called, `running` by a worker that holds the lease `attempt_at`, `answered` and to be handed to the
    case; `failed` or `unknown`, with an incident; `done` or `cancelled`. The id is the key by which an outside system
    can tell a repeated call. `fence` grows with each claim: whoever holds an older one has lost the job.
    """

    __tablename__ = "service_job"
    __table_args__ = (
        CheckConstraint(
            "status IN ('waiting', 'running', 'answered', 'failed', 'unknown', 'done', 'cancelled')", name="status"
        ),
        CheckConstraint("(settled_at IS NOT NULL) = (status IN ('done', 'cancelled'))", name="settled"),
        Index("ix_service_job_due", "attempt_at", sqlite_where=_UNDER_WAY, postgresql_where=_UNDER_WAY),
        Index(
            "uq_service_job_open",
            "instance_id",
            "engine_task_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incident.id"), index=True)
    engine_task_id: Mapped[str] = mapped_column(String(60))
    element_id: Mapped[str] = mapped_column(String(120))
    operation: Mapped[str] = mapped_column(String(120))
    # Both emptied when it is settled: what went out and came back belongs to the case.
    variables = sealed(Json())
    answer = sealed(Json())
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    tries: Mapped[int] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    fence: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ClockWatch(Base):
    """When the clock was last believed, and the alarm that stands since; a single row, which every worker shares."""

    __tablename__ = "clock_watch"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    alarm: Mapped[str] = mapped_column(Text, default="")
    alarm_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
