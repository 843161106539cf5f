"""The variables that the writers of forms derive from the answers, beside the questions that steer the process.

The gate needs to know everything that can write a variable; the inbox refuses a writer that derives another one.
"""

from collections.abc import Mapping

from webapp.forms.definition import FormDefinition

VIEWS = frozenset(
    {
        "originator_refused",
        "clean_strands_sufficient",
        "cps_objects",
        "id_procedure_pending",
        "blocking_views_missing",
    }
)
DERIVED: Mapping[str, frozenset[str]] = {
    "intake": frozenset({"in_scope", "victim_at_risk", "victim_has_capacity", "outcome"}),
    "risk_triage": frozenset({"sdash_yes_count", "threat_violence"}),
    "priority_confirmation": frozenset({"priority"}),
    "safeguarding_plan": frozenset({"next_review", "review_now"}),
    "safeguarding_review": frozenset({"next_review"}),
    "enquiry_plan": frozenset({"lines_planned"}),
    "line_of_enquiry": frozenset({"line_number", "enquiry_number", "chase_at", "enquiry_result", "outcome"}),
    "enquiry_consultation": frozenset({"chase_at"}),
    "enquiry_result": frozenset({"other_lines_open"}),
    "enquiry_chase": frozenset({"chase_at"}),
    "enquiry_exhausted": frozenset({"outcome"}),
    "identity_assessment": frozenset(
        {"mandatory_checks_complete", "independent_strands", "person_level_strand", "corroborated_admission"}
    ),
    "identity_assurance": frozenset({"joined_cases", "returned_cases"}),
    "joint_proposal": frozenset({"joint_number"}),
    "joint_answer": frozenset({"joined_case", "joint_shared"}),
    "joint_accounts": frozenset({"joined_case", "joint_shared"}),
    "closure": frozenset({"outcome"}),
    "consultation_plan": VIEWS | {"consultees", "views_time_up"},
    "consultation_view": VIEWS,
    "later_view": VIEWS,
    "grounds_check": frozenset({"sensitive_retained", "strictly_necessary", "apd_in_place", "checks_failed"}),
    "disclosure_tests": VIEWS | {"priority"},
    "order_consideration": frozenset({"order_number"}),
    "order_supersession": frozenset({"outcome"}),
    "order_service": frozenset({"order_served_on"}),
    "order_notification": frozenset({"order_notified_on"}),
    "mappa_consideration": frozenset({"mappa_number"}),
    "mappa_meeting": frozenset({"mappa_review_on"}),
    "forum_referral": frozenset({"forum_number"}),
    "support_referral": frozenset({"support_number"}),
    "disclosure_decision": frozenset({"outcome", "discloses", "review_date"}),
    "delivery": frozenset({"told"}),
    "urgent_delivery": frozenset({"told_urgently"}),
    "undertaking_review": frozenset({"outcome", "discloses"}),
    "aftermath_contact": frozenset({"risk_changed"}),
    "deferral_review": frozenset({"review_date"}),
    "withdrawal": frozenset({"coercion_suspected", "outcome"}),
    "recall_opening": frozenset({"recipients_to_notify", "case_was_closed"}),
    "already_known": frozenset({"case_was_closed"}),
    "proceedings": frozenset({"outcome"}),
}


def written_by(form: FormDefinition) -> frozenset[str]:
    """Every variable that completing a task with this form may write."""
    steering = frozenset(field.key for field in form.questions() if field.routing)
    return steering | DERIVED.get(form.id, frozenset())
