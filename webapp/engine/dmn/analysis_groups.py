"""Groups of an input's values that the constants of its column tell apart."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from webapp.engine.dmn.analysis_values import plain, result_kind, words
from webapp.engine.dmn.tables import InputColumn
from webapp.feel.kinds import SimpleType
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
    time_of_day,
)

# What a group is called, a value of it, and the constant it consists of, if it is one.
Group = tuple[str, object, object]
_ENDS = (Decimal(-1), Decimal(1))


def groups_of(values: list[object], column: InputColumn, *, opened: bool) -> list[Group] | None:
    """The groups in order; None when the constants have no common kind, so that nothing can be told."""
    kinds = {type(value) for value in values}
    base = plain(column.type)
    if not isinstance(base, SimpleType) and column.expression is not None:
        base = result_kind(column.expression.tree)
    if not values:
        if base == SimpleType("boolean"):
            kinds = {bool}
        else:
            return [("any value", None, None)]
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    if kind is bool:
        return [("true", True, True), ("false", False, False)]
    if kind is str and not opened:
        texts = sorted({str(value) for value in values})
        other = "…"
        while other in texts:
            other += "…"
        return [*((words(text), text, text) for text in texts), ("something else", other, None)]
    return _ordered(values, kind) if kind in _BETWEEN else None


def _ordered(values: list[Any], kind: type) -> list[Group]:
    points = sorted(set(values), key=_RANK[kind])
    first, last = points[0], points[-1]
    between = _BETWEEN[kind]
    groups: list[Group] = []
    below = between(None, first)
    if below is not None:
        groups.append((f"less than {words(first)}", below, None))
    for one, other in zip(points, [*points[1:], None], strict=True):
        groups.append((words(one), one, one))
        if other is not None:
            value = between(one, other)
            if value is not None:
                groups.append((f"between {words(one)} and {words(other)}", value, None))
    above = between(last, None)
    if above is not None:
        groups.append((f"more than {words(last)}", above, None))
    return groups


def bounds_of(groups: list[Group], *, opened: bool) -> tuple[tuple[str, str], ...]:
    """How a run of groups begins and ends at each of them; nothing for groups that have no order."""
    if not opened or len(groups) < 3:
        return ()
    found: list[tuple[str, str]] = []
    for at, (name, _, point) in enumerate(groups):
        if point is not None:
            found.append((f"{name} or more", f"{name} or less"))
        else:
            low = f"more than {groups[at - 1][0]}" if at else ""
            high = f"less than {groups[at + 1][0]}" if at + 1 < len(groups) else ""
            found.append((low, high))
    return (*found, ("", ""))


def _numbers(low: Any, high: Any) -> Any:
    if low is None:
        return high + _ENDS[0]
    return low + _ENDS[1] if high is None else (low + high) / 2


def _texts(low: Any, high: Any) -> Any:
    if low is None:
        return "" if high else None
    value = low + "\x01"
    return value if high is None or value < high else None


def _whole(rank: Callable[[Any], int], make: Callable[[int], Any], unit: int = 1) -> Callable[[Any, Any], Any]:
    """What lies between two values that are counted in whole units."""

    def between(low: Any, high: Any) -> Any:
        at = rank(high) - unit if low is None else rank(low) + unit
        if low is not None and high is not None and at >= rank(high):
            return None
        try:
            return make(at)
        except OverflowError:
            return None

    return between


def _instant(value: DateTime) -> int:
    return value.instant


def _of_day(value: Time) -> int:
    return value.of_day - (value.utc_offset or 0) * SECOND


def _time_between(low: Any, high: Any) -> Any:
    at = _of_day(high) - SECOND if low is None else _of_day(low) + SECOND
    if not 0 <= at < DAY or (low is not None and high is not None and at >= _of_day(high)):
        return None
    return time_of_day(at)


_RANK: dict[type, Callable[[Any], Any]] = {
    Decimal: lambda value: value,
    str: lambda value: value,
    Date: lambda value: value.days,
    DateTime: _instant,
    Time: _of_day,
    YearsMonths: lambda value: value.months,
    DaysTime: lambda value: value.nanoseconds,
}
_BETWEEN: dict[type, Callable[[Any, Any], Any]] = {
    Decimal: _numbers,
    str: _texts,
    Date: _whole(_RANK[Date], date_of_days),
    DateTime: _whole(_instant, lambda at: date_time_of_instant(at, Time(0, 0, 0, 0, 0)), SECOND),
    Time: _time_between,
    YearsMonths: _whole(_RANK[YearsMonths], YearsMonths),
    DaysTime: _whole(_RANK[DaysTime], DaysTime, SECOND),
}
