"""Lists of cases that somebody asked to take away, and what a second person said to that."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import OF_NO_CASE, sealed_or_none

APPROVED = "approved"
EXPORT_OUTCOMES = (APPROVED, "refused")
DECIDED_WITHIN = timedelta(days=7)
FETCHED_WITHIN = timedelta(hours=24)


class CaseExport(Base):
    """One list, asked for by one person, decided on by another, and fetched at most once. It holds no case."""

    __tablename__ = "case_export"
    __table_args__ = (
        one_of("outcome", EXPORT_OUTCOMES),
        CheckConstraint("decided_by <> asked_by", name="another_person_decides"),
        when("outcome IS NOT NULL", "decided_by IS NOT NULL AND decided_at IS NOT NULL", "decided_by_somebody"),
        when("fetched_at IS NOT NULL", "outcome = 'approved'", "fetched_when_approved"),
        Index("ix_case_export_force", "force", "asked_at"),
        Index("ix_case_export_asked_by", "asked_by", "asked_at"),
    )

    __sealed_under__ = OF_NO_CASE

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    force: Mapped[str] = mapped_column(String(120))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason_id: Mapped[UUID] = mapped_column(ForeignKey("access_reason.id"))
    found: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str | None] = mapped_column(String(10))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note = sealed_or_none(Words(4000))
    fetched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
