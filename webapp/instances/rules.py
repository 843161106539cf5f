"""What a task is called, when it is due, when a failed operation is called again, and when a clock is not believed."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from webapp.cases.words import words
from webapp.clock import add_working_days, share_of
from webapp.definitions.clocks import Period

DEFAULT_PRIORITY = "P3_STANDARD"
WANTED_AFTER = {
    "P1_IMMEDIATE": timedelta(0),
    "P2_HIGH": timedelta(days=1),
    DEFAULT_PRIORITY: timedelta(days=28),
}
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
FROM_THE_DATABASE = timedelta(seconds=5)
LONGEST_AWAY = timedelta(hours=24)
ABOUT = "about"
_CLOSED_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
GOES_BACK = timedelta(minutes=1)


def about(properties: Mapping[str, str], variables: Mapping[str, object]) -> str:
    """The closed word that a task is about: the value of the variable that its property `about` names.

    Anything but a closed word counts as nothing, so that no name of a person can get into the title of a task.
    """
    value = variables.get(properties.get(ABOUT, ""))
    return value if isinstance(value, str) and _CLOSED_WORD.fullmatch(value) else ""


def title(step: str, word: str) -> str:
    """What a task is called: its step, and what it is about where the step is taken several times."""
    return f"{step}: {words(word)}" if word else step


def period_at(priority: str, periods: Mapping[str, Period]) -> Period | None:
    """The period of a clock at a priority; a case that has no priority yet runs on the standard one.

    None where the clock does not run at the priority.
    """
    return periods.get(priority or DEFAULT_PRIORITY)


def due_at(started_at: datetime, period: Period | None, scheduled: datetime | None = None) -> datetime | None:
    """The moment something is due, to the second, from when its clock started.

    A moment that the diagram schedules goes before the clock. None where there is neither.
    """
    if scheduled is not None:
        return scheduled.replace(microsecond=0)
    if period is None:
        return None
    if period.working_days:
        return add_working_days(started_at, period.working_days)
    return (started_at + period.elapsed).replace(microsecond=0)


def listed_at(due: datetime | None, created_at: datetime, priority: str) -> datetime:
    """Where a task stands in a list, to the second: at the moment it is due.

    One without a clock of its own stands where work of its priority is wanted: at once, after a day, after four weeks.
    """
    wanted = created_at + WANTED_AFTER.get(priority, WANTED_AFTER[DEFAULT_PRIORITY])
    return (due or wanted).replace(microsecond=0)


def warn_at(started_at: datetime, due: datetime | None, period: Period | None, percent: int) -> datetime | None:
    """The moment so many per cent of the time are over, counted as the clock counts: working days by their hours."""
    if due is None:
        return None
    return share_of(started_at, due, percent, working=period is not None and period.working_days > 0)


def wait_after(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many failed calls: doubling from ten seconds to an hour.

    Up to half of it is left to `chance` (0 to 1), so that what failed together does not come back together.
    """
    longest: timedelta = min(FIRST_WAIT * (1 << min(attempts - 1, 12)), LONGEST_WAIT)
    return longest * (1 - chance / 2)


def clock_alarm(moment: datetime, database: datetime, seen_at: datetime) -> str:
    """Why deadlines must not be fired by this moment, in a sentence; empty when they may.

    `database` is the database's own time, `seen_at` when a worker last believed its clock.
    """
    if abs(moment - database) > FROM_THE_DATABASE:
        return f"The worker's clock differs from the database's by {_length(abs(moment - database))}. Set both right."
    if moment - seen_at > LONGEST_AWAY:
        return (
            f"The clock stands {_length(moment - seen_at)} after a worker last looked at it. Either no worker was "
            "running, or the clock is wrong: compare it with another."
        )
    if seen_at - moment > GOES_BACK:
        return f"The clock has gone back by {_length(seen_at - moment)}. Compare it with another."
    return ""


def _length(span: timedelta) -> str:
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        count = int(span.total_seconds() // seconds)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "a moment"
