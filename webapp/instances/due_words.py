"""A deadline as a colleague would say it: the one place where a due date is put into words.

Days, times and working days are London's; minutes and hours are time that really passes, whatever the clocks do.
"""

from datetime import date, datetime, timedelta

from webapp.cases.words import MONTHS
from webapp.clock import LONDON, is_working_day

HOUR = 60
DAY = timedelta(days=1)


def due_in_words(due_at: datetime, now: datetime) -> str:
    """When something is due, or how late it is: due tomorrow 17:00, 2 working days late, due in 40 minutes."""
    return _late(due_at, now) if due_at <= now else _ahead(due_at, now)


def working_days_between(first: date, last: date) -> int:
    """How many working days follow the first day, up to and including the last."""
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def _ahead(due_at: datetime, now: datetime) -> str:
    minutes = -(-int((due_at - now).total_seconds()) // 60)
    if minutes < HOUR:
        return f"due in {_count(max(minutes, 1), 'minute')}"
    there, today = due_at.astimezone(LONDON), now.astimezone(LONDON).date()
    # Midnight is the end of the day before: “due on the 5th, 00:00” would be read a day late.
    midnight = not (there.hour or there.minute)
    day = there.date() - DAY if midnight else there.date()
    time = "midnight" if midnight else f"{there:%H:%M}"
    if day == today:
        return f"due today {time}"
    if day == today + DAY:
        return f"due tomorrow {time}"
    days = working_days_between(today, day)
    if not days or not is_working_day(day):
        return f"due {_named(day, today)}, {time}"
    return f"due in {_count(days, 'working day')} ({_named(day, today)})"


def _late(due_at: datetime, now: datetime) -> str:
    minutes = int((now - due_at).total_seconds() // 60)
    if minutes < 1:
        return "due now"
    if minutes < HOUR:
        return f"{_count(minutes, 'minute')} late"
    there, today = due_at.astimezone(LONDON), now.astimezone(LONDON).date()
    if there.date() == today or now - due_at < DAY / 2:
        return f"{_count(minutes // HOUR, 'hour')} late"
    days = working_days_between(there.date(), today)
    return f"{_count(days, 'working day')} late" if days else f"late since {there:%A %H:%M}"


def _named(day: date, today: date) -> str:
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A} {day.day} {MONTHS[day.month - 1]}{year}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
