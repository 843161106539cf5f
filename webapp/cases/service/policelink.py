"""Professional standards decides who is kept away from a case whose subject has to do with policing.

Basis: domain rule on police-linked subjects: the subject's command sees nothing, and who investigates and decides is of
another command or force.
"""

from dataclasses import dataclass
from uuid import UUID

from webapp import clock
from webapp.access import queries as accounts
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import PoliceLink
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import sight
from webapp.cases.constraints import written
from webapp.cases.model import PoliceLinkDecision
from webapp.cases.numbering import number_after
from webapp.cases.records import find_case
from webapp.cases.service.conflicts import keep_unit_away
from webapp.cases.service.people import restrict_for_police_link, share
from webapp.database import session
from webapp.errors import Rejected


@dataclass(frozen=True)
class LinkDecision:
    """The answers of professional standards. Units are “force/unit”, as the form lists them."""

    kept_away: str
    link_reasons: str
    link_referral: str
    kept_away_unit: str | None = None
    outside_unit: str | None = None


def settle_police_link(actor: Actor, case_id: UUID, decision: LinkDecision) -> None:
    """Keeps the subject's command away, or has another force investigate and decide, or neither. Raises Rejected.

    The case is restricted in any case. Until this was decided nobody may decide about the disclosure.
    """
    require(actor, Action.CHANGE_CASE_BARS, sight.access_facts(case_id))
    unit = accounts.unit_called(decision.kept_away_unit or "")
    outside = accounts.unit_called(decision.outside_unit or "")
    restrict_for_police_link(actor, case_id)
    case = find_case(case_id)
    if decision.kept_away == PoliceLink.COMMAND:
        if unit is None or unit.id == actor.unit:
            raise Rejected("Choose the subject’s command, which is not your own unit.", "kept_away_unit")
        keep_unit_away(actor, case_id, unit.id)
    if decision.kept_away == PoliceLink.FORCE:
        if outside is None or outside.force == case.force:
            raise Rejected("Choose the unit of another force that takes this on.", "outside_unit")
        if (outside.force, outside.id) not in sight.access_facts(case_id).shares:
            share(actor, case_id, outside.id, decision.link_reasons)
    case.police_link = PoliceLink(decision.kept_away)
    with written():
        session().add(
            PoliceLinkDecision(
                case_id=case_id,
                number=number_after(PoliceLinkDecision.number, PoliceLinkDecision.case_id == case_id),
                kept_away=decision.kept_away,
                unit_id=unit.id if unit else None,
                outside_unit_id=outside.id if outside else None,
                reasons=decision.link_reasons,
                referral=decision.link_referral,
                decided_by=actor.id,
                at=clock.now(),
            )
        )
    audit.record(Event.POLICE_LINK_SETTLED, actor.id, case_id, {"kept_away": decision.kept_away})
