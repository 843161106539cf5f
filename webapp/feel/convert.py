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
ITEMS = 50_000
LARGEST = Decimal(10) ** 300

_OWN = (str, Date, DateTime, Time, YearsMonths, DaysTime, Range, Function)


def to_feel(value: object, depth: int = 0) -> object:
    """The FEEL value for a Python or JSON value: numbers become decimals, tuples and sets lists; text stays text.

    Raises FeelEvaluationError for what FEEL has no value for, and FeelLimitError for what is nested too deep.
    """
    if value is None or isinstance(value, bool | str):
        return str(value) if isinstance(value, str) and type(value) is not str else value
    if isinstance(value, int | float | Decimal):
        number = from_python(value)
        if number is None:
            raise FeelEvaluationError("A variable holds a number that is not finite or too large.")
        return number
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

    A range becomes its text. Raises FeelEvaluationError for a function and for a number that JSON cannot keep, and
    FeelLimitError for a value that is too large.
    """
    return _Writer().write(value, 0)


class _Writer:
    """Counts what it writes, because a small value may hold the same list over and over."""

    def __init__(self) -> None:
        self._left = ITEMS

    def write(self, value: object, depth: int) -> object:
        """The JSON value."""
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, Decimal):
            return _number(value)
        if isinstance(value, Date | DateTime | Time | YearsMonths | DaysTime):
            return str(value)
        if isinstance(value, Range):
            return _range(value)
        if not isinstance(value, list | dict):
            raise FeelEvaluationError("The result is a function, which cannot be kept; call it in the expression.")
        self._left -= len(value)
        if self._left < 0 or depth > NESTING:
            raise FeelLimitError(f"The result has more than {ITEMS} parts or is more than {NESTING} levels deep.")
        if isinstance(value, list):
            return [self.write(item, depth + 1) for item in value]
        return {key: self.write(item, depth + 1) for key, item in value.items()}


def _number(value: Decimal) -> int | float:
    if abs(value) > LARGEST:
        raise FeelEvaluationError("The result is a number too large to be kept.")
    return int(value) if value == value.to_integral_value() else float(value)


def _range(value: Range) -> str:
    low, high = ("" if end is None else str(end) for end in (value.low, value.high))
    return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"
