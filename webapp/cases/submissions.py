"""What each completed form about a case writes, and the routing values that follow from its answers.

A writer takes the cleaned answers and the process's present routing values, and gives back the derived ones.
"""

from decimal import Decimal
from uuid import UUID

from webapp.access.actor import Actor
from webapp.cases import rules, service
from webapp.cases.answers import Answers, DecidingWriter, Derived, Routing, Writer, only
from webapp.cases.enquiry_submissions import DECIDING_WRITERS as OF_ENQUIRIES
from webapp.cases.enquiry_submissions import WRITERS as WRITERS_OF_ENQUIRIES
from webapp.cases.identity_submissions import identity_assessment
from webapp.cases.joint_submissions import WRITERS as WRITERS_OF_JOINT_VICTIMS
from webapp.cases.vocabulary import Outcome

SDASH_QUESTIONS = range(1, 12)


def intake(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The report: in scope or not, and what follows for the victim."""
    contact = answers.get("victim_safe_contact") or {}
    report = service.Report(
        safe_contact=service.SafeContact(**only(contact, "channel", "times", "code_word")),
        victim_needs=list(answers.get("victim_needs") or ()),
        **only(
            answers,
            "crime_ref",
            "entry_route",
            "offence_basis",
            "online_anonymous",
            "victim_count",
            "victim_age_group",
            "victim_wants_identity",
            "victim_name",
            "victim_date_of_birth",
            "related_case",
            "out_of_scope_referral",
            "scope_reason",
        ),
    )
    service.record_report(actor, case_id, report)
    derived: Derived = {
        "in_scope": report.in_scope,
        "victim_at_risk": rules.victim_at_risk(report.victim_age_group, report.victim_needs),
        "victim_has_capacity": rules.victim_has_capacity(report.victim_needs),
    }
    return derived if report.in_scope else {**derived, "outcome": Outcome.OUT_OF_SCOPE.value}


def risk_triage(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The risk: how many S-DASH answers are yes, and whether violence was threatened."""
    sdash = {number: str(answers[f"sdash_{number}"]) for number in SDASH_QUESTIONS}
    triage = service.Triage(
        sdash=sdash,
        **only(
            answers,
            "ttl_credible",
            "approach_recent",
            "location_known_to_subject",
            "escalation_7d",
            "risk_level",
            "judgement_text",
            "priority_override",
            "priority_override_reason",
            "risk_prompt",
        ),
    )
    service.triage_risk(actor, case_id, triage)
    return {
        "sdash_yes_count": rules.sdash_yes_count(sdash),
        "threat_violence": rules.threat_of_violence(sdash),
    }


def priority_confirmation(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The priority as the supervisor confirmed it."""
    confirmed = service.confirm_priority(
        actor,
        case_id,
        given=str(routing.get("priority") or ""),
        override=answers.get("priority_override"),
        reason=answers.get("priority_override_reason"),
        note=answers.get("supervisor_note"),
    )
    return {"priority": confirmed.value}


PLAN = ("plan_actions", "plan_detail", "support_offered", "enhanced_rights", "next_review")


def safeguarding_plan(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The plan; the process waits for the date of its review and for nothing else of it."""
    plan = service.Plan(**only(answers, *PLAN))
    service.plan_safeguarding(actor, case_id, plan, _within_days(routing))
    return {"next_review": plan.next_review, "review_now": False}


def safeguarding_review(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The next version of the plan, or its end with a reason."""
    if answers["safeguarding_needed"]:
        plan = service.Plan(**only(answers, *PLAN), changed=answers.get("what_changed"))
        service.plan_safeguarding(actor, case_id, plan, _within_days(routing))
        return {"next_review": plan.next_review}
    service.end_safeguarding(actor, case_id, str(answers["end_reason"]), str(answers["end_explained"]))
    return {}


def warning(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The warning of a threat to life; it names nobody, so nothing in the process depends on it."""
    keys = ("warned_how", "warning_given", "protective_steps", "threat_assessed")
    service.warn(actor, case_id, service.WarningGiven(**only(answers, *keys)))
    return {}


def _within_days(routing: Routing) -> int | None:
    """What the table of review intervals gave, where the process asks one."""
    days = routing.get("review_within_days")
    return int(days) if isinstance(days, int | Decimal) else None


def identity_assurance(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The second person's verdict; what it means for joined victims is added where disclosures are known."""
    service.assure_identity(
        actor,
        case_id,
        result=str(answers["assurance_result"]),
        reasons=str(answers["assurance_reasons"]),
        identity_level=str(routing.get("identity_level") or ""),
        priority=str(routing["priority"]) if routing.get("priority") else None,
    )
    return {}


def police_link_decision(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """Who is kept away from a case whose subject has to do with policing."""
    keys = ("kept_away", "kept_away_unit", "outside_unit", "link_reasons", "link_referral")
    service.settle_police_link(actor, case_id, service.LinkDecision(**only(answers, *keys)))
    return {}


def transfer_offer(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The offer to another force; the risk stays here until it is accepted."""
    keys = ("receiving_unit", "identity_held_by", "lead_departure_reason", "controller", "transfer_reasons")
    service.offer_transfer(actor, case_id, service.Offer(**only(answers, *keys)))
    return {}


def transfer_answer(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The other force's answer."""
    accepted, reasons = answers["transfer_accepted"] is True, str(answers["transfer_answer_reasons"])
    service.answer_transfer(actor, case_id, accepted, reasons)
    return {}


def transfer_withdrawal(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The sending force takes its offer back."""
    service.withdraw_transfer(actor, case_id, str(answers["transfer_withdrawal_reason"]))
    return {}


def closure(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The closing record, and the outcome it was closed with."""
    keys = (
        "outcome",
        "retention_review_date",
        "mi_relationship",
        "mi_repeat_stalking",
        "mi_retaliation",
        "mi_isac_referral",
        "mi_support_taken_up",
        "mi_criminal_justice",
        "mi_victim_satisfaction",
        "mi_complaint",
        "mi_victim_characteristics",
        "mi_subject_characteristics",
        "lessons",
    )
    return {"outcome": service.close(actor, case_id, service.Closing(**only(answers, *keys))).value}


WRITERS: dict[str, Writer] = {
    "intake": intake,
    "risk_triage": risk_triage,
    "priority_confirmation": priority_confirmation,
    "safeguarding_plan": safeguarding_plan,
    "warning": warning,
    "safeguarding_review": safeguarding_review,
    "police_link_decision": police_link_decision,
    "transfer_offer": transfer_offer,
    "transfer_answer": transfer_answer,
    "transfer_withdrawal": transfer_withdrawal,
    "closure": closure,
    **WRITERS_OF_ENQUIRIES,
    **WRITERS_OF_JOINT_VICTIMS,
}
# These ask a decision table of the case's own version, so that the record holds whatever a diagram says.
DECIDING_WRITERS: dict[str, DecidingWriter] = {**OF_ENQUIRIES, "identity_assessment": identity_assessment}
