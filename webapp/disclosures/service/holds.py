"""A hold on disclosure is set at once, and lifted only by a person who says why."""

from uuid import UUID

from sqlalchemy import select

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases.constraints import written
from webapp.database import session
from webapp.disclosures import records
from webapp.disclosures.model import DisclosureHold
from webapp.disclosures.service.decision import end_permission
from webapp.disclosures.vocabulary import HOLDS
from webapp.errors import Rejected


def hold_disclosure(actor: Actor, case_id: UUID, kind: str, reason: str) -> None:
    """Sets a hold and takes back the unused permission with it; a hold of this kind that stands already is kept.

    The permission's row decides between this and a delivery at the same moment: one of the two comes first.
    """
    require(actor, Action.RECORD_FACTS)
    end_permission(actor, case_id, HOLDS[kind])
    if any(hold.kind == kind for hold in records.standing_holds(case_id)):
        return
    with written():
        session().add(DisclosureHold(case_id=case_id, kind=kind, reason=reason, set_by=actor.id, set_at=clock.now()))
    audit.record(Event.DISCLOSURE_HELD, actor.id, case_id, {"kind": kind})


def lift_hold(actor: Actor, case_id: UUID, kind: str, reason: str) -> None:
    """Lifts a hold. What was approved before it stays taken back: a new decision is needed.

    Raises Rejected where no hold of this kind stands, or without a reason.
    """
    require(actor, Action.RECORD_FACTS)
    if not reason.strip():
        raise Rejected("Give the reason for lifting the hold.")
    query = select(DisclosureHold).where(
        DisclosureHold.case_id == case_id, DisclosureHold.kind == kind, DisclosureHold.lifted_at.is_(None)
    )
    hold = session().scalar(query.with_for_update())
    if hold is None:
        raise Rejected("No such hold stands in this case any more.")
    end_permission(actor, case_id, "Approved while a hold stood.")
    hold.lift_reason, hold.lifted_by, hold.lifted_at = reason, actor.id, clock.now()
    session().flush()
    audit.record(Event.DISCLOSURE_FREED, actor.id, case_id, {"kind": kind})
