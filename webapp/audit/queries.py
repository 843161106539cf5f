"""Reading the account: the timeline of a case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from webapp.audit.events import WORDS, Event
from webapp.audit.model import AuditEvent
from webapp.audit.operations import LOOKS
from webapp.database import session

# Left out of the timeline that case workers see: who looked is for auditors.
READS = LOOKS | {Event.ACCESS_DENIED, Event.ANSWERS_KEPT}


@dataclass(frozen=True)
class Entry:
    """One line of a timeline."""

    at: datetime
    event: Event
    words: str
    actor_id: UUID
    detail: Mapping[str, Any]


def timeline(case_id: UUID, without: Collection[Event] = READS, limit: int = 500) -> list[Entry]:
    """What was done in a case, newest first; the looks at it are left out unless asked for."""
    rows = session().scalars(
        select(AuditEvent)
        .where(AuditEvent.scope == str(case_id), AuditEvent.event.not_in([event.value for event in without]))
        .order_by(AuditEvent.sequence.desc())
        .limit(limit)
    )
    return [Entry(r.at, Event(r.event), WORDS[Event(r.event)], r.actor_id, r.detail) for r in rows]
