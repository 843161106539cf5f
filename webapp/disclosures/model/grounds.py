"""The checklist of the law, and the smallest facts that might be told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.cases.vocabulary import APPLICABLE_ANSWERS, FACT_OR_ASSESSMENT
from webapp.database import Base, UtcDateTime, new_id
from webapp.disclosures.attributable import only_attributable
from webapp.disclosures.vocabulary import (
    CHECKS,
    GROUNDS_RESULTS,
    PURPOSES,
    RECIPIENT_LOCATIONS,
    RETALIATION_RISKS,
    SCHEDULE_8,
)
from webapp.sealing.codecs import Day, Words
from webapp.sealing.column import sealed, sealed_or_none


class GroundsCheck(Base):
    """One pass through the checklist. `result` and `regime` are what the grounds table then gave."""

    __tablename__ = "grounds_check"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_grounds_check_case_id_number"),
        one_of("purpose", PURPOSES),
        one_of("recipient_location", RECIPIENT_LOCATIONS),
        one_of("retaliation_risk", RETALIATION_RISKS),
        one_of("result", GROUNDS_RESULTS),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    purpose: Mapped[str] = mapped_column(String(30))
    recipient_location: Mapped[str] = mapped_column(String(10))
    less_intrusive_considered = sealed(Words(4000))
    impact_on_subject = sealed(Words(4000))
    impact_on_third_parties = sealed(Words(4000))
    retaliation_risk: Mapped[str] = mapped_column(String(10))
    apd_ref = sealed_or_none(Words(200))
    dpia_ref = sealed_or_none(Words(200))
    sensitive_retained: Mapped[bool] = mapped_column(Boolean)
    strictly_necessary: Mapped[bool] = mapped_column(Boolean)
    checks_failed: Mapped[int] = mapped_column(Integer)
    result: Mapped[str | None] = mapped_column(String(20))
    regime: Mapped[str | None] = mapped_column(String(300))
    checked_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class GroundsAnswer(Base):
    """The answer to one check of the list."""

    __tablename__ = "grounds_answer"
    __table_args__ = (one_of("code", CHECKS), one_of("answer", APPLICABLE_ANSWERS))

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    check_id: Mapped[UUID] = mapped_column(ForeignKey("grounds_check.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(4), primary_key=True)
    answer: Mapped[str] = mapped_column(String(4))
    note = sealed_or_none(Words(1000))


class DisclosureItem(Base):
    """The smallest fact that can be approved by itself: a text, or an alias attributed to the subject.

    A text has the code D1, D2…; an attributed alias keeps its own code.
    """

    __tablename__ = "disclosure_item"
    __table_args__ = (
        UniqueConstraint("check_id", "code", name="uq_disclosure_item_check_id_code"),
        one_of("kind", FACT_OR_ASSESSMENT),
        one_of("sch8_para", SCHEDULE_8),
        when("strictly_necessary", "sensitive", "necessary_only_if_sensitive"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    check_id: Mapped[UUID] = mapped_column(ForeignKey("grounds_check.id"))
    number: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(8))
    text = sealed(Words(4000))
    alias_id: Mapped[UUID | None] = mapped_column(ForeignKey("alias.id"))
    kind: Mapped[str] = mapped_column(String(10))
    as_at = sealed_or_none(Day())
    sensitive: Mapped[bool] = mapped_column(Boolean)
    strictly_necessary: Mapped[bool] = mapped_column(Boolean)
    sch8_para: Mapped[str | None] = mapped_column(String(2))
    # Says only that somebody is known and what keeps the victim safe, and describes nobody.
    reassures: Mapped[bool] = mapped_column(Boolean)
    # Rests on material with handling code C or from abroad, or would let somebody guess that it exists.
    uses_conditional: Mapped[bool] = mapped_column(Boolean)


only_attributable(DisclosureItem.__table__)
