"""The forms ask what the scheme asks, with the values that the record knows."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from webapp.cases import vocabulary as cases
from webapp.cases.submissions import DECIDING_WRITERS
from webapp.cases.submissions import WRITERS as CASE_WRITERS
from webapp.disclosures import vocabulary as disclosures
from webapp.disclosures.exceptional import READ_AS
from webapp.disclosures.submissions import WRITERS as DISCLOSURE_WRITERS
from webapp.forms.definition import Field, FormDefinition, read
from webapp.measures import vocabulary as measures
from webapp.measures.submissions import WRITERS as MEASURE_WRITERS

FOLDER = Path(__file__).parents[3] / "forms" / "right_to_know"
FORMS = {path.stem: read(path.read_bytes(), f"forms/{path.name}") for path in FOLDER.glob("*.form")}

# The fields of the scheme's stages: those that must be answered, and those that may be left out or are conditional.
REQUIRED = {
    "intake": "crime_ref entry_route offence_basis online_anonymous victim_count victim_safe_contact.channel "
    "victim_safe_contact.times scope_reason victim_age_group victim_needs victim_wants_identity",
    "risk_triage": " ".join(f"sdash_{n}" for n in range(1, 12)) + " ttl_credible approach_recent "
    "location_known_to_subject escalation_7d risk_level judgement_text priority_override_reason",
    "safeguarding_plan": "plan_actions support_offered enhanced_rights next_review",
    "safeguarding_review": "safeguarding_needed what_changed plan_actions support_offered enhanced_rights next_review "
    "end_reason end_explained",
    "enquiry_plan": "line line.kind line.may_show",
    "line_of_enquiry": "alias.handle alias.platform authority_type necessity proportionality collateral",
    "enquiry_consultation": "spoc_result spoc_advice",
    "enquiry_result": "enquiry_result obtained_on handling_code handling_conditions alias.handle alias.platform",
    "enquiry_chase": "chase_result preserved_until authority_ref authority_granted_on",
    "enquiry_exhausted": "enquiries_exhausted exhausted_reasons",
    "identity_assessment": "candidate strand strand.type strand.grade_source strand.grade_assessment "
    "strand.handling_code strand.originator_consent strand.originator_consent_ref strand.independent_group "
    "strand.person_level strand.fact_or_assessment other_occupants_considered contradiction_unresolved "
    "contradiction_unresolved_reason alternative_suspects alias_link_level.alias subject_age_group subject_status "
    "subject_police_link",
    "identity_assurance": "assurance_result assurance_reasons",
    "consultation_plan": "",
    "consultation_view": "view conditions until less_than_full",
    "later_view": "consultee view conditions until less_than_full",
    "grounds_check": "purpose_primary proposed_item proposed_item.text proposed_item.fact_or_assessment "
    "proposed_item.as_at proposed_item.sensitive recipient_location less_intrusive_considered impact_on_subject "
    "impact_on_third_parties retaliation_risk " + " ".join(f"check_A{n}" for n in range(1, 23)),
    "representations_invitation": "reps_invited reps_dispense_reasons reps_considered reps_invitation",
    "representations_received": "reps_text",
    "representations": "reps_considered",
    "senior_approval": "approved_against_advice approval_reason",
    "legal_review": "legal_result return_to conditions guidance_version departure_from_guidance "
    "departure_from_guidance_reason",
    "disclosure_tests": "necessary necessary_reason pressing_need pressing_need_reason proportionate "
    "proportionate_reason",
    "disclosure_decision": "outcome recipient_person subject_to_be_told_reason",
    "delivery_preparation": "items_planned script meeting_plan interpreter_arranged aftercare",
    "delivery": "recipient_id_verified safe_location mode interpreter_used undertaking caveat_read reaction "
    "mode_reason recipient_contact safety_plan_updated other_recipient.name other_recipient.capacity "
    "other_recipient.undertaking",
    "warning": "warned_how warning_given protective_steps threat_assessed",
    "oral_decision": "lawyer_reached legal_view no_lawyer_reason tell_now oral_reasons items_approved recipient "
    "recipient_person",
    "urgent_delivery": "recipient_id_verified safe_location mode interpreter_used undertaking caveat_read reaction "
    "mode_reason recipient_contact safety_plan_updated",
    "urgent_reconsideration": "urgent_next urgent_next_reason",
    "transfer_withdrawal": "transfer_withdrawal_reason",
    "written_decision": "necessary_reason pressing_need_reason proportionate_reason",
    "undertaking_review": "undertaking_result items_remaining undertaking_reason",
    "aftermath_contact": "reached not_reached_plan safe new_incident retaliation support_taken_up misuse",
    "deferral_review": "deferral_change review_next next_review_date deferral_reason",
    "no_disclosure": "wording reason_given safety_advice complaint_route review_offered",
    "no_identity": "told_how wording reason_given safety_advice complaint_route door_open",
    "withdrawal": "withdrawn_how alone_and_safe free_will withdrawal_words told_can_return",
    "coercion_response": "coercion_state coercion_done",
    "recall_opening": "recall_cause recall_found",
    "recall_notice": "recipient notice_mode notes_returned passed_on partners_told",
    "recall_person": "protection person_told restriction_reason",
    "recall_assessment": "ico_notified ico_reason person_informed_of_breach s231 s231_reason",
    "recall_correction": "corrected",
    "already_known": "known_from known_words leak_concern confirm_wish",
    "leak_assessment": "leak_result leak_done",
    "neither_confirm_nor_deny": "said_as_offered said_words known_safety_advice",
    "repeat_request": "request_words request_changed request_change",
    "internal_review": "review_result review_reason",
    "proceedings": "proceedings_kind proceedings_note",
    "early_notice": "notice_result early_notice_words",
    "misuse": "misuse_kind misuse_words",
    "misuse_risk": "misuse_risk_state misuse_support",
    "misuse_offence": "misuse_offence_result misuse_offence_reason",
    "closure": "",
    "priority_confirmation": "priority_override_reason",
    "order_consideration": "order_route order_acts order_risk order_necessary order_reasons disclosure_order "
    "disclosure_order_reasons",
    "order_supersession": "order_supersedes supersession_reasons",
    "order_hearing": "order_result order_heard_on order_conditions",
    "order_service": "order_served_on",
    "order_notification": "order_notified order_notified_on",
    "order_breach": "order_breach_on order_breach_action order_breach_reasons",
    "order_change": "order_change order_changed_on order_conditions",
    "mappa_consideration": "mappa_conviction mappa_sentence mappa_facts",
    "mappa_decision": "mappa_category mappa_level mappa_reasons",
    "mappa_referral": "mappa_referred_on national_record national_record_reference",
    "mappa_meeting": "mappa_met_on mappa_level mappa_actions mappa_managed mappa_review_on",
    "forum_referral": "forum forum_name forum_reasons forum_shared forum_basis forum_guidance_version forum_departed "
    "forum_departure_reason",
    "forum_outcome": "forum_met_on forum_result forum_views forum_actions_agreed forum_actions",
    "forum_actions_done": "forum_actions_done",
    "support_referral": "support_service victim_rights support_consent support_safe_contact",
    "support_uptake": "support_asked_on support_result",
    "police_link_decision": "kept_away kept_away_unit outside_unit link_reasons link_referral",
    "joint_proposal": "joined_reference joint_reasons",
    "joint_answer": "joint_accepted joint_answer_reasons",
    "joint_accounts": "joint_victim",
    "joint_leaving": "leaving_reasons",
    "transfer_offer": "receiving_unit identity_held_by lead_departure_reason controller transfer_reasons",
    "transfer_answer": "transfer_accepted transfer_answer_reasons",
}
OPTIONAL = {
    "intake": "related_case out_of_scope_referral victim_safe_contact.code_word victim_name",
    "risk_triage": "priority_override risk_prompt",
    "line_of_enquiry": "aliases alias alias.stable_id alias.first_seen alias.last_seen preserved_until authority_ref "
    "authority_granted_on expiry",
    "enquiry_consultation": "authority_ref authority_granted_on expiry",
    "enquiry_result": "authority_ref authority_granted_on expiry source_utc_time source_port alias result_summary",
    "enquiry_chase": "expiry chase_note",
    "identity_assessment": "candidate_known time_zone_verified ip_source_attached cgnat_resolved "
    "billing_vs_installation not_applicable_reason alias_link_level alias_link_level.level corroborated_admission "
    "strand.aliases strand.link strand.endpoint",
    "identity_assurance": "decide_anyway",
    "consultation_plan": "consultees",
    "consultation_view": "reason",
    "later_view": "reason",
    "representations": "reps_text",
    "disclosure_tests": "asks_approval",
    "grounds_check": "proposed_alias proposed_item.strictly_necessary proposed_item.sch8_para proposed_item.reassures "
    "proposed_item.uses_conditional apd_ref dpia_ref " + " ".join(f"note_A{n}" for n in range(1, 23)),
    "disclosure_decision": "items_approved recipient subject_to_be_told departure_reason review_date reassures "
    "cps_answer",
    "written_decision": "differences",
    "delivery": "items_given recipient_name recipient_capacity other_recipient not_given_reason",
    "urgent_delivery": "items_given recipient_name recipient_capacity not_given_reason",
    "oral_decision": "other_command",
    "aftermath_contact": "contact_note",
    "recall_notice": "notice_note",
    "proceedings": "court_date",
    "closure": "outcome lessons retention_review_date mi_relationship mi_victim_characteristics "
    "mi_subject_characteristics mi_victim_satisfaction mi_complaint",
    "priority_confirmation": "priority_override",
}
ROUTED = {
    "intake": "victim_age_group victim_wants_identity",
    "risk_triage": "ttl_credible approach_recent location_known_to_subject escalation_7d risk_level",
    "priority_confirmation": "priority_override",
    "safeguarding_review": "safeguarding_needed",
    "line_of_enquiry": "authority_type",
    "enquiry_consultation": "spoc_result",
    "enquiry_result": "enquiry_result",
    "enquiry_chase": "chase_result",
    "enquiry_exhausted": "enquiries_exhausted",
    "identity_assessment": "contradiction_unresolved corroborated_admission subject_age_group subject_status "
    "subject_police_link",
    "identity_assurance": "assurance_result decide_anyway",
    "grounds_check": "purpose_primary recipient_location retaliation_risk",
    "representations_invitation": "reps_invited",
    "legal_review": "legal_result return_to",
    "disclosure_tests": "necessary pressing_need proportionate asks_approval",
    "disclosure_decision": "outcome",
    "delivery": "undertaking",
    "undertaking_review": "undertaking_result",
    "deferral_review": "review_next",
    "already_known": "leak_concern confirm_wish",
    "repeat_request": "request_changed",
    "internal_review": "review_result",
    "oral_decision": "tell_now",
    "urgent_reconsideration": "urgent_next",
    "order_consideration": "order_route",
    "order_supersession": "order_supersedes",
    "order_hearing": "order_result",
    "order_notification": "order_notified",
    "order_change": "order_change",
    "mappa_consideration": "mappa_conviction mappa_sentence",
    "mappa_decision": "mappa_category",
    "mappa_meeting": "mappa_managed",
    "forum_outcome": "forum_actions_agreed",
    "support_referral": "support_consent",
    "support_uptake": "support_result",
    "transfer_answer": "transfer_accepted",
    "joint_answer": "joint_accepted",
    "police_link_decision": "kept_away",
}
VALUES: list[tuple[str, str, Iterable[str]]] = [
    ("intake", "entry_route", cases.ENTRY_ROUTES),
    ("intake", "offence_basis", cases.OFFENCES),
    ("intake", "out_of_scope_referral", cases.REFERRALS),
    ("intake", "victim_wants_identity", cases.VICTIM_WISHES),
    ("risk_triage", "sdash_6", cases.SDASH_ANSWERS),
    ("risk_triage", "risk_level", cases.RISK_LEVELS),
    ("priority_confirmation", "priority_override", cases.OVERRIDES),
    ("risk_triage", "risk_prompt", cases.RISK_PROMPTS),
    ("safeguarding_plan", "plan_actions", cases.PLAN_ACTIONS),
    ("warning", "warned_how", cases.WARNED_HOW),
    ("warning", "protective_steps", cases.PROTECTIVE_STEPS),
    ("oral_decision", "recipient", disclosures.RECIPIENTS),
    ("safeguarding_review", "plan_actions", cases.PLAN_ACTIONS),
    ("safeguarding_review", "end_reason", cases.SAFEGUARDING_ENDS),
    ("line_of_enquiry", "authority_type", cases.AUTHORITIES),
    ("enquiry_plan", "line.kind", cases.ENQUIRY_KINDS),
    ("enquiry_consultation", "spoc_result", cases.SPOC_RESULTS),
    ("enquiry_chase", "chase_result", cases.CHASE_RESULTS),
    ("enquiry_result", "handling_code", cases.HANDLING_CODES),
    ("enquiry_result", "enquiry_result", cases.ENQUIRY_RESULTS),
    ("identity_assessment", "strand.link", cases.LINKS),
    ("identity_assessment", "strand.type", cases.STRAND_TYPES),
    ("identity_assessment", "strand.grade_source", map(str, cases.SOURCE_GRADES)),
    ("identity_assessment", "strand.grade_assessment", cases.ASSESSMENT_GRADES),
    ("identity_assessment", "cgnat_resolved", cases.APPLICABLE_ANSWERS),
    ("identity_assessment", "alias_link_level.level", cases.IdentityLevel),
    ("identity_assessment", "subject_age_group", cases.AGE_GROUPS),
    ("identity_assessment", "subject_status", cases.SUBJECT_STATUSES),
    ("identity_assessment", "subject_police_link", cases.POLICE_LINKS),
    ("identity_assurance", "assurance_result", cases.ASSURANCE_RESULTS),
    ("later_view", "consultee", disclosures.VIEWS),
    ("grounds_check", "purpose_primary", disclosures.PURPOSES),
    ("grounds_check", "check_A22", cases.APPLICABLE_ANSWERS),
    ("grounds_check", "proposed_item.sch8_para", disclosures.SCHEDULE_8),
    ("grounds_check", "recipient_location", disclosures.RECIPIENT_LOCATIONS),
    ("grounds_check", "retaliation_risk", disclosures.RETALIATION_RISKS),
    ("legal_review", "return_to", disclosures.RETURN_STAGES),
    ("representations_invitation", "reps_dispense_reasons", disclosures.DISPENSE_REASONS),
    ("legal_review", "legal_result", disclosures.LEGAL_RESULTS),
    ("disclosure_decision", "outcome", cases.DECIDABLE),
    ("disclosure_decision", "recipient", disclosures.RECIPIENTS),
    ("disclosure_decision", "subject_to_be_told", disclosures.SUBJECT_TO_BE_TOLD),
    ("delivery", "mode", disclosures.MODES),
    ("delivery", "interpreter_used", disclosures.INTERPRETERS),
    ("delivery", "undertaking", disclosures.UNDERTAKINGS),
    ("delivery", "not_given_reason", disclosures.NOT_GIVEN),
    ("urgent_delivery", "not_given_reason", disclosures.NOT_GIVEN[1:]),
    ("urgent_reconsideration", "urgent_next", (disclosures.PROCEED, disclosures.STOP)),
    ("delivery_preparation", "interpreter_arranged", disclosures.INTERPRETERS),
    ("undertaking_review", "undertaking_result", disclosures.UNDERTAKING_RESULTS),
    ("deferral_review", "deferral_change", disclosures.DEFERRAL_CHANGES),
    ("deferral_review", "review_next", disclosures.REVIEW_NEXT),
    ("no_disclosure", "wording", disclosures.WORDINGS),
    ("no_identity", "wording", disclosures.WORDINGS),
    ("no_identity", "told_how", disclosures.NOTICE_MODES),
    ("recall_opening", "recall_cause", disclosures.ERRORS),
    ("recall_notice", "notice_mode", disclosures.NOTICE_MODES),
    ("recall_person", "person_told", disclosures.PERSON_TOLD),
    ("recall_assessment", "s231", disclosures.S231),
    ("closure", "mi_victim_characteristics", cases.CHARACTERISTICS),
    ("closure", "mi_subject_characteristics", cases.CHARACTERISTICS),
    ("closure", "outcome", cases.Outcome),
    ("closure", "mi_relationship", cases.RELATIONSHIPS),
    ("closure", "mi_criminal_justice", cases.CRIMINAL_JUSTICE),
    ("police_link_decision", "kept_away", cases.KEPT_AWAY),
    ("transfer_offer", "identity_held_by", cases.IDENTITY_HOLDERS),
    ("transfer_offer", "controller", cases.CONTROLLERS),
    ("order_consideration", "order_route", measures.ORDER_ROUTES),
    ("order_consideration", "disclosure_order", measures.DISCLOSURE_ORDERS),
    ("order_hearing", "order_result", measures.ORDER_RESULTS),
    ("order_change", "order_change", measures.ORDER_CHANGES),
    ("order_breach", "order_breach_action", measures.BREACH_ACTIONS),
    ("mappa_consideration", "mappa_conviction", measures.MAPPA_CONVICTIONS),
    ("mappa_consideration", "mappa_sentence", measures.MAPPA_SENTENCES),
    ("mappa_decision", "mappa_category", measures.MAPPA_CATEGORIES),
    ("mappa_decision", "mappa_level", measures.MAPPA_LEVELS),
    ("mappa_meeting", "mappa_level", measures.MAPPA_LEVELS),
    ("mappa_referral", "national_record", measures.NATIONAL_RECORDS),
    ("forum_referral", "forum", measures.FORUMS),
    ("forum_referral", "forum_basis", measures.SHARING_BASES),
    ("forum_outcome", "forum_result", measures.FORUM_RESULTS),
    ("support_referral", "support_service", measures.SUPPORT_SERVICES),
    ("support_referral", "victim_rights", measures.VICTIM_RIGHTS),
    ("support_uptake", "support_result", measures.SUPPORT_RESULTS),
]


def questions(definition: FormDefinition) -> Iterator[tuple[str, Field]]:
    """Every question by its path, those of rows and records included."""

    def inside(fields: Iterable[Field], prefix: str) -> Iterator[tuple[str, Field]]:
        for field in fields:
            if field.key:
                yield prefix + field.key, field
            yield from inside(field.fields, f"{prefix}{field.key}." if field.key else prefix)

    return inside(definition.fields, "")


def test_every_form_has_a_writer_and_every_writer_a_form() -> None:
    writers = (CASE_WRITERS, DECIDING_WRITERS, DISCLOSURE_WRITERS, MEASURE_WRITERS)
    assert sorted(FORMS) == sorted(form for of_package in writers for form in of_package)


@pytest.mark.parametrize("form_id", sorted(FORMS))
def test_form_requires_what_the_stage_requires(form_id: str) -> None:
    found = dict(questions(FORMS[form_id]))
    assert {path for path, field in found.items() if field.required} == set(REQUIRED[form_id].split())


@pytest.mark.parametrize("form_id", sorted(OPTIONAL))
def test_form_also_asks_what_may_be_left_out(form_id: str) -> None:
    assert set(OPTIONAL[form_id].split()) <= set(dict(questions(FORMS[form_id])))


@pytest.mark.parametrize("form_id", sorted(FORMS))
def test_form_routes_what_the_process_reads(form_id: str) -> None:
    routed = {path for path, field in questions(FORMS[form_id]) if field.routing}
    assert routed == set(ROUTED.get(form_id, "").split())


@pytest.mark.parametrize(
    ("form_id", "path", "values"), VALUES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_form_offers_the_values_the_record_knows(form_id: str, path: str, values: Iterable[str]) -> None:
    field = dict(questions(FORMS[form_id]))[path]
    assert {option.value for option in field.options} == set(values)


@pytest.mark.parametrize(
    ("form_id", "path"),
    [("withdrawal", "free_will"), ("coercion_response", "coercion_state"), ("leak_assessment", "leak_result"),
     ("internal_review", "review_result"), ("proceedings", "proceedings_kind"), ("early_notice", "notice_result"),
     ("misuse", "misuse_kind"), ("misuse_risk", "misuse_risk_state"), ("misuse_offence", "misuse_offence_result")],
)  # fmt: skip
def test_closed_answer_of_an_exception_is_one_that_is_counted(form_id: str, path: str) -> None:
    offered = {option.value for option in dict(questions(FORMS[form_id]))[path].options}
    assert offered <= set(disclosures.EXCEPTION_RESULTS)


@pytest.mark.parametrize("kind", sorted(READ_AS))
def test_step_of_an_exception_is_read_as_the_questions_that_its_form_asks(kind: str) -> None:
    assert set(READ_AS[kind]) == {path for path, _ in questions(FORMS[kind])}
    assert kind in disclosures.EXCEPTIONS


@pytest.mark.parametrize("form_id", sorted(FORMS))
def test_required_question_says_in_words_what_is_missing(form_id: str) -> None:
    silent = [p for p, f in questions(FORMS[form_id]) if f.required and f.kind != "group" and not f.error_required]
    assert silent == []
