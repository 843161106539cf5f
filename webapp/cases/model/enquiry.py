"""What was done to find the person behind an account, and what made it lawful."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.cases.vocabulary import (
    AUTHORITIES,
    CHASE_RESULTS,
    ENQUIRY_KINDS,
    ENQUIRY_RESULTS,
    HANDLING_CODES,
    SPOC_RESULTS,
)
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Moment, Whole, Words
from webapp.sealing.column import sealed, sealed_or_none


class PlannedLine(Base):
    """A line of enquiry as it was planned; `closed_at` once nothing more is asked on it. It may take several rounds."""

    __tablename__ = "planned_line"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_planned_line_case_id_number"),
        one_of("kind", ENQUIRY_KINDS),
        one_of("result", ENQUIRY_RESULTS),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str | None] = mapped_column(String(30))
    may_show = sealed_or_none(Words(1000))
    result: Mapped[str | None] = mapped_column(String(20))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    planned_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EnquiryRequest(Base):
    """One round of a line: what was asked for, under which authority. Its result is a line of enquiry on record.

    Basis: Investigatory Powers Act 2016 s.76 (the single point of contact is consulted), s.65 (when it lapses).
    """

    __tablename__ = "enquiry_request"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_enquiry_request_case_id_number"),
        one_of("authority_type", AUTHORITIES),
        one_of("spoc_result", SPOC_RESULTS),
        one_of("chase_result", CHASE_RESULTS),
        when("spoc_result IS NOT NULL", "spoc_advice IS NOT NULL AND spoc_by IS NOT NULL", "advice_given"),
        CheckConstraint("spoc_by <> pursued_by", name="another_person_advises"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey("planned_line.id"))
    number: Mapped[int] = mapped_column(Integer)
    preserved_until: Mapped[date | None] = mapped_column(Date)
    authority_type: Mapped[str] = mapped_column(String(20))
    authority_ref = sealed_or_none(Words(80))
    authority_granted_on: Mapped[date | None] = mapped_column(Date)
    authority_expires_on: Mapped[date | None] = mapped_column(Date)
    necessity = sealed(Words(4000))
    proportionality = sealed(Words(4000))
    collateral = sealed(Words(4000))
    spoc_result: Mapped[str | None] = mapped_column(String(10))
    spoc_advice = sealed_or_none(Words(4000))
    spoc_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    spoc_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    chase_result: Mapped[str | None] = mapped_column(String(30))
    chase_note = sealed_or_none(Words(1000))
    chased_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    chased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pursued_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class EnquiryRequestAlias(Base):
    """An alias that a request is about."""

    __tablename__ = "enquiry_request_alias"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("enquiry_request.id"), primary_key=True)
    alias_id: Mapped[UUID] = mapped_column(ForeignKey("alias.id"), primary_key=True)


class LineOfEnquiry(Base):
    """What one round of a line gave. Nothing is attached to a case without the authority that made it lawful."""

    __tablename__ = "line_of_enquiry"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_line_of_enquiry_case_id_number"),
        one_of("authority_type", AUTHORITIES),
        one_of("handling_code", HANDLING_CODES),
        one_of("result", ENQUIRY_RESULTS),
        when("authority_type <> 'none_open_source'", "authority_ref IS NOT NULL", "authority_has_reference"),
        when("handling_code = 'C'", "handling_conditions IS NOT NULL", "conditions_of_code_c"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    preserved_until: Mapped[date | None] = mapped_column(Date)
    authority_type: Mapped[str] = mapped_column(String(20))
    authority_ref = sealed_or_none(Words(80))
    authority_expires_on: Mapped[date | None] = mapped_column(Date)
    necessity = sealed(Words(4000))
    proportionality = sealed(Words(4000))
    collateral = sealed(Words(4000))
    source_utc_time = sealed_or_none(Moment())
    source_port = sealed_or_none(Whole())
    handling_code: Mapped[str] = mapped_column(String(1))
    handling_conditions = sealed_or_none(Words(4000))
    result: Mapped[str] = mapped_column(String(20))
    result_summary = sealed_or_none(Words(4000))
    pursued_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The request that it answers; a result from before requests were kept has none.
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("enquiry_request.id"))
    authority_granted_on: Mapped[date | None] = mapped_column(Date)
    obtained_on: Mapped[date | None] = mapped_column(Date)
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    # The line of the lead case that it stands for, where it came from the joint investigation.
    joint_source: Mapped[UUID | None] = mapped_column(Uuid)


class ExhaustionReview(Base):
    """A supervisor's word on whether anything reasonable is left to try. Another person pursued the enquiries."""

    __tablename__ = "exhaustion_review"
    __table_args__ = (UniqueConstraint("case_id", "number", name="uq_exhaustion_review_case_id_number"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    exhausted: Mapped[bool] = mapped_column(Boolean)
    reasons = sealed(Words(4000))
    reviewed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LineOfEnquiryAlias(Base):
    """An alias that a line of enquiry is about."""

    __tablename__ = "line_of_enquiry_alias"

    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("line_of_enquiry.id"), primary_key=True)
    alias_id: Mapped[UUID] = mapped_column(ForeignKey("alias.id"), primary_key=True)
