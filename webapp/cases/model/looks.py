"""Why somebody without a task in a case looked at it, once for each day."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed_or_none


class LookReason(Base):
    """The reason that one person chose for one case on one day, with their words if they gave any."""

    __tablename__ = "look_reason"
    __table_args__ = (UniqueConstraint("case_id", "user_id", "day", name="uq_look_reason_case_id_user_id_day"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    day: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(String(20))
    words = sealed_or_none(Words(1000))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
