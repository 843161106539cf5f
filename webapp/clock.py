"""The one source of time: aware UTC moments, and working days by the force's calendar of bank holidays.

Basis: Banking and Financial Dealings Act 1971, Schedule 1, and the proclamations under it, as the library `holidays`
keeps them for each part of the United Kingdom.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
WORKING_DAY_BEGINS = time(9, 0)
WORKING_DAY_ENDS = time(17, 0)
# England and Wales have the same bank holidays.
CALENDARS = {"England and Wales": "ENG", "Scotland": "SCT", "Northern Ireland": "NIR"}
_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """Today's date in London, where the deadlines run."""
    return now().astimezone(LONDON).date()


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Stops the clock at a moment, for scenarios and tests; `move` puts it forward inside the block."""
    token = _fixed.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)


def move(to: datetime) -> None:
    """Puts a stopped clock to another moment; a running clock cannot be moved."""
    if _fixed.get() is None:
        raise RuntimeError("Only a clock stopped by clock.fixed() can be moved.")
    _fixed.set(to.astimezone(UTC))


class _Own:
    """The calendar that this installation counts by."""

    name = "England and Wales"


def use_calendar(name: str) -> None:
    """Counts working days by this calendar from now on, in this process. Raises ValueError for an unknown name."""
    if name not in CALENDARS:
        raise ValueError(f"The calendar must be one of {', '.join(CALENDARS)}.")
    _Own.name = name


def bank_holidays(year: int, calendar: str | None = None) -> frozenset[date] | None:
    """The bank holidays of a year, substitute days included, by the calendar named or the force's own.

    None when there is no calendar of that name.
    """
    place = CALENDARS.get(_Own.name if calendar is None else calendar)
    return None if place is None else _holidays_of(year, place)


@lru_cache(maxsize=256)
def _holidays_of(year: int, place: str) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv=place, years=year).keys())


def is_working_day(day: date) -> bool:
    """Monday to Friday and no bank holiday in the force's own calendar."""
    return day.weekday() < 5 and day not in _holidays_of(day.year, CALENDARS[_Own.name])


def add_working_days(at: datetime, days: int) -> datetime:
    """The end (17:00 London) of the n-th working day after `at`, in UTC.

    The day of `at` does not count, so a task that opens on Friday night and has one working day is due on Monday.
    """
    day = at.astimezone(LONDON).date()
    left = days
    while left > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            left -= 1
    return datetime.combine(day, WORKING_DAY_ENDS, LONDON).astimezone(UTC)


def share_of(begin: datetime, end: datetime, percent: int, *, working: bool) -> datetime:
    """The moment when so many per cent of the time between two moments are over, in UTC, to the second.

    Where `working`, only the hours of working days count (9:00 to 17:00 London); a span that holds none of them is
    divided as it is.
    """
    hours = _working_hours(begin, end) if working else []
    spans = hours or [(begin, end)]
    left = sum((until - since for since, until in spans), timedelta()) * percent / 100
    for since, until in spans:
        if left <= until - since:
            return (since + left).astimezone(UTC).replace(microsecond=0)
        left -= until - since
    return end.astimezone(UTC).replace(microsecond=0)


def _working_hours(begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The pieces of working days between two moments, each with its begin and end in UTC."""
    day, last = begin.astimezone(LONDON).date(), end.astimezone(LONDON).date()
    found = []
    while day <= last:
        if is_working_day(day):
            since = max(begin, datetime.combine(day, WORKING_DAY_BEGINS, LONDON).astimezone(UTC))
            until = min(end, datetime.combine(day, WORKING_DAY_ENDS, LONDON).astimezone(UTC))
            if since < until:
                found.append((since, until))
        day += timedelta(days=1)
    return found
