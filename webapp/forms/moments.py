"""Dates and moments as people type them: three boxes, a time, or one ISO text."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from webapp import clock
from webapp.forms.bad_answer import BadAnswer

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_PARTS = ("day", "month", "year")
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?(?:[:.](\d{2}))?\s*(am|pm)?", re.ASCII | re.IGNORECASE)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2199


def date_of(raw: Any, subject: str) -> date:
    """The date in a date, an ISO text, or a mapping with day, month and year as typed.

    Raises BadAnswer, whose `part` is the box that is wrong.
    """
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return _within(raw, subject)
    if isinstance(raw, str) and _ISO_DATE.fullmatch(raw.strip()):
        year, month, day = raw.strip().split("-")
        return _real(day, month, year, subject)
    if isinstance(raw, Mapping) and raw.keys() <= set(_PARTS):
        return _date_of_parts(raw, subject)
    raise BadAnswer(f"{subject} must be a real date, such as 2026-03-27")


def moment_of(raw: Any, subject: str, zone: tzinfo) -> datetime:
    """The moment, aware and in UTC, in a datetime, an ISO text, or a mapping with day, month, year and time as typed.

    What names no zone is in `zone`. Where the end of summer time gives two moments one name, the earlier is taken.
    Raises BadAnswer.
    """
    if isinstance(raw, datetime):
        _within(raw.date(), subject)
        return _in_utc(raw, subject, zone)
    if isinstance(raw, str) and _ISO_MOMENT.fullmatch(raw.strip()):
        try:
            moment = datetime.fromisoformat(raw.strip())
        except ValueError:
            raise BadAnswer(f"{subject} must be a real date and time") from None
        _within(moment.date(), subject)
        return _in_utc(moment, subject, zone)
    if isinstance(raw, Mapping) and raw.keys() <= {*_PARTS, "time"}:
        day = _date_of_parts(raw, subject)
        return _in_utc(datetime.combine(day, _time_of(raw.get("time"), subject)), subject, zone)
    raise BadAnswer(f"{subject} must be a real date and time, such as 2026-03-27T14:30")


def _date_of_parts(raw: Mapping[Any, Any], subject: str) -> date:
    texts = {part: _part(raw.get(part), subject) for part in _PARTS}
    missing = [part for part in _PARTS if not texts[part]]
    if missing:
        raise BadAnswer(f"{subject} must include a {' and '.join(missing)}", part=missing[0])
    return _real(texts["day"], texts["month"], texts["year"], subject)


def _part(value: Any, subject: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 9999):
        return str(value).strip()
    raise BadAnswer(f"{subject} must be a real date")


def _real(day: str, month: str, year: str, subject: str) -> date:
    for part, text in (("day", day), ("year", year)):
        if not _NUMBER.fullmatch(text):
            raise BadAnswer(f"{subject} must be a real date", part=part)
    if len(year) != 4:
        raise BadAnswer(f"{subject} must have a year of 4 numbers", part="year")
    number = _month_number(month)
    if not 1 <= number <= 12:
        raise BadAnswer(f"{subject} must be a real date", part="month")
    try:
        found = date(int(year), number, int(day))
    except ValueError:
        raise BadAnswer(f"{subject} must be a real date", part="day") from None
    return _within(found, subject)


def _month_number(text: str) -> int:
    if _NUMBER.fullmatch(text):
        return int(text)
    named = [at for at, name in enumerate(_MONTHS, 1) if text.lower() in (name, name[:3])]
    return named[0] if named else 0


def _within(day: date, subject: str) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadAnswer(f"{subject} must be between {FIRST_YEAR} and {LAST_YEAR}", part="year")
    return day


def _time_of(raw: Any, subject: str) -> time:
    if isinstance(raw, time):
        return raw
    text = raw.strip() if isinstance(raw, str) else ""
    if not text:
        raise BadAnswer(f"{subject} must include a time", part="time")
    found = _TIME.fullmatch(text)
    if not found or not (found[2] or found[4]):
        raise BadAnswer(f"{subject} must have a real time, such as 14:30", part="time")
    hour, half = int(found[1]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 24
    try:
        return time(hour, int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        raise BadAnswer(f"{subject} must have a real time, such as 14:30", part="time") from None


def _in_utc(moment: datetime, subject: str, zone: tzinfo) -> datetime:
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    found = moment.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != moment:
        raise BadAnswer(f"{subject} must have a real time: the clocks went forward past this one", part="time")
    return found


def check_side(day: date, subject: str, *, not_past: bool, not_future: bool) -> None:
    """Refuses a day on the wrong side of today.

    Raises BadAnswer.
    """
    if not_past and day < clock.today():
        raise BadAnswer(f"{subject} must be today or in the future")
    if not_future and day > clock.today():
        raise BadAnswer(f"{subject} must be today or in the past")


def spoken_date(day: date) -> str:
    """A date as it is read: 27 March 2026."""
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


def spoken_moment(moment: datetime, zone: tzinfo, zone_name: str = "") -> str:
    """A moment as it is read: 27 March 2026 at 14:30, with the seconds when there are any."""
    local = moment.astimezone(zone)
    clock_time = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{spoken_date(local.date())} at {clock_time}{f' {zone_name}' if zone_name else ''}"
