"""What each completed form up to the decision writes, and the routing values that follow from its answers."""

from uuid import UUID

from webapp.access.actor import Actor
from webapp.cases import standing as cases
from webapp.cases import submissions as of_cases
from webapp.cases.answers import Answers, Derived, Routing, Writer, only
from webapp.cases.vocabulary import Outcome
from webapp.disclosures import service, standing
from webapp.disclosures.afterwards import WRITERS as AFTERWARDS
from webapp.disclosures.exceptional import WRITERS as EXCEPTIONAL
from webapp.disclosures.vocabulary import CHECKS


def identity_assurance(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The second person's verdict, and which joined cases may take the identity over now."""
    assured = of_cases.identity_assurance(actor, case_id, answers, routing)
    shared, back = service.follow_assurance(actor, case_id, accepted=answers["assurance_result"] == "accept")
    return {**assured, "joined_cases": [str(one) for one in shared], "returned_cases": [str(one) for one in back]}


def consultation_plan(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """Who is asked for a view, and what is missing of those that must come first."""
    asked = service.ask_for_views(actor, case_id, list(answers.get("consultees") or ()))
    return {"consultees": asked, "views_time_up": False, **standing.count_views(case_id)}


def consultation_view(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """One consultee's view: who objects, refuses or is still at work, and what is missing of those that come first."""
    consultee = str(answers.get("consultee") or routing.get("consultee") or "")
    keys = ("view", "reason", "until", "conditions", "less_than_full")
    service.record_view(actor, case_id, service.View(consultee, **only(answers, *keys)))
    return standing.count_views(case_id)


def grounds_check(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The grounds, reduced to what the grounds table reads."""
    given = service.CheckGiven(
        proposed_item=[_item(row) for row in answers.get("proposed_item") or ()],
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


def _item(row: Answers) -> service.ItemGiven:
    words = ("text", "fact_or_assessment", "as_at", "sensitive", "strictly_necessary", "sch8_para")
    return service.ItemGiven(
        **only(row, *words),
        reassures=bool(row.get("reassures")),
        uses_conditional=bool(row.get("uses_conditional")),
    )


def representations_invitation(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """Whether the subject is invited to comment."""
    _note_grounds(actor, case_id, routing)
    given = service.Invitation(
        invited=bool(answers["reps_invited"]),
        dispense_reasons=list(answers.get("reps_dispense_reasons") or ()),
        considered=answers.get("reps_considered"),
        invitation=answers.get("reps_invitation"),
    )
    service.decide_invitation(actor, case_id, given)
    return {}


def representations_received(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """What the subject said."""
    service.receive_representations(actor, case_id, str(answers["reps_text"]))
    return {}


def representations(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """How what the subject said was considered."""
    service.consider_representations(actor, case_id, str(answers["reps_considered"]), answers.get("reps_text"))
    return {}


def legal_review(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The lawyer's advice."""
    _note_grounds(actor, case_id, routing)
    keys = (
        "legal_result",
        "return_to",
        "conditions",
        "legal_advice",
        "guidance_version",
        "departure_from_guidance",
        "departure_from_guidance_reason",
    )
    title = answers.get("guidance_version_shown")
    service.review_legally(actor, case_id, service.Advice(**only(answers, *keys), guidance_title=title))
    return {}


def senior_approval(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """Whether legal advice may be acted against."""
    service.approve_against_advice(
        actor, case_id, bool(answers["approved_against_advice"]), str(answers["approval_reason"])
    )
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
    asks = bool(answers.get("asks_approval"))
    service.weigh_tests(actor, case_id, service.Tests(**only(answers, *keys), asks_approval=asks))
    # Views that came after the others had been sought count as well, and so does a priority that has changed since.
    return {**standing.count_views(case_id), "priority": cases.standing(case_id).priority}


def disclosure_decision(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The decision, whether it discloses, and of a deferral when it is looked at again."""
    _note_grounds(actor, case_id, routing)
    given = service.DecisionGiven(
        outcome=Outcome(answers["outcome"]),
        recommendation=str(routing.get("recommendation") or ""),
        items_approved=list(answers.get("items_approved") or ()),
        reassures=bool(answers.get("reassures")),
        recipient_name=answers.get("recipient_person"),
        longest_deferral_days=longest if isinstance(longest := routing.get("review_within_days"), int) else None,
        **only(
            answers,
            "recipient",
            "subject_to_be_told",
            "subject_to_be_told_reason",
            "departure_reason",
            "cps_answer",
            "review_date",
            "valid_until",
        ),
    )
    decision = service.decide(actor, case_id, given)
    derived: Derived = {"outcome": given.outcome.value, "discloses": decision.discloses}
    return {**derived, "review_date": decision.review_date} if decision.review_date else derived


def oral_decision(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """What was decided by word of mouth in a threat to life."""
    _note_grounds(actor, case_id, routing)
    given = service.OralGiven(
        items_approved=list(answers.get("items_approved") or ()),
        recipient_name=answers.get("recipient_person"),
        **only(answers, "tell_now", "oral_reasons", "recipient", "legal_view", "no_lawyer_reason", "other_command"),
    )
    service.decide_orally(actor, case_id, given)
    return {}


def written_decision(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The same in writing."""
    keys = ("necessary_reason", "pressing_need_reason", "proportionate_reason", "differences")
    service.write_down(actor, case_id, service.InWriting(**only(answers, *keys)))
    return {}


def _note_grounds(actor: Actor, case_id: UUID, routing: Routing) -> None:
    service.note_grounds_result(
        actor, case_id, str(routing.get("grounds_result") or ""), str(routing.get("grounds_regime") or "")
    )


WRITERS: dict[str, Writer] = {
    "identity_assurance": identity_assurance,
    "consultation_plan": consultation_plan,
    "consultation_view": consultation_view,
    "later_view": consultation_view,
    "grounds_check": grounds_check,
    "representations_invitation": representations_invitation,
    "representations_received": representations_received,
    "representations": representations,
    "legal_review": legal_review,
    "senior_approval": senior_approval,
    "disclosure_tests": disclosure_tests,
    "disclosure_decision": disclosure_decision,
    "oral_decision": oral_decision,
    "written_decision": written_decision,
    **AFTERWARDS,
    **EXCEPTIONAL,
}
