"""Reading the account: the timeline of a case, and whether the chain still holds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from webapp.audit.events import WORDS, Event
from webapp.audit.model import AuditEvent
from webapp.audit.rules import FIRST, chained
from webapp.database import session

READS = frozenset({Event.CASE_VIEWED, Event.TASK_VIEWED, Event.ACCESS_DENIED})


@dataclass(frozen=True)
class Entry:
    """One line of a timeline."""

    at: datetime
    event: Event
    words: str
    actor_id: UUID
    detail: Mapping[str, Any]

    @property
    def absent(self) -> UUID | None:
        """The person for whom it was done, where a colleague covered for them."""
        return UUID(self.detail["for"]) if "for" in self.detail else None


def timeline(case_id: UUID, without: Collection[Event] = READS, limit: int = 500) -> list[Entry]:
    """What was done in a case, newest first; the looks at it are left out unless asked for."""
    rows = session().scalars(
        select(AuditEvent)
        .where(AuditEvent.scope == str(case_id), AuditEvent.event.not_in([event.value for event in without]))
        .order_by(AuditEvent.sequence.desc())
        .limit(limit)
    )
    return [Entry(r.at, Event(r.event), WORDS[Event(r.event)], r.actor_id, r.detail) for r in rows]


def looks(case_id: UUID, actor_id: UUID, begin: datetime, end: datetime) -> int:
    """How often a person looked at a case between two moments."""
    query = select(func.count()).where(
        AuditEvent.scope == str(case_id),
        AuditEvent.actor_id == actor_id,
        AuditEvent.event == Event.CASE_VIEWED,
        AuditEvent.at.between(begin, end),
    )
    return session().scalar(query) or 0


def broken_links(case_id: UUID | None = None) -> list[str]:
    """A sentence for each place where the chain does not hold; empty when everything is as it was written."""
    query = select(AuditEvent).order_by(AuditEvent.scope, AuditEvent.sequence)
    if case_id is not None:
        query = query.where(AuditEvent.scope == str(case_id))
    found: list[str] = []
    scope, previous, sequence = "", FIRST, 0
    for row in session().scalars(query.execution_options(yield_per=500)):
        if row.scope != scope:
            scope, previous, sequence = row.scope, FIRST, 0
        body = {"event": row.event, "actor": row.actor_id, "case": row.case_id, "at": row.at, "detail": row.detail}
        if row.sequence != sequence + 1:
            found.append(f"Entry {sequence + 1} of {scope} is missing.")
        elif row.previous_hash != previous or row.hash != chained(previous, scope, row.sequence, body):
            found.append(f"Entry {row.sequence} of {scope} is not as it was written.")
        previous, sequence = row.hash, row.sequence
    return found
