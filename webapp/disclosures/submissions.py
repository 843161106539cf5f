"""What each completed form up to the decision writes, and the routing values that follow from its answers."""

from uuid import UUID

from webapp.access.actor import Actor
from webapp.cases.answers import Answers, Derived, Routing, Writer, only
from webapp.cases.vocabulary import Outcome
from webapp.disclosures import service
from webapp.disclosures.afterwards import WRITERS as AFTERWARDS
from webapp.disclosures.exceptional import WRITERS as EXCEPTIONAL
from webapp.disclosures.vocabulary import CHECKS, CODE_D, CPS, OBJECTS, ORIGINATOR, PENDING, REFUSED


def consultation_view(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The views: who objects, refuses or is still at work."""
    keys = ("consultee", "view", "reason", "until", "conditions")
    views = [service.View(**only(row, *keys)) for row in answers.get("consultation") or ()]
    facts = service.record_views(actor, case_id, views)
    return {
        "originator_refused": facts.views.get(ORIGINATOR) == REFUSED,
        "clean_strands_sufficient": facts.clean_strands_sufficient,
        "cps_objects": facts.views.get(CPS) == OBJECTS,
        "id_procedure_pending": facts.views.get(CODE_D) == PENDING,
    }


def grounds_check(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The grounds, reduced to what the grounds table reads."""
    item = ("text", "fact_or_assessment", "as_at", "sensitive", "strictly_necessary", "sch8_para")
    given = service.CheckGiven(
        proposed_item=[service.ItemGiven(**only(row, *item)) for row in answers.get("proposed_item") or ()],
        proposed_alias=list(answers.get("proposed_alias") or ()),
        checks={code: str(answers[f"check_{code}"]) for code in CHECKS},
        notes={code: str(answers[f"note_{code}"]) for code in CHECKS if answers.get(f"note_{code}")},
        **only(
            answers,
            "purpose_primary",
            "recipient_location",
            "less_intrusive_considered",
            "impact_on_subject",
            "impact_on_third_parties",
            "retaliation_risk",
            "apd_ref",
            "dpia_ref",
        ),
    )
    check = service.check_grounds(actor, case_id, given)
    return {
        "sensitive_retained": check.sensitive_retained,
        "strictly_necessary": check.strictly_necessary,
        "apd_in_place": bool(check.apd_ref),
        "checks_failed": check.checks_failed,
    }


def representations(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The subject's chance to comment."""
    _note_grounds(actor, case_id, routing)
    service.consider_representations(
        actor,
        case_id,
        invited=bool(answers["reps_invited"]),
        dispense_reasons=list(answers.get("reps_dispense_reasons") or ()),
        text=answers.get("reps_text"),
        considered=str(answers["reps_considered"]),
    )
    return {}


def legal_review(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The lawyer's advice."""
    _note_grounds(actor, case_id, routing)
    keys = (
        "legal_result",
        "conditions",
        "legal_advice",
        "guidance_version",
        "departure_from_guidance",
        "departure_from_guidance_reason",
    )
    service.review_legally(actor, case_id, service.Advice(**only(answers, *keys)))
    return {}


def disclosure_tests(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The three limbs of the test."""
    _note_grounds(actor, case_id, routing)
    keys = (
        "necessary",
        "necessary_reason",
        "pressing_need",
        "pressing_need_reason",
        "proportionate",
        "proportionate_reason",
    )
    service.weigh_tests(actor, case_id, service.Tests(**only(answers, *keys)))
    return {}


def disclosure_decision(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The decision, and whether it discloses."""
    _note_grounds(actor, case_id, routing)
    given = service.DecisionGiven(
        outcome=Outcome(answers["outcome"]),
        recommendation=str(routing.get("recommendation") or ""),
        items_approved=list(answers.get("items_approved") or ()),
        **only(
            answers,
            "recipient",
            "subject_to_be_told",
            "subject_to_be_told_reason",
            "departure_reason",
            "acc_approval",
            "review_date",
            "valid_until",
        ),
    )
    decision = service.decide(actor, case_id, given)
    derived: Derived = {"outcome": given.outcome.value, "discloses": decision.discloses}
    return {**derived, "review_date": decision.review_date} if decision.review_date else derived


def _note_grounds(actor: Actor, case_id: UUID, routing: Routing) -> None:
    service.note_grounds_result(
        actor, case_id, str(routing.get("grounds_result") or ""), str(routing.get("grounds_regime") or "")
    )


WRITERS: dict[str, Writer] = {
    "consultation_view": consultation_view,
    "grounds_check": grounds_check,
    "representations": representations,
    "legal_review": legal_review,
    "disclosure_tests": disclosure_tests,
    "disclosure_decision": disclosure_decision,
    **AFTERWARDS,
    **EXCEPTIONAL,
}
