"""When a task is due, and when an operation that failed is called again."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from webapp.clock import add_working_days
from webapp.definitions.settings import Period

DEFAULT_PRIORITY = "P3_STANDARD"
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)


def due_at(
    opened_at: datetime, priority: str, periods: Mapping[str, Period], scheduled: datetime | None = None
) -> datetime | None:
    """The moment a task is due, to the second: its clock's period for the case's priority, from when it opened.

    A moment that the diagram schedules goes before the clock. A case that has no priority yet runs on the standard
    one. None where the clock has no period for the priority.
    """
    if scheduled is not None:
        return scheduled.replace(microsecond=0)
    period = periods.get(priority) or periods.get(DEFAULT_PRIORITY)
    if period is None:
        return None
    if period.working_days:
        return add_working_days(opened_at, period.working_days)
    return (opened_at + period.elapsed).replace(microsecond=0)


def wait_after(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many failed calls: doubling from ten seconds to an hour.

    Up to half of it is left to `chance` (0 to 1), so that what failed together does not come back together.
    """
    longest: timedelta = min(FIRST_WAIT * (1 << min(attempts - 1, 12)), LONGEST_WAIT)
    return longest * (1 - chance / 2)
