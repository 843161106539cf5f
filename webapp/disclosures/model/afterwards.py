"""What comes after a decision, or without one: contacts, deferrals, and saying that nothing is told or nobody found."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.database import Base, UtcDateTime, new_id
from webapp.disclosures.vocabulary import (
    CONTACTS,
    DEFERRAL_CHANGES,
    NOTICE_MODES,
    REVIEW_NEXT,
    UNDERTAKING_RESULTS,
    WORDINGS,
)
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed, sealed_or_none


class UndertakingReview(Base):
    """What the decision maker made of a meeting at which nothing was told; `decision_id` is what holds after it."""

    __tablename__ = "undertaking_review"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_undertaking_review_case_id_number"),
        one_of("result", UNDERTAKING_RESULTS),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id"))
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    result: Mapped[str] = mapped_column(String(10))
    reason = sealed(Words(4000))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DisclosureContact(Base):
    """One contact with the recipient after a delivery; `after` says which."""

    __tablename__ = "disclosure_contact"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_disclosure_contact_case_id_number"),
        one_of("after", CONTACTS),
        when("NOT reached", "not_reached_plan IS NOT NULL", "looked_for"),
        when(
            "reached",
            "safe IS NOT NULL AND new_incident IS NOT NULL AND retaliation IS NOT NULL "
            "AND support_taken_up IS NOT NULL AND misuse IS NOT NULL",
            "asked",
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id"))
    after: Mapped[str] = mapped_column(String(10))
    reached: Mapped[bool] = mapped_column(Boolean)
    not_reached_plan = sealed_or_none(Words(4000))
    safe: Mapped[bool | None] = mapped_column(Boolean)
    new_incident: Mapped[bool | None] = mapped_column(Boolean)
    retaliation: Mapped[bool | None] = mapped_column(Boolean)
    support_taken_up: Mapped[bool | None] = mapped_column(Boolean)
    misuse: Mapped[bool | None] = mapped_column(Boolean)
    note = sealed_or_none(Words(4000))
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeferralReview(Base):
    """A look at a deferral: what has changed, and from where the case goes on."""

    __tablename__ = "deferral_review"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_deferral_review_case_id_number"),
        one_of("change", DEFERRAL_CHANGES),
        one_of("next", REVIEW_NEXT),
        when("next = 'none'", "next_review_date IS NOT NULL", "reviewed_again"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    change: Mapped[str] = mapped_column(String(20))
    next: Mapped[str] = mapped_column(String(10))
    next_review_date: Mapped[date | None] = mapped_column(Date)
    reason = sealed(Words(4000))
    reviewed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoDisclosure(Base):
    """How the victim was told that nothing is disclosed."""

    __tablename__ = "no_disclosure"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_no_disclosure_case_id_number"),
        one_of("wording", WORDINGS),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    wording: Mapped[str] = mapped_column(String(10), default="own", server_default="own")
    reason_given = sealed(Words(4000))
    safety_advice = sealed(Words(4000))
    complaint_route = sealed(Words(4000))
    # Rows from before the question was asked leave it open.
    review_offered: Mapped[bool | None] = mapped_column(Boolean)
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoIdentity(Base):
    """How the victim was told that nobody was identified, and that the door stays open."""

    __tablename__ = "no_identity"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_no_identity_case_id_number"),
        one_of("wording", WORDINGS),
        one_of("told_how", NOTICE_MODES),
        CheckConstraint("door_open", name="door_open"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    told_how: Mapped[str] = mapped_column(String(12))
    wording: Mapped[str] = mapped_column(String(10))
    said = sealed(Words(4000))
    safety_advice = sealed(Words(4000))
    complaint_route = sealed(Words(4000))
    door_open: Mapped[bool] = mapped_column(Boolean)
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
