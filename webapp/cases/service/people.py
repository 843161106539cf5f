"""Who may know of a case beyond those its work is offered to: named people, other units, and nobody else if restricted.

Basis: need to know (College of Policing, management of police information); docs/process.md, cases with a police link.
"""

from uuid import UUID

from sqlalchemy import select

from webapp.access import queries as accounts
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import Place, PoliceLink
from webapp.access.groups import PROFESSIONAL_STANDARDS
from webapp.access.rules import case_groups, in_reach, is_barred, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import sight
from webapp.cases.model import CaseMember, CaseShare
from webapp.cases.records import find_case
from webapp.cases.service.places import give_place
from webapp.clock import now
from webapp.database import session
from webapp.errors import NotFound, Rejected
from webapp.notifications import service as notifications

SHORTEST_REASON = 20
NOT_TO_BE_NAMED = "Nobody with this username can be named in this case. Check the username and the person's role."


def name_person(actor: Actor, case_id: UUID, login: str) -> None:
    """Lets a person know of the case and take its tasks of their role. Raises Rejected where they cannot be named.

    The refusal is the same for an unknown username as for a person whom the case must be kept from.
    """
    facts = sight.access_facts(case_id)
    require(actor, Action.CHANGE_CASE_PEOPLE, facts)
    person = accounts.actor_by_login(login)
    if person is None or not case_groups(person) or not in_reach(person, facts) or is_barred(person, facts):
        raise Rejected(NOT_TO_BE_NAMED, "login")
    give_place(actor, case_id, person.id, Place.NAMED)
    audit.record(Event.PERSON_NAMED, actor.id, case_id, {"user": str(person.id)})


def remove_person(actor: Actor, case_id: UUID, person: UUID) -> None:
    """The person is not named any more; what they did in the case stays."""
    require(actor, Action.CHANGE_CASE_PEOPLE, sight.access_facts(case_id))
    place = session().get(CaseMember, (case_id, person, Place.NAMED))
    if place is None:
        raise NotFound
    session().delete(place)
    audit.record(Event.PERSON_REMOVED, actor.id, case_id, {"user": str(person)})


def restrict(actor: Actor, case_id: UUID) -> None:
    """From now on only people who are named, or took part, and professional standards know of the case."""
    require(actor, Action.CHANGE_CASE_PEOPLE, sight.access_facts(case_id))
    _restrict(actor, case_id)


def restrict_for_police_link(actor: Actor, case_id: UUID) -> None:
    """Restricts a case whose subject has to do with policing, whoever records it, and tells professional standards."""
    require(actor, Action.RECORD_FACTS)
    case = find_case(case_id)
    case.police_link = case.police_link or PoliceLink.OPEN
    _restrict(actor, case_id)


def open_to_unit(actor: Actor, case_id: UUID) -> None:
    """Lifts the restriction: the work is offered to the unit again."""
    require(actor, Action.CHANGE_CASE_PEOPLE, sight.access_facts(case_id))
    find_case(case_id).restricted = False
    sight.offer(case_id)
    audit.record(Event.CASE_OPEN_TO_UNIT, actor.id, case_id)


def share(actor: Actor, case_id: UUID, unit_id: UUID, reason: str) -> None:
    """Offers the work of the case to another unit as well, of this force or of another. Raises Rejected."""
    require(actor, Action.CHANGE_CASE_PEOPLE, sight.access_facts(case_id))
    case, unit, reason = find_case(case_id), accounts.unit(unit_id), reason.strip()
    if unit is None or unit.id == case.unit_id:
        raise Rejected("Choose another unit than the one that works on the case.", "unit")
    if len(reason) < SHORTEST_REASON:
        raise Rejected(f"Say why in at least {SHORTEST_REASON} characters.", "reason")
    if _open_share(case_id, unit_id) is not None:
        raise Rejected("The case is shared with this unit already.", "unit")
    session().add(
        CaseShare(
            case_id=case_id, force=unit.force, unit_id=unit_id, reason=reason, shared_by=actor.id, shared_at=now()
        )
    )
    session().flush()
    sight.offer(case_id)
    audit.record(Event.CASE_SHARED, actor.id, case_id, {"unit": str(unit_id)})


def end_share(actor: Actor, case_id: UUID, unit_id: UUID) -> None:
    """The unit is offered nothing more of the case; who took part in it goes on knowing of it, in this force."""
    require(actor, Action.CHANGE_CASE_PEOPLE, sight.access_facts(case_id))
    shared = _open_share(case_id, unit_id)
    if shared is None:
        raise NotFound
    shared.ended_at, shared.ended_by = now(), actor.id
    session().flush()
    sight.offer(case_id)
    audit.record(Event.CASE_SHARE_ENDED, actor.id, case_id, {"unit": str(unit_id)})


def _restrict(actor: Actor, case_id: UUID) -> None:
    case = find_case(case_id)
    if case.restricted:
        return
    case.restricted = True
    sight.offer(case_id)
    audit.record(Event.CASE_RESTRICTED, actor.id, case_id)
    notifications.case_restricted(PROFESSIONAL_STANDARDS, case.force, case_id)


def _open_share(case_id: UUID, unit_id: UUID) -> CaseShare | None:
    query = select(CaseShare).where(CaseShare.case_id == case_id, CaseShare.unit_id == unit_id)
    return session().scalars(query.where(CaseShare.ended_at.is_(None))).one_or_none()
