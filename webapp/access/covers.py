"""Who looks after whose tasks while they are away: for a time, arranged by themselves or their supervisor."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from webapp.access import queries
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import PersonFacts
from webapp.access.model import AppUser, Cover
from webapp.access.rules import Allowed, case_groups, may, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.errors import NotFound, Rejected

LONGEST = timedelta(days=31)
NOBODY = "There is nobody with this username for whom you can arrange this."


@dataclass(frozen=True)
class CoverRow:
    """One arrangement, with names."""

    id: UUID
    absent: str
    colleague: str
    starts_at: datetime
    ends_at: datetime
    may_end: bool


def arrange(actor: Actor, absent: str, colleague: str, starts_at: datetime, ends_at: datetime) -> UUID:
    """Lets a colleague of the same roles act for somebody, from one moment to another (at most 31 days).

    Raises Rejected with the field it concerns: `absent`, `colleague` or `until`.
    """
    require(actor, Action.ARRANGE_COVER)
    away = queries.actor_by_login(absent) if absent.strip() else actor
    if away is None or not isinstance(may(actor, Action.ARRANGE_COVER, _facts(away)), Allowed):
        raise Rejected(NOBODY, "absent")
    other = queries.actor_by_login(colleague)
    if other is None or other.force != away.force or other.selves & away.selves:
        raise Rejected("Enter the username of a colleague.", "colleague")
    if not case_groups(away) or not set(case_groups(away)) <= set(case_groups(other)):
        raise Rejected("The colleague needs the roles of the person who is away.", "colleague")
    if ends_at <= max(starts_at, now()) or ends_at - starts_at > LONGEST:
        raise Rejected(f"Choose a last day after the first, at most {LONGEST.days} days later.", "until")
    row = Cover(absent_id=away.id, colleague_id=other.id, starts_at=starts_at, ends_at=ends_at, arranged_by=actor.id)
    session().add(row)
    session().flush()
    detail = {"cover": str(row.id), "absent": str(away.id), "colleague": str(other.id), "until": ends_at.isoformat()}
    audit.record(Event.COVER_ARRANGED, actor.id, detail=detail)
    return row.id


def end(actor: Actor, cover_id: UUID) -> None:
    """Ends an arrangement at once. Raises NotFound for one that is not the actor's to end."""
    row = session().get(Cover, cover_id)
    away = queries.actor_by_id(row.absent_id) if row is not None else None
    if row is None or away is None or row.ended_at is not None:
        raise NotFound
    if not isinstance(may(actor, Action.ARRANGE_COVER, _facts(away)), Allowed):
        raise NotFound
    row.ended_at = now()
    audit.record(Event.COVER_ENDED, actor.id, detail={"cover": str(cover_id)})


def listed(actor: Actor) -> list[CoverRow]:
    """The arrangements that run or are to come, of the actor and of the people of a supervisor's unit."""
    require(actor, Action.ARRANGE_COVER)
    query = select(Cover, AppUser).join(AppUser, AppUser.id == Cover.absent_id)
    own = or_(Cover.absent_id == actor.id, Cover.colleague_id == actor.id, AppUser.unit_id == actor.unit)
    rows = (
        session()
        .execute(query.where(own, Cover.ended_at.is_(None), Cover.ends_at > now()).order_by(Cover.starts_at, Cover.id))
        .all()
    )
    names = queries.names_of({row.Cover.colleague_id for row in rows})
    found = []
    for row in rows:
        facts = PersonFacts(row.AppUser.id, row.AppUser.force, row.AppUser.unit_id)
        may_end = isinstance(may(actor, Action.ARRANGE_COVER, facts), Allowed)
        if may_end or row.Cover.colleague_id == actor.id:
            name = names.get(row.Cover.colleague_id, "")
            one = CoverRow(row.Cover.id, row.AppUser.name, name, row.Cover.starts_at, row.Cover.ends_at, may_end)
            found.append(one)
    return found


def _facts(person: Actor) -> PersonFacts:
    return PersonFacts(person.id, person.force, person.unit)
