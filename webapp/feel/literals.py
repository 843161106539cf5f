"""Dates, times and durations from their texts."""

import re
from functools import lru_cache

from webapp.feel.civil import zone_named
from webapp.feel.temporal import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Date,
    DateTime,
    DaysTime,
    Temporal,
    Time,
    YearsMonths,
    date_of_days,
    days_time,
    make_date,
    make_time,
    years_months,
)

_DATE = re.compile(r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:(Z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z0-9_+\-/]+))?", re.ASCII
)
_YEARS_MONTHS = re.compile(r"(-?)P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_DAYS_TIME = re.compile(
    r"(-?)P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?", re.ASCII
)


@lru_cache(maxsize=2_048)
def parse_date(text: str) -> Date | None:
    """`2026-01-31` as a day; None for any other text."""
    match = _DATE.fullmatch(text)
    return make_date(*map(int, match.groups())) if match else None


@lru_cache(maxsize=2_048)
def parse_time(text: str) -> Time | None:
    """`09:30:00` with or without fraction, offset or `@zone` as a time of day; None for any other text."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, fraction, utc, sign, off_hours, off_minutes, off_seconds, zone = match.groups()
    offset = 0 if utc else None
    if sign:
        if int(off_minutes) > 59 or int(off_seconds or 0) > 59:
            return None
        offset = (int(off_hours) * 60 + int(off_minutes)) * 60 + int(off_seconds or 0)
        offset = -offset if sign == "-" else offset
    if zone is not None and zone_named(zone) is None:
        return None
    return make_time(int(hour), int(minute), int(second), int(f"{fraction or 0:0<9}"), offset, zone)


@lru_cache(maxsize=2_048)
def parse_date_time(text: str) -> DateTime | None:
    """`2026-01-31T09:30:00` as a day and time; None for any other text."""
    day, _, clock = text.partition("T")
    if clock == "24:00:00":
        day_found = parse_date(day)
        return DateTime(date_of_days(day_found.days + 1), Time(0, 0, 0)) if day_found else None
    date_found, time_found = parse_date(day), parse_time(clock)
    return DateTime(date_found, time_found) if date_found and time_found else None


@lru_cache(maxsize=2_048)
def parse_duration(text: str) -> YearsMonths | DaysTime | None:
    """`P1Y2M` or `P1DT2H3M4S` as a duration; None for any other text and for what is longer than a billion years."""
    if len(text) > 100:
        return None
    match = _YEARS_MONTHS.fullmatch(text)
    if match:
        months = int(match[2] or 0) * 12 + int(match[3] or 0)
        return years_months(-months if match[1] else months)
    match = _DAYS_TIME.fullmatch(text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(match[part] or 0) for part in (2, 3, 4, 5))
    nanoseconds = days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND + int(f"{match[6] or 0:0<9}"[:9])
    return days_time(-nanoseconds if match[1] else nanoseconds)


def parse_temporal(text: str) -> Temporal | None:
    """What an `@"…"` literal stands for; None when it is nothing of the kind."""
    return parse_date(text) or parse_date_time(text) or parse_time(text) or parse_duration(text)
