"""Changes of what a person may do, proposed by one administrator and decided by another."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.clock import now
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import OF_NO_CASE, sealed

_OPEN = text("outcome = ''")


class StaffProposal(Base):
    """One proposed change. The database itself refuses one that is decided by its author or by whom it is about."""

    __tablename__ = "staff_proposal"
    __table_args__ = (
        CheckConstraint("kind IN ('groups', 'password', 'second_factor', 'return')", name="kind"),
        CheckConstraint("outcome IN ('', 'approved', 'refused', 'withdrawn')", name="outcome"),
        CheckConstraint("(outcome = '') = (decided_by IS NULL)", name="decided_by_somebody"),
        CheckConstraint("proposed_by <> user_id", name="not_for_oneself"),
        CheckConstraint("outcome <> 'approved' OR decided_by <> proposed_by", name="second_administrator"),
        CheckConstraint("outcome <> 'approved' OR decided_by <> user_id", name="not_by_whom_it_is_about"),
        Index("uq_staff_proposal_open", "user_id", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    __sealed_under__ = OF_NO_CASE

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason = sealed(Words(300))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    outcome: Mapped[str] = mapped_column(String(10), default="")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
