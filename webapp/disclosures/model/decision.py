"""The decision: for a disclosing one, a permission to tell certain items to one recipient, once."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.cases.vocabulary import DECIDABLE, IdentityLevel, Outcome, Priority
from webapp.database import Base, UtcDateTime, new_id
from webapp.disclosures.attributable import only_attributable
from webapp.disclosures.vocabulary import GROUNDS_RESULTS, LEGAL_RESULTS, PURPOSES, RECIPIENTS, SUBJECT_TO_BE_TOLD
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed, sealed_or_none

_LIVE = text("discloses AND spent_at IS NULL AND revoked_at IS NULL")


class DisclosureTests(Base):
    """The three limbs of the test, each with its reasons, for one grounds check. Basis: ex parte Thorpe."""

    __tablename__ = "disclosure_tests"
    __table_args__ = (UniqueConstraint("case_id", "number", name="uq_disclosure_tests_case_id_number"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    check_id: Mapped[UUID] = mapped_column(ForeignKey("grounds_check.id"))
    necessary: Mapped[bool] = mapped_column(Boolean)
    necessary_reason = sealed(Words(4000))
    pressing_need: Mapped[bool] = mapped_column(Boolean)
    pressing_need_reason = sealed(Words(4000))
    proportionate: Mapped[bool] = mapped_column(Boolean)
    proportionate_reason = sealed(Words(4000))
    asks_approval: Mapped[bool] = mapped_column(Boolean)
    weighed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Decision(Base):
    """One decision of a case; earlier ones stay.

    The people and results of the steps before it are copied here, so that the database itself refuses a disclosing
    decision without them or by one of them. `content_digest` covers the approved items and the recipient.
    """

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_decision_case_id_number"),
        Index("uq_decision_live", "case_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        one_of("outcome", DECIDABLE),
        one_of("recommendation", Outcome),
        one_of("recipient", RECIPIENTS),
        one_of("subject_to_be_told", SUBJECT_TO_BE_TOLD),
        one_of("grounds_result", GROUNDS_RESULTS),
        one_of("legal_result", LEGAL_RESULTS),
        one_of("identity_level", IdentityLevel),
        one_of("priority", Priority),
        one_of("purpose", PURPOSES),
        CheckConstraint(
            "decided_by <> checked_by AND decided_by <> assured_by AND decided_by <> reviewed_by "
            "AND reviewed_by <> checked_by AND reviewed_by <> assured_by AND assured_by <> checked_by",
            name="distinct_people",
        ),
        when(
            "discloses AND NOT oral",
            "grounds_result IN ('PASS', 'PASS_IF_LEGAL') AND checked_by IS NOT NULL AND assured_by IS NOT NULL "
            "AND reviewed_by IS NOT NULL AND legal_result <> 'return' AND recipient IS NOT NULL "
            "AND subject_to_be_told IS NOT NULL AND content_digest IS NOT NULL AND check_id IS NOT NULL "
            "AND tests_id IS NOT NULL",
            "steps_before_disclosure",
        ),
        # Basis: docs/process.md, exception E1: in a threat to life the superintendent decides by word of mouth.
        when(
            "discloses AND oral",
            "priority = 'P1_IMMEDIATE' AND purpose = 'protect_life' AND grounds_result = 'PASS' "
            "AND identity_level IN ('POSSIBLE', 'PROBABLE', 'CONFIRMED') AND checked_by IS NOT NULL "
            "AND assured_by IS NOT NULL AND recipient IS NOT NULL AND content_digest IS NOT NULL "
            "AND check_id IS NOT NULL",
            "steps_before_urgent_disclosure",
        ),
        when("oral", "oral_reasons IS NOT NULL", "oral_reasons_noted"),
        when("oral", "(legal_view IS NULL) <> (no_lawyer_reason IS NULL)", "lawyer_asked_or_not_reached"),
        when(
            "NOT oral AND outcome <> COALESCE(recommendation, '')",
            "departure_reason IS NOT NULL",
            "departure_explained",
        ),
        when("outcome = 'DEFERRED'", "review_date IS NOT NULL", "deferral_reviewed"),
        when(
            "discloses AND legal_result = 'advise_against'",
            "approved_by IS NOT NULL OR acc_approval IS NOT NULL",
            "against_advice_approved",
        ),
        CheckConstraint("decided_by <> approved_by AND approved_by <> reviewed_by", name="approved_by_another"),
        when("spent_at IS NOT NULL", "discloses AND spent_by IS NOT NULL", "only_a_permission_is_spent"),
        CheckConstraint("spent_at IS NULL OR revoked_at IS NULL", name="spent_or_revoked"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    check_id: Mapped[UUID | None] = mapped_column(ForeignKey("grounds_check.id"))
    tests_id: Mapped[UUID | None] = mapped_column(ForeignKey("disclosure_tests.id"))
    # Decided by word of mouth in a threat to life, to be put in writing afterwards; `legal_view` is the lawyer's by
    # telephone.
    oral: Mapped[bool] = mapped_column(Boolean, default=False)
    priority: Mapped[str | None] = mapped_column(String(20))
    purpose: Mapped[str | None] = mapped_column(String(30))
    oral_reasons = sealed_or_none(Words(4000))
    legal_view = sealed_or_none(Words(4000))
    no_lawyer_reason = sealed_or_none(Words(4000))
    # Whoever decides while a link with policing is not settled says that they are of another command than the subject.
    other_command: Mapped[bool | None] = mapped_column(Boolean)
    outcome: Mapped[str] = mapped_column(String(30))
    discloses: Mapped[bool] = mapped_column(Boolean)
    recommendation: Mapped[str | None] = mapped_column(String(30))
    departure_reason = sealed_or_none(Words(4000))
    # The reference that was typed in before the approval became a step of its own; not written any more.
    acc_approval = sealed_or_none(Words(200))
    cps_answer = sealed_or_none(Words(4000))
    recipient: Mapped[str | None] = mapped_column(String(20))
    # Who may be told instead of the victim, by name.
    recipient_name = sealed_or_none(Words(200))
    subject_to_be_told: Mapped[str | None] = mapped_column(String(10))
    subject_to_be_told_reason = sealed_or_none(Words(4000))
    review_date: Mapped[date | None] = mapped_column(Date)
    grounds_result: Mapped[str | None] = mapped_column(String(20))
    legal_result: Mapped[str | None] = mapped_column(String(30))
    identity_level: Mapped[str | None] = mapped_column(String(20))
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    assured_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    # Who allowed it against legal advice, and only there.
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content_digest: Mapped[str | None] = mapped_column(String(64))
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    spent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    spent_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    revoked_reason = sealed_or_none(Words(4000))


class DecisionItem(Base):
    """An item that a decision approves."""

    __tablename__ = "decision_item"

    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("disclosure_item.id"), primary_key=True)


only_attributable(DecisionItem.__table__)


class WrittenDecision(Base):
    """A decision made by word of mouth, put in writing by its decision maker. There is one for each."""

    __tablename__ = "written_decision"
    __table_args__ = (
        UniqueConstraint("decision_id", name="uq_written_decision_decision_id"),
        CheckConstraint("written_by = decided_by", name="by_its_decision_maker"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    necessary_reason = sealed(Words(4000))
    pressing_need_reason = sealed(Words(4000))
    proportionate_reason = sealed(Words(4000))
    differences = sealed_or_none(Words(4000))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    written_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
