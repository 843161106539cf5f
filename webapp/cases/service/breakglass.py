"""A case is opened in an emergency, and another person says afterwards whether that was right.

Basis: DPA 2018 s.66 (security of processing) and s.62 (the consultation is logged with its reason); the time, the two
people and the review are house rules (docs/data-protection.md).
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from webapp.access import queries as accounts
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import Allowed, may, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import blind, sight
from webapp.cases.emergencies import REVIEWERS, glass_facts
from webapp.cases.model import BreakGlass, Case
from webapp.cases.model.breakglass import GLASS_VERDICTS, REVIEWED_WITHIN
from webapp.cases.records import find_case
from webapp.clock import now
from webapp.database import session
from webapp.errors import Conflict, NotFound, Rejected
from webapp.notifications import service as notifications

OPEN_FOR = timedelta(minutes=60)
SHORTEST_REASON = 20
# Who hears of a review that is late, besides those who could do it.
ESCALATED_TO = ("data_protection_officer",)
PEOPLE_TOLD = 2


def break_glass(actor: Actor, reference: str, reason: str) -> UUID:
    """Opens one case for reading for an hour, and tells two people; gives the id of the case.

    Raises NotFound where the force has no such case or several, or the actor is kept from it (its rule says so);
    Rejected for a short reason, a case the actor can see anyway, or where nobody could be told.
    """
    require(actor, Action.BREAK_GLASS)
    reason, wanted = reason.strip(), " ".join(reference.split())
    if len(reason) < SHORTEST_REASON:
        raise Rejected(f"Say in at least {SHORTEST_REASON} characters why it cannot wait.", "reason")
    case_id = _case_of(actor, wanted)
    facts = sight.access_facts(case_id)
    require(actor, Action.BREAK_GLASS, facts)
    if isinstance(may(actor, Action.VIEW_CASE, facts), Allowed):
        raise Rejected("You can see this case already: open it from the list of cases.", "reference")
    if len(accounts.people_in(REVIEWERS, actor.force) - actor.selves) < PEOPLE_TOLD:
        raise Rejected("There are not two people in professional standards or audit who could be told.", "reference")
    opened = BreakGlass(case_id=case_id, user_id=actor.id, reason=reason, opened_at=now(), ends_at=now() + OPEN_FOR)
    session().add(opened)
    session().flush()
    audit.record(Event.GLASS_BROKEN, actor.id, case_id, {"break_glass": str(opened.id)})
    for group in REVIEWERS:
        notifications.glass_broken(group, actor.force, opened.id)
    return case_id


def review(actor: Actor, opened_id: UUID, verdict: str, note: str) -> None:
    """Says whether an emergency was one.

    Raises NotPermitted for who opened it and, while others are there, for their unit; Conflict where it is reviewed.
    """
    opened = session().get(BreakGlass, opened_id, with_for_update=True)
    if opened is None:
        raise NotFound
    require(actor, Action.REVIEW_BREAK_GLASS, glass_facts(opened))
    if opened.reviewed_at is not None:
        raise Conflict("This has been reviewed already.")
    if verdict not in GLASS_VERDICTS:
        raise Rejected("Select whether it was justified.", "verdict")
    if len(note.strip()) < SHORTEST_REASON:
        raise Rejected(f"Say what you found in at least {SHORTEST_REASON} characters.", "note")
    opened.reviewed_by, opened.reviewed_at, opened.verdict, opened.note = actor.id, now(), verdict, note.strip()
    session().flush()
    detail = {"break_glass": str(opened_id), "verdict": verdict}
    audit.record(Event.GLASS_REVIEWED, actor.id, opened.case_id, detail)


def escalate_overdue(actor: Actor) -> int:
    """Tells again, and further, of each emergency that nobody has reviewed in time, until somebody does."""
    require(actor, Action.RUN_AUTOMATIC_STEP)
    before = now() - REVIEWED_WITHIN
    late = (
        select(BreakGlass)
        .where(BreakGlass.reviewed_at.is_(None), BreakGlass.opened_at <= before)
        .where(or_(BreakGlass.escalated_at.is_(None), BreakGlass.escalated_at <= before))
        .with_for_update(skip_locked=True)
    )
    rows = session().scalars(late).all()
    for opened in rows:
        opened.escalated_at = now()
        audit.record(Event.GLASS_OVERDUE, actor.id, opened.case_id, {"break_glass": str(opened.id)})
        for group in (*REVIEWERS, *ESCALATED_TO):
            notifications.glass_overdue(group, find_case(opened.case_id).force, opened.id)
    return len(rows)


def _case_of(actor: Actor, wanted: str) -> UUID:
    """The one case of the force that has this reference; of several none, as if there were no such case."""
    query = select(Case.id).where(Case.force == actor.force, blind.of_reference(wanted))
    found = session().scalars(query.limit(2)).all() if wanted else []
    if len(found) != 1:
        raise NotFound
    return found[0]
