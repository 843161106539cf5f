"""How a case ended, and what is counted and learned from it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of
from webapp.cases.vocabulary import CRIMINAL_JUSTICE, RELATIONSHIPS, Outcome
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Json, Words
from webapp.sealing.column import sealed_or_none


class Closure(Base):
    """The coordinator's closing record, with the figures that are counted; one for each time the case was closed."""

    __tablename__ = "closure"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_closure_case_id_number"),
        one_of("outcome", Outcome),
        one_of("relationship_to_victim", RELATIONSHIPS),
        one_of("criminal_justice", CRIMINAL_JUSTICE),
        CheckConstraint("victim_satisfaction BETWEEN 1 AND 5", name="victim_satisfaction"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    outcome: Mapped[str] = mapped_column(String(30))
    relationship_to_victim: Mapped[str | None] = mapped_column(String(20))
    repeat_stalking: Mapped[bool | None] = mapped_column(Boolean)
    retaliation: Mapped[bool | None] = mapped_column(Boolean)
    isac_referral: Mapped[bool | None] = mapped_column(Boolean)
    support_taken_up: Mapped[bool | None] = mapped_column(Boolean)
    criminal_justice: Mapped[str | None] = mapped_column(String(20))
    victim_satisfaction: Mapped[int | None] = mapped_column(Integer)
    complaint: Mapped[bool | None] = mapped_column(Boolean)
    # Counted without names; the Equality Act 2010 names the characteristics.
    victim_characteristics = sealed_or_none(Json())
    subject_characteristics = sealed_or_none(Json())
    retention_review_date: Mapped[date] = mapped_column(Date)
    lessons = sealed_or_none(Words(4000))
    closed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
