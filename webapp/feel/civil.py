"""The calendar without the limits of Python's: years from -999,999,999 to 999,999,999."""

from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

YEARS = range(-999_999_999, 1_000_000_000)
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # wall-clock time, counted without a zone
_SECOND = timedelta(seconds=1)


def is_leap(year: int) -> bool:
    """Whether the year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_days(year: int, month: int) -> int:
    """How many days the month has."""
    return 29 if month == 2 and is_leap(year) else _MONTH_DAYS[month - 1]


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days since 1 January 1970."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """Year, month and day of a count of days since 1 January 1970."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


@cache
def _zone_names() -> frozenset[str]:
    """Every name of the zone database. A name that is not among them is never looked for: where the system's files
    lack it, Python would import a package named after it."""
    return frozenset(available_timezones() - {"localtime", "Factory"})  # these two differ from machine to machine


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of that name in the zone database; None when there is none."""
    if name not in _zone_names():
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset_at(zone: str, seconds: int) -> int:
    """The zone's offset in seconds at a wall-clock time given in seconds since 1970.

    A year that Python's calendar lacks takes the rules of an equal year of the 400-year cycle around 2000.
    """
    found = zone_named(zone)
    if found is None:
        return 0
    cycle = 146_097 * 86_400
    if not -62_135_510_400 <= seconds < 253_402_214_400:
        seconds = seconds % cycle + cycle * (-62_135_510_400 // cycle + 6)
    wall = _EPOCH + timedelta(seconds=seconds)
    offset = wall.replace(tzinfo=found).utcoffset()
    return int(offset / _SECOND) if offset is not None else 0


def wall_clock(zone: str, epoch_seconds: int) -> int:
    """The wall-clock time in the zone, in seconds since 1970, at a moment given in seconds since the epoch."""
    found = zone_named(zone)
    if found is None or not -62_135_510_400 <= epoch_seconds < 253_402_214_400:
        return epoch_seconds + offset_at(zone, epoch_seconds)
    moment = (_EPOCH + timedelta(seconds=epoch_seconds)).replace(tzinfo=UTC)
    offset = moment.astimezone(found).utcoffset()
    return epoch_seconds + (int(offset / _SECOND) if offset is not None else 0)
