"""Adding, subtracting, multiplying, dividing and powers. An answer of None means “cannot be done”."""

import decimal
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from webapp.feel.budget import Run
from webapp.feel.civil import month_days
from webapp.feel.numbers import ARITHMETIC
from webapp.feel.temporal import (
    DAY,
    SECOND,
    Date,
    DateTime,
    DaysTime,
    Time,
    YearsMonths,
    date_of_days,
    date_time_of_instant,
    date_time_of_wall,
    days_time,
    make_date,
    midnight,
    time_of_day,
    years_months,
)

Operation = Callable[[Any, Any, Run], object]
TEXT_LIMIT = 100_000
_TEMPORAL = 4  # steps that reckoning with dates takes


def add(left: object, right: object, run: Run) -> object:
    """`left + right`."""
    if type(left) is Decimal and type(right) is Decimal:
        return ARITHMETIC.add(left, right)
    if isinstance(left, str) and isinstance(right, str):
        run.charge(1 + (len(left) + len(right)) // 20)
        return left + right if len(left) + len(right) <= TEXT_LIMIT else None
    run.charge(_TEMPORAL)
    if isinstance(right, YearsMonths | DaysTime):
        return _shift(left, right, 1)
    if isinstance(left, YearsMonths | DaysTime):
        return _shift(right, left, 1)
    return None


def subtract(left: object, right: object, run: Run) -> object:
    """`left - right`."""
    if type(left) is Decimal and type(right) is Decimal:
        return ARITHMETIC.subtract(left, right)
    run.charge(_TEMPORAL)
    if isinstance(right, YearsMonths | DaysTime):
        return _shift(left, right, -1)
    if isinstance(left, Time) and isinstance(right, Time):
        if left.zoned != right.zoned:
            return None
        return days_time(left.of_day - right.of_day - ((left.utc_offset or 0) - (right.utc_offset or 0)) * SECOND)
    if isinstance(left, Date) and isinstance(right, Date):
        return days_time((left.days - right.days) * DAY)
    if isinstance(left, Date):
        left = midnight(left)
    if isinstance(right, Date):
        right = midnight(right)
    if isinstance(left, DateTime) and isinstance(right, DateTime) and left.zoned == right.zoned:
        return days_time(left.instant - right.instant)
    return None


def _shift(value: object, by: YearsMonths | DaysTime, sign: int) -> object:
    try:
        if isinstance(by, YearsMonths):
            return _shift_months(value, sign * by.months)
        return _shift_nanoseconds(value, sign * by.nanoseconds)
    except OverflowError:
        return None


def _shift_months(value: object, months: int) -> object:
    if isinstance(value, YearsMonths):
        return years_months(value.months + months)
    if isinstance(value, Date):
        return add_months(value, months)
    if isinstance(value, DateTime):
        day = add_months(value.date, months)
        return DateTime(day, value.time) if day else None
    return None


def add_months(day: Date, months: int) -> Date | None:
    """The same day so many months later, or the last of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return make_date(year, month + 1, min(day.day, month_days(year, month + 1)))


def _shift_nanoseconds(value: object, nanoseconds: int) -> object:
    if isinstance(value, DaysTime):
        return days_time(value.nanoseconds + nanoseconds)
    if isinstance(value, DateTime):
        if value.zoned:
            return date_time_of_instant(value.instant + nanoseconds, value.time)
        return date_time_of_wall(value.wall + nanoseconds, value.time)
    if isinstance(value, Date):
        return date_of_days(value.days + nanoseconds // DAY)
    if isinstance(value, Time):
        return time_of_day(value.of_day + nanoseconds, value.offset, value.zone)
    return None


def multiply(left: object, right: object, _run: Run) -> object:
    """`left * right`."""
    if type(left) is Decimal and type(right) is Decimal:
        return ARITHMETIC.multiply(left, right)
    if type(left) is Decimal:
        left, right = right, left
    if type(right) is not Decimal:
        return None
    if isinstance(left, YearsMonths):
        return years_months(int(ARITHMETIC.multiply(Decimal(left.months), right)))
    if isinstance(left, DaysTime):
        return days_time(int(ARITHMETIC.multiply(Decimal(left.nanoseconds), right)))
    return None


def divide(left: object, right: object, _run: Run) -> object:
    """`left / right`."""
    if type(right) is Decimal:
        if not right:
            return None
        if type(left) is Decimal:
            return ARITHMETIC.divide(left, right)
        if isinstance(left, YearsMonths):
            return years_months(int(ARITHMETIC.divide(Decimal(left.months), right)))
        if isinstance(left, DaysTime):
            return days_time(int(ARITHMETIC.divide(Decimal(left.nanoseconds), right)))
        return None
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths) and right.months:
        return ARITHMETIC.divide(Decimal(left.months), Decimal(right.months))
    if isinstance(left, DaysTime) and isinstance(right, DaysTime) and right.nanoseconds:
        return ARITHMETIC.divide(Decimal(left.nanoseconds), Decimal(right.nanoseconds))
    return None


def power(left: object, right: object, run: Run) -> object:
    """`left ** right`."""
    if type(left) is Decimal and type(right) is Decimal:
        run.charge(20 if right == right.to_integral_value() else 150)
        if not left:
            # Python's decimals refuse zero to the power of zero, which IEEE 754 has as one, and make of a negative
            # power an infinity that is no number of FEEL.
            return Decimal(1) if not right else (Decimal(0) if right > 0 else None)
        return ARITHMETIC.power(left, right)
    return None


def negate(value: object) -> object:
    """`-value`."""
    if isinstance(value, Decimal):
        return ARITHMETIC.minus(value)
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    if isinstance(value, DaysTime):
        return DaysTime(-value.nanoseconds)
    return None


OPERATIONS: dict[str, tuple[Operation, str]] = {
    "+": (add, "added to"),
    "-": (subtract, "subtracted from"),
    "*": (multiply, "multiplied with"),
    "/": (divide, "divided"),
    "**": (power, "raised to"),
}


def work(operation: Operation, left: object, right: object, run: Run) -> object:
    """The result of an operation; None also where the number would be too large or has no value."""
    try:
        return operation(left, right, run)
    except (decimal.DecimalException, OverflowError):
        return None
