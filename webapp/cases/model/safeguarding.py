"""What keeps the victim safe, whatever becomes of the disclosure."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of
from webapp.cases.vocabulary import WARNED_HOW
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Json, Words
from webapp.sealing.column import sealed, sealed_or_none


class SafeguardingPlan(Base):
    """One version of the plan; a new version never replaces the record of the old one."""

    __tablename__ = "safeguarding_plan"
    __table_args__ = (UniqueConstraint("case_id", "version", name="uq_safeguarding_plan_case_id_version"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    version: Mapped[int] = mapped_column(Integer)
    actions = sealed(Json())
    detail = sealed_or_none(Words(4000))
    support_offered: Mapped[bool] = mapped_column(Boolean)
    enhanced_rights: Mapped[bool] = mapped_column(Boolean)
    next_review: Mapped[date] = mapped_column(Date)
    planned_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ThreatWarning(Base):
    """A warning of a threat to life, which names nobody. Basis: European Convention on Human Rights Article 2."""

    __tablename__ = "threat_warning"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_threat_warning_case_id_number"),
        one_of("warned_how", WARNED_HOW),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    warned_how: Mapped[str] = mapped_column(String(20))
    warning_given = sealed(Words(4000))
    protective_steps = sealed(Json())
    threat_assessed = sealed(Words(4000))
    warned_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
