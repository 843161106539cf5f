"""A case goes to the force that holds the identity, once that force accepts it; until then all of it stays here.

Basis: domain rule on cross-force cases: lead is the force that holds the identity, the controller is recorded, and the
risk stays with the sender until the other force accepts.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from webapp import clock
from webapp.access import queries as accounts
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.groups import COORDINATORS
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import keeping, sight
from webapp.cases.constraints import written
from webapp.cases.model import CaseShare, CaseTransfer
from webapp.cases.records import find_case, open_transfer
from webapp.database import session
from webapp.errors import Conflict, Rejected
from webapp.notifications import service as notifications


@dataclass(frozen=True)
class Offer:
    """The answers of who offers the case. `receiving_unit` is “force/unit”, as the form lists them."""

    receiving_unit: str
    identity_held_by: str
    controller: str
    transfer_reasons: str
    lead_departure_reason: str | None = None


def offer_transfer(actor: Actor, case_id: UUID, offer: Offer) -> None:
    """Offers the case to a unit of another force, which from now on may read it. Raises Rejected, Conflict.

    Nothing else changes: force, unit, tasks and risk stay where they are.
    """
    require(actor, Action.RECORD_FACTS)
    if keeping.held(case_id).status == "closed":
        raise Conflict("This case is closed, so it cannot be transferred.")
    case, unit = find_case(case_id), accounts.unit_called(offer.receiving_unit)
    if unit is None or unit.force == case.force or unit.id in sight.access_facts(case_id).barred_units:
        raise Rejected("Choose a unit of another force that may know of the case.", "receiving_unit")
    if open_transfer(case_id) is not None:
        raise Rejected("This case is offered to another force already. Wait for its answer.")
    with written():
        session().add(
            CaseTransfer(
                case_id=case_id,
                from_force=case.force,
                from_unit_id=case.unit_id,
                to_force=unit.force,
                to_unit_id=unit.id,
                identity_held_by=offer.identity_held_by,
                controller=offer.controller,
                reason=offer.transfer_reasons,
                departure_reason=offer.lead_departure_reason,
                offered_by=actor.id,
                offered_at=clock.now(),
            )
        )
    if unit.id not in {row.unit_id for row in _shares(case_id)}:
        session().add(
            CaseShare(
                case_id=case_id, force=unit.force, unit_id=unit.id, reason=offer.transfer_reasons, shared_by=actor.id,
                shared_at=clock.now(),
            )
        )  # fmt: skip
        session().flush()
    sight.offer(case_id)
    audit.record(Event.TRANSFER_OFFERED, actor.id, case_id, {"unit": str(unit.id)})


def answer_transfer(actor: Actor, case_id: UUID, accepted: bool, reasons: str) -> None:
    """The other force accepts the case, with its risk, or refuses it. Only somebody of that force answers.

    Accepted, the case belongs to the unit it was offered to and every share of it ends: nobody of the sending force
    knows of it any more unless the new one shares it with them. Refused, the other force loses sight of it again.
    """
    require(actor, Action.RECORD_FACTS)
    keeping.held(case_id)
    offer = open_transfer(case_id)
    if offer is None:
        raise Conflict("There is no offer of this case that waits for an answer.")
    if actor.force != offer.to_force:
        raise Rejected("Only a coordinator of the force that would receive the case may answer.")
    if accepted and (reason := _why_not_any_more(case_id, offer)):
        raise Conflict(reason)
    offer.accepted, offer.answer = accepted, reasons
    offer.answered_by, offer.answered_at = actor.id, clock.now()
    for share in _shares(case_id):
        if accepted or share.unit_id == offer.to_unit_id:
            share.ended_at, share.ended_by = clock.now(), actor.id
    if accepted:
        case = find_case(case_id)
        case.force, case.unit_id = offer.to_force, offer.to_unit_id
    session().flush()
    sight.offer(case_id)
    event = Event.CASE_TRANSFERRED if accepted else Event.TRANSFER_REFUSED
    detail = {"unit": str(offer.to_unit_id), "from_unit": str(offer.from_unit_id or "")}
    audit.record(event, actor.id, case_id, detail)


def _why_not_any_more(case_id: UUID, offer: CaseTransfer) -> str:
    """What has become of the case since it was offered, where it cannot be accepted any more; else nothing."""
    if find_case(case_id).status == "closed":
        return "This case has been closed since it was offered, so it stays where it is. Refuse it."
    if offer.to_unit_id in sight.access_facts(case_id).barred_units:
        return "The unit that it was offered to has been kept away from this case since. Refuse it."
    return ""


def withdraw_transfer(actor: Actor, case_id: UUID, reason: str) -> None:
    """The sending force takes its offer back before it was answered; the other force is told and loses sight of it.

    Tasks, claims, people and risk have stayed with the sending force, and do. Raises Conflict without an open offer,
    Rejected for anybody of another force.
    """
    require(actor, Action.RECORD_FACTS)
    keeping.held(case_id)
    offer = open_transfer(case_id)
    if offer is None:
        raise Conflict("There is no offer of this case that waits for an answer, so nothing can be withdrawn.")
    if actor.force != offer.from_force:
        raise Rejected("Only somebody of the force that offered the case may withdraw the offer. Answer it instead.")
    offer.withdrawn, offer.accepted, offer.answer = True, False, reason
    offer.answered_by, offer.answered_at = actor.id, clock.now()
    for share in _shares(case_id):
        if share.unit_id == offer.to_unit_id:
            share.ended_at, share.ended_by = clock.now(), actor.id
    session().flush()
    sight.offer(case_id)
    audit.record(Event.TRANSFER_WITHDRAWN, actor.id, case_id, {"unit": str(offer.to_unit_id)})
    notifications.transfer_withdrawn(COORDINATORS, offer.to_force, offer.id)


def _shares(case_id: UUID) -> list[CaseShare]:
    query = select(CaseShare).where(CaseShare.case_id == case_id, CaseShare.ended_at.is_(None))
    return list(session().scalars(query))
