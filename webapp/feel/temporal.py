"""Dates, times and durations as FEEL has them, and their texts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property

from webapp.feel.civil import YEARS, civil_from_days, days_from_civil, month_days, offset_at, wall_clock, zone_named

SECOND = 1_000_000_000  # in nanoseconds
MINUTE, HOUR, DAY = 60 * SECOND, 3_600 * SECOND, 86_400 * SECOND
OFFSETS = range(-18 * 3_600, 18 * 3_600 + 1)
LONGEST = 10**9 * 366 * DAY  # of a duration, either way


@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A duration of years and months."""

    months: int

    def __str__(self) -> str:
        if self.months == 0:
            return "P0M"
        years, months = divmod(abs(self.months), 12)
        return f"{'-' if self.months < 0 else ''}P{f'{years}Y' if years else ''}{f'{months}M' if months else ''}"


@dataclass(frozen=True, slots=True)
class DaysTime:
    """A duration of days, hours, minutes and seconds."""

    nanoseconds: int

    def __str__(self) -> str:
        if self.nanoseconds == 0:
            return "PT0S"
        days, rest = divmod(abs(self.nanoseconds), DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds, fraction = divmod(rest, SECOND)
        clock = f"{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}"
        if seconds or fraction:
            clock += f"{seconds}{_fraction(fraction)}S"
        return f"{'-' if self.nanoseconds < 0 else ''}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"

    def to_timedelta(self) -> timedelta:
        """As Python's, to the microsecond. Raises OverflowError beyond Python's range."""
        return timedelta(microseconds=self.nanoseconds // 1_000)


@dataclass(frozen=True)
class Date:
    """A day."""

    year: int
    month: int
    day: int

    @cached_property
    def days(self) -> int:
        """Days since 1 January 1970."""
        return days_from_civil(self.year, self.month, self.day)

    def __str__(self) -> str:
        return f"{_year(self.year)}-{self.month:02}-{self.day:02}"

    def to_date(self) -> date:
        """As Python's. Raises ValueError outside the years 1 to 9999."""
        return date(self.year, self.month, self.day)


@dataclass(frozen=True)
class Time:
    """A time of day; `offset` from UTC in seconds, or a `zone`, or neither."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: int | None = None
    zone: str | None = None

    @cached_property
    def of_day(self) -> int:
        """Nanoseconds since midnight."""
        return ((self.hour * 60 + self.minute) * 60 + self.second) * SECOND + self.nanosecond

    @cached_property
    def utc_offset(self) -> int | None:
        """Seconds from UTC; a zone counts with its winter time in the year 2000."""
        return offset_at(self.zone, 946_684_800) if self.zone else self.offset

    @property
    def zoned(self) -> bool:
        """Whether it has an offset or a zone."""
        return self.offset is not None or self.zone is not None

    def __str__(self) -> str:
        clock = f"{self.hour:02}:{self.minute:02}:{self.second:02}{_fraction(self.nanosecond)}"
        return clock + (f"@{self.zone}" if self.zone else _offset(self.offset))

    def to_time(self) -> time:
        """As Python's, to the microsecond."""
        zone = zone_named(self.zone) if self.zone else None if self.offset is None else _fixed(self.offset)
        return time(self.hour, self.minute, self.second, self.nanosecond // 1_000, zone)


@dataclass(frozen=True)
class DateTime:
    """A day and a time of day."""

    date: Date
    time: Time

    @cached_property
    def wall(self) -> int:
        """Nanoseconds of wall-clock time since 1970."""
        return self.date.days * DAY + self.time.of_day

    @cached_property
    def utc_offset(self) -> int | None:
        """Seconds from UTC on that day; None without offset and zone."""
        return offset_at(self.time.zone, self.wall // SECOND) if self.time.zone else self.time.offset

    @cached_property
    def instant(self) -> int:
        """Nanoseconds since 1970 in UTC; without an offset the wall-clock time is taken for UTC."""
        return self.wall - (self.utc_offset or 0) * SECOND

    @property
    def zoned(self) -> bool:
        """Whether it has an offset or a zone."""
        return self.time.zoned

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"

    def to_datetime(self) -> datetime:
        """As Python's, to the microsecond; naive without an offset. Raises ValueError outside the years 1 to 9999."""
        return datetime.combine(self.date.to_date(), self.time.to_time())


Temporal = Date | Time | DateTime | YearsMonths | DaysTime


def _fixed(offset: int) -> timezone:
    return timezone(timedelta(seconds=offset)) if offset else UTC


def _year(year: int) -> str:
    return f"-{-year:04}" if year < 0 else f"{year:04}"


def _fraction(nanosecond: int) -> str:
    return f".{nanosecond:09}".rstrip("0") if nanosecond else ""


def _offset(offset: int | None) -> str:
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    hours, rest = divmod(abs(offset), 3_600)
    minutes, seconds = divmod(rest, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def make_date(year: int, month: int, day: int) -> Date | None:
    """The day; None when the calendar has none such."""
    if year not in YEARS or not 1 <= month <= 12 or not 1 <= day <= month_days(year, month):
        return None
    return Date(year, month, day)


def make_time(
    hour: int, minute: int, second: int, nanosecond: int = 0, offset: int | None = None, zone: str | None = None
) -> Time | None:
    """The time of day; None when a clock cannot show it or the offset is over 18 hours."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59 and 0 <= nanosecond < SECOND):
        return None
    if offset is not None and offset not in OFFSETS:
        return None
    return Time(hour, minute, second, nanosecond, offset, zone)


def date_of_days(days: int) -> Date:
    """The day a count of days after 1 January 1970. Raises OverflowError outside the calendar."""
    year, month, day = civil_from_days(days)
    if year not in YEARS:
        raise OverflowError
    return Date(year, month, day)


def years_months(months: int) -> YearsMonths | None:
    """The duration; None when it is beyond measure."""
    return YearsMonths(months) if abs(months) <= 12 * 10**10 else None


def days_time(nanoseconds: int) -> DaysTime | None:
    """The duration; None when it is beyond measure."""
    return DaysTime(nanoseconds) if abs(nanoseconds) <= LONGEST else None


def time_of_day(nanoseconds: int, offset: int | None = None, zone: str | None = None) -> Time:
    """The time of day so many nanoseconds after midnight."""
    seconds, nanosecond = divmod(nanoseconds % DAY, SECOND)
    return Time(seconds // 3_600, seconds // 60 % 60, seconds % 60, nanosecond, offset, zone)


def date_time_of_wall(wall: int, like: Time) -> DateTime:
    """The wall-clock moment with the offset or zone of `like`. Raises OverflowError outside the calendar."""
    return DateTime(date_of_days(wall // DAY), time_of_day(wall, like.offset, like.zone))


def date_time_of_instant(instant: int, like: Time) -> DateTime:
    """The moment, shown with the offset or zone of `like`. Raises OverflowError outside the calendar."""
    if like.zone:
        seconds, nanosecond = divmod(instant, SECOND)
        return date_time_of_wall(wall_clock(like.zone, seconds) * SECOND + nanosecond, like)
    return date_time_of_wall(instant + (like.offset or 0) * SECOND, like)


def midnight(day: Date) -> DateTime:
    """The day's first moment in UTC, which is what a day counts as beside a moment."""
    return DateTime(day, Time(0, 0, 0, 0, 0))
