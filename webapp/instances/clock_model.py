"""The clocks that run, or ran, in a case."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed_or_none

_TO_LOOK_AT = text("next_at IS NOT NULL")
_RUNS = text("stopped_at IS NULL")
_RUNS_FOR_TASK = text("stopped_at IS NULL AND task_id IS NOT NULL")
_RUNS_FOR_CASE = text("stopped_at IS NULL AND task_id IS NULL")
_ESCALATED = text("stopped_at IS NULL AND (warned_at IS NOT NULL OR breached_at IS NOT NULL)")


class Deadline(Base):
    """One promise of time: a clock of one task, or, without a task, of a span of the whole case.

    A row is never given another due date. When the priority changes, the promise ends and another one takes its place
    from the same start, so that what was warned of and breached stays as it was. `due_at` is None while the clock does
    not run at the priority. `next_at` is when somebody has to be told next: the table is the worker's queue.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        CheckConstraint("stopped_at IS NULL OR next_at IS NULL", name="nothing_after_its_end"),
        CheckConstraint("(due_at IS NULL) = (warn_at IS NULL)", name="warns_before_it_is_due"),
        Index("ix_deadline_next", "next_at", sqlite_where=_TO_LOOK_AT, postgresql_where=_TO_LOOK_AT),
        Index("uq_deadline_task", "task_id", unique=True, sqlite_where=_RUNS_FOR_TASK, postgresql_where=_RUNS_FOR_TASK),
        Index(
            "uq_deadline_case",
            "case_id",
            "name",
            unique=True,
            sqlite_where=_RUNS_FOR_CASE,
            postgresql_where=_RUNS_FOR_CASE,
        ),
        Index("ix_deadline_running", "case_id", sqlite_where=_RUNS, postgresql_where=_RUNS),
        Index("ix_deadline_escalated", "due_at", "id", sqlite_where=_ESCALATED, postgresql_where=_ESCALATED),
        Index("ix_deadline_case_id", "case_id", "started_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_task.id"))
    # The name of the clock in package.toml; empty where the diagram itself schedules the task.
    name: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    priority: Mapped[str] = mapped_column(String(20), default="")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    breached_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The groups that were told of the breach: their members may know of the case as long as it is late.
    told: Mapped[list[Any]] = mapped_column("told_groups", JSON, default=list)
    reason = sealed_or_none(Words(500))
    reason_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
