"""Reviews of keeping a record, and holds that forbid its erasure."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed, sealed_or_none

_OPEN = text("verdict = 'erase' AND settled_at IS NULL")


class LegalHold(Base):
    """An order to keep a record whatever its review says, until somebody else with the authority lifts it."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name="lifted_by_somebody"),
        CheckConstraint("lifted_by <> set_by", name="another_lifts"),
        CheckConstraint("lifted_at IS NULL OR lift_reason IS NOT NULL", name="lifting_explained"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    reason = sealed(Words(2000))
    set_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lift_reason = sealed_or_none(Words(2000))
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RetentionReview(Base):
    """One review: to keep the record until another date, or to erase it, which a second person confirms or returns.

    After an erasure its reasons cannot be read any more; `ground` still says in a closed word why it was erased.
    """

    __tablename__ = "retention_review"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_retention_review_case_id_number"),
        Index("uq_retention_review_open", "case_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        CheckConstraint("verdict IN ('keep', 'erase')", name="verdict"),
        CheckConstraint("ground IN ('period_over', 'request_s47', 'court_order')", name="ground"),
        CheckConstraint("settled_as IN ('confirmed', 'returned')", name="settled_as"),
        CheckConstraint("(verdict = 'keep') = (next_review_on IS NOT NULL)", name="kept_until"),
        CheckConstraint("(verdict = 'erase') = (ground IS NOT NULL)", name="erased_for_a_ground"),
        CheckConstraint(
            "(settled_by IS NULL) = (settled_at IS NULL) AND (settled_by IS NULL) = (settled_as IS NULL)",
            name="settled_whole",
        ),
        CheckConstraint("settled_by <> reviewed_by", name="two_people"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    verdict: Mapped[str] = mapped_column(String(5))
    ground: Mapped[str | None] = mapped_column(String(20))
    reason = sealed(Words(2000))
    next_review_on: Mapped[date | None] = mapped_column(Date)
    reviewed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_as: Mapped[str | None] = mapped_column(String(10))
    settle_reason = sealed_or_none(Words(2000))
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
