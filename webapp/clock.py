"""The one source of time: aware UTC moments, and working days in England and Wales."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
WORKING_DAY_ENDS = time(17, 0)
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


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England and Wales in a year, substitute days included."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year).keys())


def is_working_day(day: date) -> bool:
    """Monday to Friday and no bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


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
