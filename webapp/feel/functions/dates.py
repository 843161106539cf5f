"""Functions of dates and times, and the clock."""

from decimal import Decimal

from webapp.feel.budget import Run
from webapp.feel.civil import month_days
from webapp.feel.convert import to_feel
from webapp.feel.functions.registry import function
from webapp.feel.properties import day_of_year, week_of_year, weekday
from webapp.feel.temporal import Date, DateTime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _day(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


def _now(run: Run) -> DateTime:
    if not isinstance(run.moment, DateTime):
        run.moment = to_feel(run.now())
        if not isinstance(run.moment, DateTime):
            raise TypeError("The clock must give a datetime.")
    return run.moment


@function("now")
def now(run: Run) -> object:
    """The present moment in the clock's time zone."""
    return _now(run)


@function("today")
def today(run: Run) -> object:
    """Today's date in the clock's time zone."""
    return _now(run).date


@function("day of week", "date:day")
def day_of_week(_run: Run, value: Date | DateTime) -> object:
    """The English name of the weekday."""
    return _DAYS[weekday(_day(value)) - 1]


@function("month of year", "date:day")
def month_of_year(_run: Run, value: Date | DateTime) -> object:
    """The English name of the month."""
    return _MONTHS[_day(value).month - 1]


@function("day of year", "date:day")
def number_of_day(_run: Run, value: Date | DateTime) -> object:
    """1 for 1 January."""
    return Decimal(day_of_year(_day(value)))


@function("week of year", "date:day")
def number_of_week(_run: Run, value: Date | DateTime) -> object:
    """The week's number by ISO 8601."""
    return Decimal(week_of_year(_day(value)))


@function("last day of month", "date:day")
def last_day_of_month(_run: Run, value: Date | DateTime) -> object:
    """The last day of the date's month."""
    day = _day(value)
    return Date(day.year, day.month, month_days(day.year, day.month))
