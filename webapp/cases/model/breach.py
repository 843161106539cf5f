"""A step that was taken after its clock had run out, with the reason of whoever took it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed


class ClockBreach(Base):
    """One clock that had run out when a step was taken. Lateness is recorded and decides nothing."""

    __tablename__ = "clock_breach"
    __table_args__ = (Index("ix_clock_breach_case_id", "case_id", "at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    # The name of the clock in package.toml, and the step that was late.
    clock: Mapped[str] = mapped_column(String(60))
    element_id: Mapped[str] = mapped_column(String(120))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason = sealed(Words(4000))
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
