"""How dangerous the stalking is, and how fast the case has to move."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.cases.vocabulary import OVERRIDES, RISK_LEVELS, RISK_PROMPTS, Priority
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Json, Words
from webapp.sealing.column import sealed, sealed_or_none


class RiskTriage(Base):
    """The investigating officer's answers. `sdash` maps the number of each S-DASH question to yes, no or unknown."""

    __tablename__ = "risk_triage"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_risk_triage_case_id_number"),
        one_of("risk_level", RISK_LEVELS),
        one_of("override_asked", ("raise", "lower")),
        one_of("prompt", RISK_PROMPTS),
        when("override_asked IS NOT NULL", "override_reason IS NOT NULL", "override_explained"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    sdash = sealed(Json())
    sdash_yes_count: Mapped[int] = mapped_column(Integer)
    ttl_credible: Mapped[bool] = mapped_column(Boolean)
    approach_recent: Mapped[bool] = mapped_column(Boolean)
    location_known_to_subject: Mapped[bool] = mapped_column(Boolean)
    escalation_7d: Mapped[bool] = mapped_column(Boolean)
    risk_level: Mapped[str] = mapped_column(String(10))
    judgement_text = sealed(Words(4000))
    # What happened since the assessment before; the first one has none.
    prompt: Mapped[str | None] = mapped_column(String(20))
    override_asked: Mapped[str | None] = mapped_column(String(10))
    override_reason = sealed_or_none(Words(4000))
    assessed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PriorityConfirmation(Base):
    """The supervisor's confirmation of what the urgency table gave, or the change made to it."""

    __tablename__ = "priority_confirmation"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_priority_confirmation_case_id_number"),
        one_of("given", Priority),
        one_of("confirmed", Priority),
        one_of("override", OVERRIDES),
        when("override IN ('raise', 'lower')", "reason IS NOT NULL", "override_explained"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    given: Mapped[str] = mapped_column(String(20))
    override: Mapped[str | None] = mapped_column(String(10))
    reason = sealed_or_none(Words(4000))
    note = sealed_or_none(Words(4000))
    confirmed: Mapped[str] = mapped_column(String(20))
    confirmed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
