"""Lists of cases that were asked for, as who asked and who decides see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.access import queries as accounts
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import ExportFacts
from webapp.access.rules import Allowed, may, require
from webapp.cases.model import AccessReason, CaseExport
from webapp.cases.model.exports import APPROVED, DECIDED_WITHIN, FETCHED_WITHIN
from webapp.clock import now
from webapp.database import session

MOST = 50
WAITS, READY, FETCHED, REFUSED, LAPSED = "waits", "ready", "fetched", "refused", "lapsed"


@dataclass(frozen=True)
class Export:
    """One list that somebody asked for. `until` is when it lapses, while it waits or is ready."""

    id: UUID
    by: str
    asked_at: datetime
    reason: str
    found: int
    state: str
    until: datetime
    decided_by: str
    decided_at: datetime | None
    note: str
    fetched_at: datetime | None
    may_decide: bool


def own(actor: Actor) -> list[Export]:
    """The lists that the person asked for, the newest first."""
    require(actor, Action.EXPORT_CASES)
    query = select(CaseExport).where(CaseExport.asked_by == actor.id)
    return _rows(actor, session().scalars(query.order_by(CaseExport.asked_at.desc()).limit(MOST)).all())


def of_force(actor: Actor) -> list[Export]:
    """The lists that were asked for in the person's force, those that wait for a decision first."""
    require(actor, Action.VIEW_EXPORTS)
    query = select(CaseExport).where(CaseExport.force == actor.force)
    newest = query.order_by(CaseExport.outcome.is_not(None), CaseExport.asked_at.desc())
    return _rows(actor, session().scalars(newest.limit(MOST)).all())


def state_of(row: CaseExport, moment: datetime) -> str:
    """What has become of it."""
    if row.fetched_at is not None:
        return FETCHED
    if row.outcome is None:
        return WAITS if moment < row.asked_at + DECIDED_WITHIN else LAPSED
    if row.outcome != APPROVED or row.decided_at is None:
        return REFUSED
    return READY if moment < row.decided_at + FETCHED_WITHIN else LAPSED


def _rows(actor: Actor, rows: Sequence[CaseExport]) -> list[Export]:
    names = accounts.names_of({row.asked_by for row in rows} | {row.decided_by for row in rows if row.decided_by})
    return [_row(actor, row, names) for row in rows]


def _row(actor: Actor, row: CaseExport, names: dict[UUID, str]) -> Export:
    state = state_of(row, now())
    verdict = may(actor, Action.DECIDE_EXPORT, ExportFacts(row.force, row.asked_by))
    return Export(
        id=row.id,
        by=names.get(row.asked_by, ""),
        asked_at=row.asked_at,
        reason=session().get_one(AccessReason, row.reason_id).reason,
        found=row.found,
        state=state,
        until=row.decided_at + FETCHED_WITHIN if row.decided_at else row.asked_at + DECIDED_WITHIN,
        decided_by=names.get(row.decided_by, "") if row.decided_by else "",
        decided_at=row.decided_at,
        note=row.note or "",
        fetched_at=row.fetched_at,
        may_decide=state == WAITS and isinstance(verdict, Allowed),
    )
