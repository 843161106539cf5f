"""The steps of a case's measures, for this package's own service and queries."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from webapp.database import session
from webapp.measures.model import MeasureStep
from webapp.measures.vocabulary import Measure


def steps_of(case_id: UUID, measure: Measure, number: int | None = None) -> Sequence[MeasureStep]:
    """The steps of one measure, or of all of its kind, in order."""
    query = select(MeasureStep).where(MeasureStep.case_id == case_id, MeasureStep.measure == measure)
    if number is not None:
        query = query.where(MeasureStep.number == number)
    return session().scalars(query.order_by(MeasureStep.number, MeasureStep.sequence)).all()


def last_number(case_id: UUID, measure: Measure) -> int:
    """How many measures of this kind the case has had."""
    query = select(func.max(MeasureStep.number))
    return session().scalar(query.where(MeasureStep.case_id == case_id, MeasureStep.measure == measure)) or 0
