"""What was done is recorded in the transaction that did it, so that there is no act without its account."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.audit.rules import FIRST, chained
from webapp.clock import now
from webapp.database import new_id, session

SYSTEM_SCOPE = "system"


def record(event: Event, actor_id: UUID, case_id: UUID | None = None, detail: Mapping[str, Any] | None = None) -> None:
    """Adds one entry to the account of the case, or to the system's own where no case is meant.

    `detail` holds identifiers and closed values only: no names, no free text.
    """
    scope = str(case_id) if case_id else _own_scope()
    session().flush()
    last = (
        session()
        .execute(
            select(AuditEvent.sequence, AuditEvent.hash)
            .where(AuditEvent.scope == scope)
            .order_by(AuditEvent.sequence.desc())
            .limit(1)
        )
        .one_or_none()
    )
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, FIRST)
    at = now()
    body = {"event": event.value, "actor": actor_id, "case": case_id, "at": at, "detail": dict(detail or {})}
    session().add(
        AuditEvent(
            scope=scope,
            sequence=sequence,
            at=at,
            event=event.value,
            actor_id=actor_id,
            case_id=case_id,
            detail=dict(detail or {}),
            previous_hash=previous,
            hash=chained(previous, scope, sequence, body),
        )
    )


def _own_scope() -> str:
    # Entries that belong to no case each start a scope of their own, so that sign-ins do not wait for each other;
    # the seals of the whole account tie them together.
    return str(new_id())
