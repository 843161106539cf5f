"""The account: rows are added, never changed and never removed; the database itself refuses both."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, ForeignKey, Index, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.audit.append import kept_by_triggers
from webapp.database import Base, UtcDateTime, append_only, new_id

_NO_NULL_IN_JSON = JSON(none_as_null=True)


class AuditEvent(Base):
    """One thing that was done, chained to the one before it in the same scope (a case, or a scope of its own).

    `at` is the service's clock, by which deadlines run; `recorded_at` is the database's. Entries of format 1 were made
    before the fields below `format` were kept and have none of them.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("scope", "sequence", name="uq_audit_event_scope_sequence"),
        Index("ix_audit_event_actor_id_at", "actor_id", "at", "sequence", "id"),
        Index("ix_audit_event_at", "at", "sequence", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    scope: Mapped[str] = mapped_column(String(36))
    sequence: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    event: Mapped[str] = mapped_column(String(40), index=True)
    actor_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    case_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    format: Mapped[int] = mapped_column(Integer, server_default="1")
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    operation: Mapped[str | None] = mapped_column(String(20))
    roles: Mapped[list[str] | None] = mapped_column(_NO_NULL_IN_JSON)
    force: Mapped[str | None] = mapped_column(String(120))
    records: Mapped[list[str] | None] = mapped_column(_NO_NULL_IN_JSON)
    fields: Mapped[list[str] | None] = mapped_column(_NO_NULL_IN_JSON)
    session_ref: Mapped[str | None] = mapped_column(String(32))
    address: Mapped[str | None] = mapped_column(String(45))
    request_id: Mapped[str | None] = mapped_column(String(32))
    purpose: Mapped[str | None] = mapped_column(String(20))
    task_id: Mapped[UUID | None] = mapped_column(Uuid)
    reason_id: Mapped[UUID | None] = mapped_column(Uuid)
    decision_id: Mapped[UUID | None] = mapped_column(Uuid)
    recipient: Mapped[str | None] = mapped_column(String(60))
    channel: Mapped[str | None] = mapped_column(String(60))
    result: Mapped[str | None] = mapped_column(String(10))


class AuditScope(Base):
    """The number and the hash of the last entry of a scope, so that a tail that was cut off is missed."""

    __tablename__ = "audit_scope"

    scope: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))


class AuditUnsealed(Base):
    """An entry that waits for the sealer. The only rows of the account that are ever removed."""

    __tablename__ = "audit_unsealed"

    scope: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))


class AuditSeal(Base):
    """One seal over the entries of a few seconds, of all scopes, chained to the seal before it."""

    __tablename__ = "audit_seal"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    count: Mapped[int] = mapped_column(Integer)
    root: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditSealEntry(Base):
    """Which entry a seal covers, at which place of its tree, and with which hash."""

    __tablename__ = "audit_seal_entry"
    __table_args__ = (UniqueConstraint("seal", "position", name="uq_audit_seal_entry_seal_position"),)

    scope: Mapped[str] = mapped_column(String(36), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seal: Mapped[int] = mapped_column(ForeignKey("audit_seal.number"))
    position: Mapped[int] = mapped_column(Integer)
    hash: Mapped[str] = mapped_column(String(64))


class AuditAnchor(Base):
    """That the anchor of a day was written, and whether it was sent as well."""

    __tablename__ = "audit_anchor"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    seal: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


append_only(AuditEvent.__table__)
append_only(AuditSeal.__table__)
append_only(AuditSealEntry.__table__)
kept_by_triggers(AuditEvent.__table__)
