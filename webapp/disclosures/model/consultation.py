"""Who was asked for a view before the decision, and what they said."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of
from webapp.database import Base, UtcDateTime, new_id
from webapp.disclosures.vocabulary import ALL_VIEWS, VIEWS
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed_or_none


class ConsultationRequest(Base):
    """One consultee who was asked, in one round of asking; `required` where the facts of the case demand it."""

    __tablename__ = "consultation_request"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_consultation_request_case_id_number"),
        one_of("consultee", VIEWS),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    consultee: Mapped[str] = mapped_column(String(20))
    required: Mapped[bool] = mapped_column(Boolean)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Consultation(Base):
    """One consultee's view; of several by the same consultee the newest holds."""

    __tablename__ = "consultation"
    __table_args__ = (one_of("consultee", VIEWS), one_of("view", ALL_VIEWS))

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    consultee: Mapped[str] = mapped_column(String(20))
    view: Mapped[str] = mapped_column(String(20))
    reason = sealed_or_none(Words(4000))
    until: Mapped[date | None] = mapped_column(Date)
    conditions = sealed_or_none(Words(4000))
    # What an objector would not object to: a disclosure of less, or a reassurance.
    less_than_full = sealed_or_none(Words(4000))
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
