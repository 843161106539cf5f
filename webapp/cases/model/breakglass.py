"""Cases opened in an emergency by somebody without need to know, and what came of the review."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed, sealed_or_none

REVIEWED_WITHIN = timedelta(days=3)
GLASS_VERDICTS = ("justified", "not_justified")
_WAITING = text("reviewed_at IS NULL")


class BreakGlass(Base):
    """One case, opened for reading for an hour by one person, with their reason; another person reviews it."""

    __tablename__ = "break_glass"
    __table_args__ = (
        one_of("verdict", GLASS_VERDICTS),
        CheckConstraint("reviewed_by <> user_id", name="another_person_reviews"),
        when("reviewed_at IS NOT NULL", "reviewed_by IS NOT NULL AND verdict IS NOT NULL", "reviewed_with_verdict"),
        Index("ix_break_glass_user_id", "user_id", "ends_at"),
        Index("ix_break_glass_case_id", "case_id", "ends_at"),
        Index("ix_break_glass_waiting", "opened_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    reason = sealed(Words(4000))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verdict: Mapped[str | None] = mapped_column(String(15))
    note = sealed_or_none(Words(4000))
