"""Between FEEL's values and those of Python and JSON."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

from webapp.feel.errors import FeelEvaluationError, FeelLimitError
from webapp.feel.numbers import from_python
from webapp.feel.temporal import SECOND, Date, DateTime, DaysTime, Time, YearsMonths
from webapp.feel.values import Function, Range

NESTING = 40

_OWN = (str, Date, DateTime, Time, YearsMonths, DaysTime, Range, Function)


def to_feel(value: object, depth: int = 0) -> object:
    """The FEEL value for a Python or JSON value: numbers become decimals, tuples and sets lists; text stays text.

    Raises FeelEvaluationError for what FEEL has no value for, and FeelLimitError for what is nested too deep.
    """
    if value is None or isinstance(value, bool | str):
        return str(value) if isinstance(value, str) and type(value) is not str else value
    if isinstance(value, int | float | Decimal):
        return from_python(value)
    if isinstance(value, _OWN):
        return value
    if depth > NESTING:
        raise FeelLimitError(f"A value is nested more than {NESTING} levels deep.")
    if isinstance(value, Mapping):
        return {str(key): to_feel(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_feel(item, depth + 1) for item in value]
    return _temporal(value)


def _temporal(value: object) -> object:
    if isinstance(value, dt.datetime):
        return DateTime(Date(value.year, value.month, value.day), _time(value.timetz(), value.utcoffset()))
    if isinstance(value, dt.date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, dt.time):
        return _time(value, value.utcoffset())
    if isinstance(value, dt.timedelta):
        return DaysTime((value.days * 86_400 + value.seconds) * SECOND + value.microseconds * 1_000)
    raise FeelEvaluationError("A variable holds something that expressions have no value for.")


def _time(clock: dt.time, offset: dt.timedelta | None) -> Time:
    zone = clock.tzinfo.key if isinstance(clock.tzinfo, ZoneInfo) else None
    seconds = None if zone or offset is None else int(offset.total_seconds())
    return Time(clock.hour, clock.minute, clock.second, clock.microsecond * 1_000, seconds, zone)


def to_json(value: object) -> object:
    """The JSON value for a FEEL value: whole numbers become int, others float, what has to do with time text.

    A range becomes its text. Raises FeelEvaluationError for a function.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, Range):
        low, high = ("" if end is None else str(end) for end in (value.low, value.high))
        return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"
    if isinstance(value, Date | DateTime | Time | YearsMonths | DaysTime):
        return str(value)
    raise FeelEvaluationError("The result is a function, which cannot be kept; call it in the expression.")
