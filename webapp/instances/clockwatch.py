"""What the workers have seen of the clock, beyond their own lives: a single row that they share.

Basis of the figure: a clock that is a day ahead of the last look is more often wrong than right, and a deadline that
was fired cannot be called back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.groups import DESIGNERS
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import new_id, session
from webapp.errors import Conflict
from webapp.instances import rules
from webapp.instances.worker_model import ClockWatch
from webapp.notifications import service as notifications

ROW = 1
NOTED_EVERY = timedelta(minutes=1)
# An alarm about the database's clock, which another worker may not share, is taken back no sooner than this.
STANDS_FOR = timedelta(minutes=2)


@dataclass(frozen=True)
class ClockAlarm:
    """Why no deadline is fired, and since when."""

    sentence: str
    since: datetime


def last_seen() -> datetime | None:
    """When a worker last believed its clock, to the minute; None in a new installation."""
    row = session().get(ClockWatch, ROW)
    return None if row is None else row.seen_at


def look(moment: datetime, database: datetime) -> str:
    """Notes that a worker looks at its clock. Gives the sentence of the alarm that stands, or an empty text."""
    row = session().get(ClockWatch, ROW, with_for_update=True)
    if row is None:
        row = ClockWatch(id=ROW, seen_at=moment, alarm="")
        session().add(row)
    sentence = rules.clock_alarm(moment, database, row.seen_at)
    if sentence:
        if not row.alarm:
            row.alarm, row.alarm_at = sentence, moment
            notifications.clock_alarm(DESIGNERS, new_id())
        return sentence
    if row.alarm and row.alarm_at is not None and not row.alarm_at <= moment < row.alarm_at + STANDS_FOR:
        row.alarm, row.alarm_at = "", None
    if moment - row.seen_at >= NOTED_EVERY:
        row.seen_at = moment
    return ""


def alarm() -> ClockAlarm | None:
    """The alarm that stands now."""
    row = session().get(ClockWatch, ROW)
    return ClockAlarm(row.alarm, row.alarm_at) if row is not None and row.alarm and row.alarm_at else None


def confirm(actor: Actor) -> None:
    """Goes on by the present clock after a person has compared it with another. Raises Conflict without an alarm."""
    require(actor, Action.CONFIRM_CLOCK)
    row = session().get(ClockWatch, ROW, with_for_update=True)
    if row is None or not row.alarm:
        raise Conflict("There is no alarm about the clock any more.")
    audit.record(Event.CLOCK_CONFIRMED, actor.id, None, {"last": row.seen_at.isoformat(), "now": now().isoformat()})
    row.alarm, row.alarm_at, row.seen_at = "", None, now()
