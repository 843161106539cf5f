"""Values of process variables as JSON and back, exactly: decimals, dates, times and durations keep their kind.

A value of such a kind becomes {"$": [kind, text]}. A record that has a key "$" of its own is marked too, so nothing
that a form or a diagram holds can be taken for anything but data.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from webapp.feel.temporal import YearsMonths

MARK = "$"
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})
_READ: dict[str, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "duration": lambda parts: timedelta(days=parts[0], seconds=parts[1], microseconds=parts[2]),
    "months": YearsMonths,
    "uuid": UUID,
}


class NotStorable(ValueError):
    """A value of a kind that process variables cannot hold."""


def to_plain(value: Any) -> Any:
    """The JSON form of a value. Raises NotStorable for kinds that are not data."""
    # Asked first, because nearly all values are of these kinds; others may be kinds of them.
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is dict or isinstance(value, Mapping):
        for key in value:
            if type(key) is not str and not isinstance(key, str):
                raise NotStorable("The names in a record must be texts.")
        record = {key: item if type(item) in _AS_THEY_ARE else to_plain(item) for key, item in value.items()}
        return {MARK: ["record", record]} if MARK in record else record
    if isinstance(value, (list, tuple)):
        return [item if type(item) in _AS_THEY_ARE else to_plain(item) for item in value]
    if isinstance(value, (str, int)):
        return value
    return {MARK: _marked(value)}


def _marked(value: Any) -> list[Any]:
    if isinstance(value, Decimal):
        return ["decimal", str(value)]
    if isinstance(value, float):
        return ["decimal", repr(value)]
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, time):
        return ["time", value.isoformat()]
    if isinstance(value, timedelta):
        return ["duration", [value.days, value.seconds, value.microseconds]]
    if isinstance(value, YearsMonths):
        return ["months", value.months]
    if isinstance(value, UUID):
        return ["uuid", str(value)]
    raise NotStorable(f"A value of the kind {type(value).__name__} cannot be kept in a process variable.")


def from_plain(value: Any) -> Any:
    """The value of a JSON form made by `to_plain`."""
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, dict):
        if len(value) == 1 and MARK in value:
            kind, content = value[MARK]
            if kind == "record":
                return _record(content)
            return _READ[kind](content)
        return _record(value)
    if isinstance(value, list):
        return [item if type(item) in _AS_THEY_ARE else from_plain(item) for item in value]
    return value


def _record(plain: dict[str, Any]) -> dict[str, Any]:
    return {key: item if type(item) in _AS_THEY_ARE else from_plain(item) for key, item in plain.items()}
