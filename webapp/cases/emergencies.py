"""Cases that were opened in an emergency, as those who review it see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.access import queries as accounts
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import GlassFacts
from webapp.access.groups import AUDITORS, PROFESSIONAL_STANDARDS
from webapp.access.rules import Allowed, Denied, is_barred, may, require
from webapp.audit import queries as audit
from webapp.cases import sight
from webapp.cases.model import BreakGlass, Case
from webapp.cases.model.breakglass import REVIEWED_WITHIN
from webapp.clock import now
from webapp.database import session

MOST = 100
REVIEWERS = (PROFESSIONAL_STANDARDS, AUDITORS)


@dataclass(frozen=True)
class Emergency:
    """One case opened in an emergency. It names nobody the case is about."""

    id: UUID
    reference: str
    by: str
    reason: str
    opened_at: datetime
    ends_at: datetime
    looks: int
    verdict: str
    note: str
    review_by: datetime
    overdue: bool
    reviewed_by: str
    reviewed_at: datetime | None
    refusal: str
    may_review: bool


def emergencies(actor: Actor) -> list[Emergency]:
    """The cases of the force that were opened in an emergency, those that wait for their review first."""
    require(actor, Action.REVIEW_BREAK_GLASS)
    query = select(BreakGlass, Case.reference).join(Case, Case.id == BreakGlass.case_id)
    query = query.where(sight.in_reach_of(actor, BreakGlass.case_id), Case.force == actor.force)
    rows = (
        session()
        .execute(query.order_by(BreakGlass.reviewed_at.is_not(None), BreakGlass.opened_at.desc()).limit(MOST))
        .all()
    )
    opened = [row.BreakGlass for row in rows]
    names = accounts.names_of({one.user_id for one in opened} | {one.reviewed_by for one in opened if one.reviewed_by})
    return [_emergency(actor, row.BreakGlass, row.reference, names) for row in rows]


def ends_at(actor: Actor, case_id: UUID) -> datetime | None:
    """When the case closes again for who opened it in an emergency."""
    query = select(BreakGlass.ends_at).where(BreakGlass.case_id == case_id, BreakGlass.user_id == actor.id)
    return session().scalar(query.where(BreakGlass.ends_at > now()).order_by(BreakGlass.ends_at.desc()).limit(1))


def glass_facts(row: BreakGlass) -> GlassFacts:
    """What the policy asks about a review: the case, who opened it, and whether somebody of another unit can review."""
    case, unit = sight.access_facts(row.case_id), accounts.unit_of(row.user_id)
    opener = accounts.actor_by_id(row.user_id)
    own = opener.selves if opener is not None else {row.user_id}
    reviewers = map(accounts.actor_by_id, accounts.people_in(REVIEWERS, case.force) - own)
    others = any(one is not None and one.unit != unit and not is_barred(one, case) for one in reviewers)
    return GlassFacts(case, row.user_id, unit, others)


def _emergency(actor: Actor, row: BreakGlass, reference: str, names: dict[UUID, str]) -> Emergency:
    verdict = may(actor, Action.REVIEW_BREAK_GLASS, glass_facts(row))
    review_by = row.opened_at + REVIEWED_WITHIN
    return Emergency(
        id=row.id,
        reference=reference,
        by=names.get(row.user_id, ""),
        reason=row.reason,
        opened_at=row.opened_at,
        ends_at=row.ends_at,
        looks=audit.looks(row.case_id, row.user_id, row.opened_at, row.ends_at),
        verdict=row.verdict or "",
        note=row.note or "",
        review_by=review_by,
        overdue=row.reviewed_at is None and now() >= review_by,
        reviewed_by=names.get(row.reviewed_by, "") if row.reviewed_by else "",
        reviewed_at=row.reviewed_at,
        # Why the person may not, where another rule than the role keeps them from it.
        refusal=verdict.reason if row.reviewed_at is None and isinstance(verdict, Denied) else "",
        may_review=row.reviewed_at is None and isinstance(verdict, Allowed),
    )
