"""What can be asked of a value by a dot and a name: a fixed table, never a Python attribute."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from webapp.feel.civil import civil_from_days
from webapp.feel.temporal import DAY, HOUR, MINUTE, SECOND, Date, DateTime, DaysTime, Time, YearsMonths
from webapp.feel.values import Range


class NoProperty:
    """Says that a value has no such property."""


NO_PROPERTY: Final = NoProperty()

Reader = Callable[[Any], object]


def weekday(day: Date) -> int:
    """1 for Monday to 7 for Sunday."""
    return (day.days + 3) % 7 + 1


def _second(clock: Time) -> Decimal:
    return Decimal(clock.second)


def _offset(offset: int | None) -> object:
    return None if offset is None else DaysTime(offset * SECOND)


def _toward_zero(value: int, unit: int, within: int | None = None) -> Decimal:
    count = abs(value) // unit
    if within is not None:
        count %= within
    return Decimal(-count if value < 0 else count)


_DATE: dict[str, Reader] = {
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
    "day": lambda day: Decimal(day.day),
    "weekday": lambda day: Decimal(weekday(day)),
}
_TIME: dict[str, Reader] = {
    "hour": lambda clock: Decimal(clock.hour),
    "minute": lambda clock: Decimal(clock.minute),
    "second": _second,
    "timezone": lambda clock: clock.zone,
    "time offset": lambda clock: _offset(clock.utc_offset),
}
_PROPERTIES: dict[type, dict[str, Reader]] = {
    # A day counts as its midnight in UTC.
    Date: _DATE
    | {
        "hour": lambda _day: Decimal(0),
        "minute": lambda _day: Decimal(0),
        "second": lambda _day: Decimal(0),
        "time offset": lambda _day: DaysTime(0),
        "timezone": lambda _day: None,
    },
    Time: _TIME,
    DateTime: {name: (lambda moment, read=read: read(moment.date)) for name, read in _DATE.items()}
    | {name: (lambda moment, read=read: read(moment.time)) for name, read in _TIME.items()}
    | {"time offset": lambda moment: _offset(moment.utc_offset)},
    YearsMonths: {
        "years": lambda duration: _toward_zero(duration.months, 12),
        "months": lambda duration: _toward_zero(duration.months, 1, 12),
    },
    DaysTime: {
        "days": lambda duration: _toward_zero(duration.nanoseconds, DAY),
        "hours": lambda duration: _toward_zero(duration.nanoseconds, HOUR, 24),
        "minutes": lambda duration: _toward_zero(duration.nanoseconds, MINUTE, 60),
        "seconds": lambda duration: _toward_zero(duration.nanoseconds, SECOND, 60),
    },
    Range: {
        "start": lambda tested: tested.low,
        "end": lambda tested: tested.high,
        "start included": lambda tested: tested.low_included,
        "end included": lambda tested: tested.high_included,
    },
}


def property_of(value: object, name: str) -> object:
    """The property, or NO_PROPERTY."""
    read = _PROPERTIES.get(type(value), {}).get(name)
    return NO_PROPERTY if read is None else read(value)


def day_of_year(day: Date) -> int:
    """1 for 1 January."""
    return day.days - Date(day.year, 1, 1).days + 1


def week_of_year(day: Date) -> int:
    """The number of the week by ISO 8601, where week 1 has the year's first Thursday."""
    thursday = day.days + 4 - weekday(day)
    year, _, _ = civil_from_days(thursday)
    return (thursday - Date(year, 1, 1).days) // 7 + 1
