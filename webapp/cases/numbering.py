"""Rows of one kind are numbered within their case, so that of several the newest is known even at the same moment."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from webapp.database import session


def number_after(column: InstrumentedAttribute[int], of_case: ColumnElement[bool]) -> int:
    """The next number in a sequence of the case."""
    return (session().scalar(select(func.max(column)).where(of_case)) or 0) + 1
