"""What each completed form about a case writes, and the routing values that follow from its answers.

A writer takes the cleaned answers and the process's present routing values, and gives back the derived ones.
"""

from collections.abc import Iterable
from uuid import UUID

from webapp.access.actor import Actor
from webapp.cases import rules, service
from webapp.cases.answers import Answers, Derived, Routing, Writer, only
from webapp.cases.vocabulary import Outcome
from webapp.errors import InvalidSubmission

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


def safeguarding_plan(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The plan; nothing in the process depends on it."""
    keys = ("plan_actions", "plan_detail", "support_offered", "enhanced_rights", "next_review")
    service.plan_safeguarding(actor, case_id, service.Plan(**only(answers, *keys)))
    return {}


def line_of_enquiry(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The enquiry; without a chosen result it gave a candidate."""
    seen = ("handle", "platform", "stable_id", "first_seen", "last_seen")
    enquiry = service.Enquiry(
        alias=[service.AliasSeen(**only(row, *seen)) for row in answers.get("alias") or ()],
        **only(
            answers,
            "preserved_until",
            "authority_type",
            "authority_ref",
            "expiry",
            "necessity",
            "proportionality",
            "collateral",
            "source_utc_time",
            "source_port",
            "handling_code",
            "handling_conditions",
            "enquiry_result",
            "result_summary",
        ),
    )
    result = service.pursue_enquiry(actor, case_id, enquiry)
    derived: Derived = {"enquiry_result": result}
    return {**derived, "outcome": Outcome.CLOSED_NO_IDENTITY.value} if result == "exhausted" else derived


def identity_assessment(actor: Actor, case_id: UUID, answers: Answers, _: Routing) -> Derived:
    """The assessment, reduced to what the identity table reads."""
    checks = (
        "time_zone_verified",
        "ip_source_attached",
        "cgnat_resolved",
        "billing_vs_installation",
        "other_occupants_considered",
    )
    given = service.Assessment(
        strand=[_strand(row) for row in answers.get("strand") or ()],
        checks=rules.CheckFacts(**only(answers, *checks)),
        alias_link_level=_levels(answers.get("alias_link_level") or ()),
        **only(
            answers,
            "candidate",
            "candidate_date_of_birth",
            "candidate_locality",
            "contradiction_unresolved",
            "contradiction_unresolved_reason",
            "alternative_suspects",
            "corroborated_admission",
            "subject_age_group",
            "subject_status",
            "subject_police_link",
        ),
    )
    row = service.assess_identity(actor, case_id, given)
    return {
        "mandatory_checks_complete": row.checks_complete,
        "independent_strands": row.independent_strands,
        "person_level_strand": row.person_level_strand,
        "corroborated_admission": row.corroborated_admission,
    }


def identity_assurance(actor: Actor, case_id: UUID, answers: Answers, routing: Routing) -> Derived:
    """The second person's verdict."""
    service.assure_identity(
        actor,
        case_id,
        result=str(answers["assurance_result"]),
        reasons=str(answers["assurance_reasons"]),
        identity_level=str(routing.get("identity_level") or ""),
        priority=str(routing["priority"]) if routing.get("priority") else None,
    )
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
        "lessons",
    )
    return {"outcome": service.close(actor, case_id, service.Closing(**only(answers, *keys))).value}


def _strand(row: Answers) -> service.StrandGiven:
    keys = (
        "type",
        "grade_assessment",
        "handling_code",
        "independent_group",
        "person_level",
        "fact_or_assessment",
        "description",
    )
    return service.StrandGiven(
        grade_source=int(row["grade_source"]), aliases=list(row.get("aliases") or ()), **only(row, *keys)
    )


def _levels(rows: Iterable[Answers]) -> dict[str, str]:
    levels: dict[str, str] = {}
    for number, row in enumerate(rows):
        if row["alias"] in levels:
            raise InvalidSubmission({f"alias_link_level.{number}.alias": "Grade each alias once"})
        levels[row["alias"]] = row["level"]
    return levels


WRITERS: dict[str, Writer] = {
    "intake": intake,
    "risk_triage": risk_triage,
    "priority_confirmation": priority_confirmation,
    "safeguarding_plan": safeguarding_plan,
    "line_of_enquiry": line_of_enquiry,
    "identity_assessment": identity_assessment,
    "identity_assurance": identity_assurance,
    "closure": closure,
}
