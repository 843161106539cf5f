"""What interrupted the ordinary course of a case: each step of an exception, as it was answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of
from webapp.database import Base, UtcDateTime, new_id
from webapp.disclosures.vocabulary import EXCEPTION_RESULTS, EXCEPTIONS
from webapp.sealing.codecs import Json
from webapp.sealing.column import sealed


class ExceptionStep(Base):
    """One step of an exception. `result` is its closed answer for counting; `rows` are label and answer in words."""

    __tablename__ = "exception_step"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_exception_step_case_id_number"),
        one_of("kind", EXCEPTIONS),
        one_of("result", EXCEPTION_RESULTS),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(30))
    result: Mapped[str] = mapped_column(String(30))
    rows = sealed(Json())
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
