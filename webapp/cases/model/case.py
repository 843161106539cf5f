"""The case itself, and every form that was submitted in it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    Uuid,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.access.facts import PoliceLink
from webapp.cases.constraints import one_of, when
from webapp.cases.vocabulary import CASE_STATUSES, ENTRY_ROUTES, OFFENCES, REFERRALS, Outcome, Priority
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Json, Words
from webapp.sealing.column import sealed, sealed_or_none


class CaseNumber(Base):
    """The last number given to a case in a year."""

    __tablename__ = "case_number"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer)


class Case(Base):
    """One victim's matter, from the report to the outcome."""

    __tablename__ = "case_file"
    __table_args__ = (
        UniqueConstraint("reference", name="uq_case_file_reference"),
        Index("ix_case_file_opened_at", "opened_at"),
        Index("ix_case_file_unit_id", "unit_id", "opened_at"),
        Index("ix_case_file_restricted", "force", "restricted"),
        one_of("status", CASE_STATUSES),
        one_of("outcome", Outcome),
        one_of("priority", Priority),
        one_of("police_link", PoliceLink),
        one_of("entry_route", ENTRY_ROUTES),
        one_of("offence_basis", OFFENCES),
        one_of("out_of_scope_referral", REFERRALS, "referral"),
        Index("ix_case_file_review_on", "review_on"),
        CheckConstraint("erased_at IS NULL OR status = 'closed'", name="closed_before_erased"),
        when("status = 'closed'", "outcome IS NOT NULL AND closed_at IS NOT NULL", "closed_with_outcome"),
    )

    __sealed_under__ = "id"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(10), default="open")
    outcome: Mapped[str | None] = mapped_column(String(30))
    priority: Mapped[str | None] = mapped_column(String(20))
    force: Mapped[str] = mapped_column(String(120), default="", server_default="")
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    # Nothing of a restricted case is offered to anybody: who works on it is named. Basis: domain rule on police links.
    restricted: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    # What professional standards decided about a subject who has to do with policing.
    police_link: Mapped[str] = mapped_column(String(10), default="", server_default="")
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    crime_ref = sealed_or_none(Words(40))
    entry_route: Mapped[str | None] = mapped_column(String(20))
    offence_basis: Mapped[str | None] = mapped_column(String(20))
    online_anonymous: Mapped[bool | None] = mapped_column(Boolean)
    victim_count: Mapped[int | None] = mapped_column(Integer)
    related_case = sealed_or_none(Words(40))
    in_scope: Mapped[bool | None] = mapped_column(Boolean)
    out_of_scope_referral: Mapped[str | None] = mapped_column(String(20))
    scope_reason = sealed_or_none(Words(4000))
    reported_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Something that was told in this case turned out to be wrong, and was put right.
    corrected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When keeping the record is reviewed next; set with the outcome, moved by each review.
    review_on: Mapped[date | None] = mapped_column(Date)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FormSubmission(Base):
    """The answers to one form, whole and as given, whatever else was made of them."""

    __tablename__ = "form_submission"
    __table_args__ = (Index("ix_form_submission_case_id_at", "case_id", "at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    element_id: Mapped[str] = mapped_column(String(120))
    form_id: Mapped[str] = mapped_column(String(120))
    form_checksum: Mapped[str] = mapped_column(String(64))
    answers = sealed(Json())
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
