"""The subject's chance to comment, the lawyer's advice, and the approval to act against it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.database import Base, UtcDateTime, new_id
from webapp.disclosures.vocabulary import LEGAL_RESULTS, RETURN_STAGES
from webapp.sealing.codecs import Json, Words
from webapp.sealing.column import sealed, sealed_or_none


class Representations(Base):
    """Whether the subject was invited to comment, why not, what they said, and how it was considered.

    Where they are not invited, `considered` is there at once and says why. Where they are, it comes with what they
    said, or with `unanswered` when their time ran out.
    """

    __tablename__ = "representations"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_representations_case_id_number"),
        when("NOT invited", "considered IS NOT NULL", "reasons_of_the_dispensed"),
        when("invited AND considered IS NOT NULL", "text IS NOT NULL OR unanswered", "answer_of_the_invited"),
        CheckConstraint("(considered IS NULL) = (considered_by IS NULL)", name="considered_by_somebody"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    check_id: Mapped[UUID] = mapped_column(ForeignKey("grounds_check.id"))
    invited: Mapped[bool] = mapped_column(Boolean)
    dispense_reasons = sealed(Json())
    invitation = sealed_or_none(Words(4000))
    text = sealed_or_none(Words(4000))
    unanswered: Mapped[bool] = mapped_column(Boolean, default=False)
    considered = sealed_or_none(Words(4000))
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    received_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    considered_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    considered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LegalReview(Base):
    """The legal reviewer's advice on one grounds check, with the guidance it had regard to."""

    __tablename__ = "legal_review"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_legal_review_case_id_number"),
        one_of("result", LEGAL_RESULTS),
        one_of("return_to", RETURN_STAGES),
        when("result = 'return'", "return_to IS NOT NULL", "return_names_a_stage"),
        when("result = 'approve_with_conditions'", "conditions IS NOT NULL", "conditions_named"),
        when("departure_from_guidance", "departure_reason IS NOT NULL", "departure_explained"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    check_id: Mapped[UUID] = mapped_column(ForeignKey("grounds_check.id"))
    result: Mapped[str] = mapped_column(String(30))
    return_to: Mapped[str | None] = mapped_column(String(10))
    conditions = sealed_or_none(Words(4000))
    advice = sealed_or_none(Words(4000))
    guidance_version: Mapped[str] = mapped_column(String(200))
    # Its title, version and standing in the register, as the reviewer read them.
    guidance_title: Mapped[str | None] = mapped_column(String(400))
    departure_from_guidance: Mapped[bool] = mapped_column(Boolean)
    departure_reason = sealed_or_none(Words(4000))
    reviewed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SeniorApproval(Base):
    """The answer of a senior decision maker who is asked to let a disclosure go on against legal advice."""

    __tablename__ = "senior_approval"
    __table_args__ = (UniqueConstraint("case_id", "number", name="uq_senior_approval_case_id_number"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    review_id: Mapped[UUID] = mapped_column(ForeignKey("legal_review.id"))
    approved: Mapped[bool] = mapped_column(Boolean)
    reason = sealed(Words(4000))
    approved_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
