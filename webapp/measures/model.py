"""The table of the measures: each step in the course of one, never changed afterwards."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of
from webapp.database import Base, UtcDateTime, new_id
from webapp.measures.vocabulary import ALL_SORTS, ALL_STATES, Measure
from webapp.sealing.codecs import Json
from webapp.sealing.column import sealed


class MeasureStep(Base):
    """One step of a measure: what kind it is, how it stands after the step, from when and until when.

    `number` counts the measures of one kind in the case, `sequence` the steps of one. `facts` are the answers in words:
    conditions, reasons, references.
    """

    __tablename__ = "measure_step"
    __table_args__ = (
        UniqueConstraint("case_id", "measure", "number", "sequence", name="uq_measure_step_sequence"),
        one_of("measure", Measure),
        one_of("sort", ALL_SORTS),
        one_of("state", ALL_STATES),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    measure: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column(Integer)
    sequence: Mapped[int] = mapped_column(Integer)
    sort: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    facts = sealed(Json())
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
