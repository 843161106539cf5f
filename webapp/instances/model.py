"""A run of a process: its state, its tasks and timers, the path it took, and what went wrong."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Json, Raw, Words
from webapp.sealing.column import sealed, sealed_or_none

_OPEN = text("status = 'open'")
_UNCLAIMED = text("status = 'open' AND assignee_id IS NULL")
_CLAIMED = text("status = 'open' AND assignee_id IS NOT NULL")
_MAIN = text("procedure = ''")
_WAITING = text("settled_at IS NULL")
_WAY_BACK = text("revision_after IS NOT NULL")
_TO_DO = text("status IN ('waiting', 'queued')")


class ProcessInstance(Base):
    """One run of a package's main process, or of a procedure, pinned to the version it began with or was moved to.

    A case has one run of the main process, and as many of procedures as were begun. `procedure` is the key of the
    procedure, empty for the main process. `state` is opaque to everything but the engine; `variables` is a copy of its
    routing values for reading.
    """

    __tablename__ = "process_instance"
    __table_args__ = (
        CheckConstraint("status IN ('active', 'ended')", name="status"),
        Index("uq_process_instance_main", "case_id", unique=True, sqlite_where=_MAIN, postgresql_where=_MAIN),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    procedure: Mapped[str] = mapped_column(String(120), default="", server_default="")
    definition_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"), index=True)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    state = sealed_or_none(Raw())
    status: Mapped[str] = mapped_column(String(8), default="active")
    variables = sealed(Json())
    # When each of them last changed here, as a moment in ISO 8601; what a procedure only began with is not among them.
    written_at: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # How often it was moved to another version and not put back: where 0, no older name of an element is looked for.
    moves: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class UserTask(Base):
    """A step that waits, or waited, for a person."""

    __tablename__ = "user_task"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'completed', 'cancelled')", name="status"),
        CheckConstraint("(status = 'completed') = (completed_by IS NOT NULL)", name="completed_by_somebody"),
        Index(
            "uq_user_task_open",
            "instance_id",
            "engine_task_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_user_task_mine", "assignee_id", "listed_at", "id", sqlite_where=_CLAIMED, postgresql_where=_CLAIMED),
        Index(
            "ix_user_task_group",
            "candidate_group",
            "unit_id",
            "listed_at",
            "id",
            sqlite_where=_UNCLAIMED,
            postgresql_where=_UNCLAIMED,
        ),
        Index("ix_user_task_case", "case_id", "status"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    engine_task_id: Mapped[str] = mapped_column(String(60))
    element_id: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200))
    candidate_group: Mapped[str] = mapped_column(String(40))
    # The unit of the case, here as well so that the list of a unit's tasks is one walk along an index.
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    priority: Mapped[str] = mapped_column(String(20), default="")
    status: Mapped[str] = mapped_column(String(10), default="open")
    revision: Mapped[int] = mapped_column(Integer, default=1)
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Where the task stands in a list (rules.listed_at). One of which nothing is known comes last.
    listed_at: Mapped[datetime] = mapped_column(UtcDateTime, server_default="9999-12-31 00:00:00.000000")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    completed_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    # The person who was away, where a colleague covered for them.
    completed_for: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))


class Timer(Base):
    """A moment at which an instance wants to be looked at. The table is the queue."""

    __tablename__ = "timer"
    __table_args__ = (
        Index("ix_timer_due", "attempt_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_timer_instance", "instance_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    engine_task_id: Mapped[str] = mapped_column(String(60))
    element_id: Mapped[str] = mapped_column(String(120))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Moved an hour ahead when an attempt fails, so that one broken case cannot stop the sweep.
    attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PathEntry(Base):
    """One element that was carried out, in order: what the engine's own state no longer holds."""

    __tablename__ = "path_entry"

    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True)
    process_id: Mapped[str] = mapped_column(String(120))
    element_id: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[UUID] = mapped_column("done_by", ForeignKey("app_user.id"))


class DecisionEvaluation(Base):
    """What a decision table answered, with what went in and which rows matched."""

    __tablename__ = "decision_evaluation"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    definition_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"))
    element_id: Mapped[str] = mapped_column(String(120))
    decision: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    inputs = sealed(Json())
    outputs = sealed(Json())
    rows: Mapped[list[Any]] = mapped_column("matched_rows", JSON)
    explanation = sealed(Json())


class Incident(Base):
    """An automatic step that failed. The instance waits at its checkpoint until the step is tried again."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_open", "opened_at", sqlite_where=text("resolved_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    definition_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"))
    element_id: Mapped[str] = mapped_column(String(120))
    element_name: Mapped[str] = mapped_column(String(200))
    message = sealed(Words())
    attempts: Mapped[int] = mapped_column(Integer, default=1)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AwaitedEvent(Base):
    """A message or signal that an instance waits for now; `key` is empty where any message of the name will do."""

    __tablename__ = "awaited_event"
    __table_args__ = (
        CheckConstraint("kind IN ('message', 'signal')", name="kind"),
        Index("ix_awaited_event_name", "kind", "name"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(Text)
    element_id: Mapped[str] = mapped_column(String(120))


class EventDelivery(Base):
    """A message or signal on its way: to one instance, or to whichever waits for its name and key."""

    __tablename__ = "event_delivery"
    __table_args__ = (
        CheckConstraint("kind IN ('message', 'signal')", name="kind"),
        Index("ix_event_delivery_due", "attempt_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(Text)
    # The case it came from or goes to; a message of no known case is sealed under the installation's key.
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_file.id"))
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_instance.id"))
    # Emptied when it is settled: what a message brought belongs to the case that took it.
    variables = sealed_or_none(Json())
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MovePlan(Base):
    """A plan to move the running cases of one version to another: which element stands for which, and why."""

    __tablename__ = "move_plan"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'in_review', 'approved', 'withdrawn')", name="state"),
        CheckConstraint("approver_id IS NULL OR approver_id <> planner_id", name="planner_is_not_approver"),
        CheckConstraint("source_id <> target_id", name="two_versions"),
        Index("ix_move_plan_key", "key", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(60))
    source_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"))
    target_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"))
    # The id of each element of the source with that of its counterpart, or an empty text for none.
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="draft")
    planner_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    returned_with: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseMove(Base):
    """One case under a plan: what the trial said of it, and what came of the move. The table is the queue.

    `waiting` is still to be tried, `queued` to be moved. `sentences` are the reasons why not, or what to know.
    """

    __tablename__ = "case_move"
    __table_args__ = (
        CheckConstraint("status IN ('waiting', 'tried', 'queued', 'moved', 'refused', 'undone')", name="status"),
        UniqueConstraint("plan_id", "instance_id", name="uq_case_move_plan_instance"),
        Index("ix_case_move_to_do", "id", sqlite_where=_TO_DO, postgresql_where=_TO_DO),
        Index("ix_case_move_instance_id", "instance_id"),
        Index("ix_case_move_way_back", "revision_after", sqlite_where=_WAY_BACK, postgresql_where=_WAY_BACK),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("move_plan.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instance.id"))
    status: Mapped[str] = mapped_column(String(8), default="waiting")
    can_move: Mapped[bool] = mapped_column(Boolean, default=False)
    sentences = sealed_or_none(Json())
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The last entry of the path that was made on the version before: elements up to it have that version's names.
    path_until: Mapped[int | None] = mapped_column(Integer)
    # What a move is undone with, kept until the case moves on: its revision after the move, its state and rows before.
    revision_after: Mapped[int | None] = mapped_column(Integer)
    state_before = sealed_or_none(Raw())
    rows_before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
