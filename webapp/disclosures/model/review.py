"""The subject's chance to comment, and the lawyer's advice."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.database import Base, UtcDateTime, new_id
from webapp.disclosures.vocabulary import LEGAL_RESULTS
from webapp.sealing.codecs import Json, Words
from webapp.sealing.column import sealed, sealed_or_none


class Representations(Base):
    """Whether the subject was invited to comment, why not, what they said, and how it was considered."""

    __tablename__ = "representations"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_representations_case_id_number"),
        when("invited", "text IS NOT NULL", "answer_of_the_invited"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    check_id: Mapped[UUID] = mapped_column(ForeignKey("grounds_check.id"))
    invited: Mapped[bool] = mapped_column(Boolean)
    dispense_reasons = sealed(Json())
    text = sealed_or_none(Words(4000))
    considered = sealed(Words(4000))
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LegalReview(Base):
    """The legal reviewer's advice on one grounds check, with the guidance it had regard to."""

    __tablename__ = "legal_review"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_legal_review_case_id_number"),
        one_of("result", LEGAL_RESULTS),
        when("result = 'approve_with_conditions'", "conditions IS NOT NULL", "conditions_named"),
        when("departure_from_guidance", "departure_reason IS NOT NULL", "departure_explained"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    check_id: Mapped[UUID] = mapped_column(ForeignKey("grounds_check.id"))
    result: Mapped[str] = mapped_column(String(30))
    conditions = sealed_or_none(Words(4000))
    advice = sealed_or_none(Words(4000))
    guidance_version: Mapped[str] = mapped_column(String(200))
    departure_from_guidance: Mapped[bool] = mapped_column(Boolean)
    departure_reason = sealed_or_none(Words(4000))
    reviewed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
