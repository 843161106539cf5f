"""The account: rows are added, never changed and never removed; the database itself refuses both."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime, append_only, new_id


class AuditEvent(Base):
    """One thing that was done, chained to the one before it in the same scope (a case, or the system)."""

    __tablename__ = "audit_event"
    __table_args__ = (UniqueConstraint("scope", "sequence", name="uq_audit_event_scope_sequence"),)

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


append_only(AuditEvent.__table__)
