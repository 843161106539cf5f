"""What was done to find the person behind an account, and what made it lawful."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.cases.vocabulary import AUTHORITIES, ENQUIRY_RESULTS, HANDLING_CODES
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Moment, Whole, Words
from webapp.sealing.column import sealed, sealed_or_none


class LineOfEnquiry(Base):
    """One line of enquiry. Nothing is attached to a case without the authority that made it lawful."""

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


class LineOfEnquiryAlias(Base):
    """An alias that a line of enquiry is about."""

    __tablename__ = "line_of_enquiry_alias"

    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("line_of_enquiry.id"), primary_key=True)
    alias_id: Mapped[UUID] = mapped_column(ForeignKey("alias.id"), primary_key=True)
