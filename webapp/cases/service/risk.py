"""The danger is assessed, and a supervisor confirms how fast the case has to move."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import rules
from webapp.cases.constraints import written
from webapp.cases.model import PriorityConfirmation, RiskTriage
from webapp.cases.numbering import number_after
from webapp.cases.records import find_case, newest_triage
from webapp.cases.vocabulary import Priority
from webapp.database import session
from webapp.errors import Rejected


@dataclass(frozen=True)
class Triage:
    """The answers of the risk triage; `sdash` by the number of the question."""

    sdash: Mapping[int, str]
    ttl_credible: bool
    approach_recent: bool
    location_known_to_subject: bool
    escalation_7d: bool
    risk_level: str
    judgement_text: str
    priority_override: str | None = None
    priority_override_reason: str | None = None
    risk_prompt: str | None = None


def triage_risk(actor: Actor, case_id: UUID, triage: Triage) -> None:
    """Writes the triage.

    Raises Rejected when an officer asks to lower the priority, which is the supervisor's, and when a danger that was
    assessed before is assessed again without a reason.
    """
    require(actor, Action.RECORD_FACTS)
    find_case(case_id)
    if triage.priority_override == "lower":
        raise Rejected(
            "Only the supervisor can lower the priority, when confirming it. Leave the question empty and give your "
            "reasons in the risk assessment.",
            "priority_override",
        )
    if newest_triage(case_id) is not None and triage.risk_prompt is None:
        raise Rejected("Select what has happened since the risk was last assessed.", "risk_prompt")
    with written():
        session().add(
            RiskTriage(
                case_id=case_id,
                number=number_after(RiskTriage.number, RiskTriage.case_id == case_id),
                sdash={str(number): answer for number, answer in triage.sdash.items()},
                sdash_yes_count=rules.sdash_yes_count(triage.sdash),
                ttl_credible=triage.ttl_credible,
                approach_recent=triage.approach_recent,
                location_known_to_subject=triage.location_known_to_subject,
                escalation_7d=triage.escalation_7d,
                risk_level=triage.risk_level,
                judgement_text=triage.judgement_text,
                prompt=triage.risk_prompt,
                override_asked=triage.priority_override,
                override_reason=triage.priority_override_reason,
                assessed_by=actor.id,
                at=clock.now(),
            )
        )


def confirm_priority(
    actor: Actor, case_id: UUID, given: str, override: str | None, reason: str | None, note: str | None
) -> Priority:
    """The confirmed priority. `given` is what the urgency table gave.

    Raises Rejected when the supervisor assessed the risk themselves.
    """
    require(actor, Action.RECORD_FACTS)
    case = find_case(case_id)
    triage = newest_triage(case_id)
    if triage is None:
        raise Rejected("The risk has not been assessed yet, so there is no priority to confirm.")
    if triage.assessed_by in actor.selves:
        raise Rejected("You assessed the risk, so another person has to confirm the priority.")
    if given not in list(Priority):
        raise Rejected("The urgency table has given no priority yet, so there is none to confirm.")
    confirmed = rules.confirmed_priority(given, override, triage.override_asked)
    case.priority = confirmed
    with written():
        session().add(
            PriorityConfirmation(
                case_id=case_id,
                number=number_after(PriorityConfirmation.number, PriorityConfirmation.case_id == case_id),
                given=given,
                override=override,
                reason=reason,
                note=note,
                confirmed=confirmed,
                confirmed_by=actor.id,
                at=clock.now(),
            )
        )
    return confirmed
