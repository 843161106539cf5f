"""Working days: Monday to Friday without the bank holidays of the caller's calendar, or of one that is named."""

from datetime import date
from decimal import Decimal

from webapp.feel.budget import Run
from webapp.feel.functions.registry import function
from webapp.feel.numbers import whole
from webapp.feel.properties import weekday
from webapp.feel.temporal import Date, DateTime, date_of_days

_MOST = 3_000


class _Calendar:
    """Bank holidays, year by year."""

    def __init__(self, run: Run, name: str | None) -> None:
        self._run = run
        self._name = name
        self._years: dict[int, frozenset[tuple[int, int]]] = {}

    def is_working(self, day: Date) -> bool:
        if weekday(day) > 5:
            return False
        if day.year not in self._years:
            holidays = self._run.holidays
            known = (holidays(day.year, self._name) if holidays is not None else None) or ()
            self._years[day.year] = frozenset((each.month, each.day) for each in known if isinstance(each, date))
        return (day.month, day.day) not in self._years[day.year]


def _calendar(run: Run, name: str | None, *days: Date) -> _Calendar | None:
    if run.holidays is None:
        run.remark("Working days cannot be counted here: no calendar of bank holidays was given.")
        return None
    if any(not 1900 <= day.year <= 2200 for day in days):
        run.remark("Working days are known for the years 1900 to 2200.")
        return None
    if run.holidays(days[0].year, name) is None:
        run.remark("There is no calendar of bank holidays of the name that is given.")
        return None
    return _Calendar(run, name)


@function("is working day", "date:day, calendar?:string")
def is_working_day(run: Run, day: Date | DateTime, name: str | None = None) -> object:
    """Whether it is Monday to Friday and no bank holiday."""
    found = day.date if isinstance(day, DateTime) else day
    calendar = _calendar(run, name, found)
    return None if calendar is None else calendar.is_working(found)


@function("add working days", "date:day, days:number, calendar?:string")
def add_working_days(run: Run, start: Date | DateTime, days: Decimal, name: str | None = None) -> object:
    """The n-th working day after the date (before it, when n is negative), the date itself not counted.

    A date and time keeps its time of day.
    """
    day = start.date if isinstance(start, DateTime) else start
    calendar, count = _calendar(run, name, day), whole(days)
    if count is None or abs(count) > _MOST:
        run.remark(f"The number of working days is a whole number up to {_MOST}.")
        return None
    if calendar is None:
        return None
    step = 1 if count > 0 else -1
    left = abs(count)
    while left:
        run.charge(1)
        day = date_of_days(day.days + step)
        left -= calendar.is_working(day)
    return DateTime(day, start.time) if isinstance(start, DateTime) else day


@function("working days between", "from:day, to:day, calendar?:string")
def working_days_between(run: Run, start: Date | DateTime, end: Date | DateTime, name: str | None = None) -> object:
    """How many working days lie after the first date, up to and including the second; negative backwards."""
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    calendar = _calendar(run, name, first, last)
    if calendar is None:
        return None
    low, high = min(first.days, last.days), max(first.days, last.days)
    if high - low > 2 * _MOST:
        run.remark(f"Working days are counted over {2 * _MOST} days at most.")
        return None
    run.charge(high - low)
    count = sum(calendar.is_working(date_of_days(day)) for day in range(low + 1, high + 1))
    return Decimal(count if last.days >= first.days else -count)
