"""What the identity of a lead case means for the disclosures of the victims who follow it.

A hold is set in the joined cases in the transaction of the lead case, so that nothing can be told in between. Their
locks are taken after those of the lead case, and no joined case ever takes one of its lead.
"""

from collections.abc import Iterable
from uuid import UUID

from webapp.access.actor import Actor
from webapp.access.groups import COORDINATORS, SUPERVISORS
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import queries as cases_read
from webapp.cases import service as cases
from webapp.disclosures import records
from webapp.disclosures.service.holds import hold_disclosure, lift_hold
from webapp.disclosures.vocabulary import FROZEN, RECALLED
from webapp.notifications import service as notifications

FOUND_WRONG = (
    "The identity that came from the joint investigation was found to be wrong there. "
    "Begin “Recall a wrong disclosure” in this case as well."
)
LESS_SURE = (
    "The joint investigation is less sure of the identity than when this case took it over. The hold ends when the "
    "identity is assured anew in this case."
)
ASSURED_ANEW = "The identity was assured anew in this case."


def follow_assurance(actor: Actor, case_id: UUID, *, accepted: bool) -> tuple[list[UUID], list[UUID]]:
    """Shares what was accepted with joined cases, and freezes those whose identity fell with it.

    The cases that may take the identity over now, and those among the frozen ones that go back to identifying: nothing
    was told in them. Where somebody was told already, looking after them goes on, and a person decides on a recall.

    In a joined case that is frozen, an identity that was assured anew lifts that hold.
    """
    if accepted and any(hold.kind == FROZEN for hold in records.standing_holds(case_id)):
        lift_hold(actor, case_id, FROZEN, ASSURED_ANEW)
    shared, fallen = cases.follow_assurance(actor, case_id)
    _stop(actor, fallen, FROZEN, LESS_SURE)
    return shared, [one for one in fallen if not records.log_not_corrected(one)]


def recall_joined(actor: Actor, case_id: UUID) -> None:
    """The identity of this lead case is recalled: every case that took it over stops at once, and is told."""
    _stop(actor, cases.doubt_all(actor, case_id), RECALLED, FOUND_WRONG)


def _stop(actor: Actor, case_ids: Iterable[UUID], kind: str, reason: str) -> None:
    for joined in case_ids:
        hold_disclosure(actor, joined, kind, reason)
        audit.record(Event.IDENTITY_DOUBTED, actor.id, joined, {"hold": kind})
        for group in (COORDINATORS, SUPERVISORS):
            notifications.joint_doubted(group, cases_read.unit_of(joined), joined)
