"""When timers are due: ISO 8601 moments, durations and cycles on the calendar of London, answers in aware UTC.

Days, weeks, months and years are counted on the local calendar, so that a deadline of one day ends at the same time of
day also when the clocks change; hours, minutes and seconds are counted as they pass. The 31st plus one month is the
last day of the next month, and the months after it go back to the 31st where there is one.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from webapp.clock import LONDON

_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,7})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,9})S)?)?",
    re.ASCII,
)
_CYCLE = re.compile(r"R(?P<count>\d{0,6})/(?:(?P<start>[^/P][^/]*)/)?(?P<period>P[^/]*)", re.ASCII)
_FURTHEST = timedelta(days=366 * 100)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: calendar months, calendar days, and seconds."""

    months: int
    days: int
    seconds: int

    @property
    def is_zero(self) -> bool:
        """Whether nothing would pass."""
        return not (self.months or self.days or self.seconds)

    def after(self, start: datetime, times: int = 1) -> datetime:
        """The moment this long after a start, so many times over, in UTC. Raises ValueError when it is too far off."""
        local = start.astimezone(LONDON)
        months = local.year * 12 + local.month - 1 + self.months * times
        year, month = divmod(months, 12)
        if year > 9000 or self.days * times > 3_000_000 or self.seconds * times > 10**11:
            raise ValueError("The moment is too far in the future.")
        day = min(local.day, calendar.monthrange(year, month + 1)[1])
        moved = local.replace(year=year, month=month + 1, day=day) + timedelta(days=self.days * times)
        # Local arithmetic keeps the time of day; passing through UTC settles times that the clock change left out.
        due = moved.astimezone(UTC) + timedelta(seconds=self.seconds * times)
        if due - start > _FURTHEST:
            raise ValueError("The moment is more than a hundred years away.")
        return due


def parse_duration(text: str) -> Duration:
    """The duration that an ISO 8601 text such as `PT1H` or `P1M` gives. Raises ValueError with a sentence."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        raise ValueError('The duration is not written as in ISO 8601, for example "PT1H" or "P28D".')
    part = {name: int(value or 0) for name, value in found.groupdict().items()}
    seconds = part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"]
    return Duration(part["years"] * 12 + part["months"], part["weeks"] * 7 + part["days"], seconds)


def parse_moment(text: str) -> datetime:
    """The moment that an ISO 8601 date and time gives, in UTC; without an offset it is London time."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError('The date is not written as in ISO 8601, for example "2026-03-02T09:00:00Z".') from None
    return in_utc(moment)


def in_utc(moment: datetime) -> datetime:
    """A moment in UTC; without an offset it is London time."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC)


def parse_cycle(text: str) -> tuple[int | None, datetime | None, Duration]:
    """How often (None: for ever), from when, and how far apart, from a text such as `R3/PT10H`."""
    found = _CYCLE.fullmatch(text.strip())
    if found is None:
        raise ValueError('The cycle is not written as in ISO 8601, for example "R3/PT10H" or "R/P1D".')
    count = int(found["count"]) if found["count"] else None
    period = parse_duration(found["period"])
    if period.is_zero:
        raise ValueError("The cycle repeats without any time between. Give it a period.")
    if count == 0:
        raise ValueError('The cycle repeats zero times. Write how often, for example "R3/PT10H".')
    return count, parse_moment(found["start"]) if found["start"] else None, period


def check_literal(timer: str, text: str) -> None:
    """Raises ValueError with a sentence when a literal text is not a timer of that form."""
    {"date": parse_moment, "duration": parse_duration, "cycle": parse_cycle}[timer](text)


def start(timer: str, value: Any, now: datetime) -> dict[str, Any]:
    """What a token remembers of a timer that begins now: `due`, and for cycles how it goes on.

    Raises ValueError with a sentence when the value gives no such timer.
    """
    if timer == "date":
        return {"due": _moment(value).isoformat()}
    if timer == "duration":
        return {"due": _duration(value).after(now).isoformat()}
    if not isinstance(value, str):
        raise ValueError('The cycle must be a text such as "R3/PT10H".')
    count, first, period = parse_cycle(value)
    # Every moment is counted from the beginning, so that a month after the 31st does not make the next ones the 28th.
    begin, ahead = (first, 0) if first else (now, 1)
    due = period.after(begin, ahead)
    marks: dict[str, Any] = {"first": begin.isoformat(), "ahead": ahead, "due": due.isoformat(), "fired": 0}
    return marks | {"count": count, "period": [period.months, period.days, period.seconds]}


def after_firing(marks: Mapping[str, Any]) -> dict[str, Any] | None:
    """How a timer goes on after it fired; None when that was all."""
    if "period" not in marks:
        return None
    fired = marks["fired"] + 1
    if marks["count"] is not None and fired >= marks["count"]:
        return None
    due = Duration(*marks["period"]).after(datetime.fromisoformat(marks["first"]), fired + marks.get("ahead", 0))
    return {"fired": fired, "due": due.isoformat()}


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return in_utc(value)
    if isinstance(value, date):
        return in_utc(datetime(value.year, value.month, value.day))  # noqa: DTZ001 # London time is added by in_utc
    if isinstance(value, str):
        return parse_moment(value)
    raise ValueError("The timer must give a date and time.")


def _duration(value: Any) -> Duration:
    if isinstance(value, timedelta):
        if value < timedelta(0):
            raise ValueError("The timer lies in the past. Give a duration that is not negative.")
        return Duration(0, value.days, value.seconds)
    if isinstance(value, str):
        return parse_duration(value)
    months = getattr(value, "months", None)
    if isinstance(months, int) and months >= 0:
        return Duration(months, 0, 0)
    raise ValueError('The timer must give a duration, for example "PT1H".')
