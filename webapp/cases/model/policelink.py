"""What professional standards decided about a case whose subject has to do with policing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.cases.vocabulary import KEPT_AWAY
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed


class PoliceLinkDecision(Base):
    """Who is kept away from the case; of several decisions the newest holds, and a unit once kept away stays so."""

    __tablename__ = "police_link_decision"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_police_link_decision_case_id_number"),
        one_of("kept_away", KEPT_AWAY),
        when("kept_away = 'command'", "unit_id IS NOT NULL", "command_has_unit"),
        when("kept_away = 'force'", "outside_unit_id IS NOT NULL", "force_has_outside_unit"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    kept_away: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    outside_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    reasons = sealed(Words(4000))
    referral = sealed(Words(4000))
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
