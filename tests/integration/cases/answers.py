"""Complete answers to each form of the process, as an officer would give them: worked case 1, made smaller."""

from datetime import date
from typing import Any

Answers = dict[str, Any]

INTAKE: Answers = {
    "crime_ref": "42/1234/26",
    "entry_route": "police_initiated",
    "offence_basis": "PHA_4A",
    "online_anonymous": True,
    "victim_count": 1,
    "victim_name": "Alex Example",
    "victim_safe_contact": {"channel": "A friend’s phone", "times": "Weekdays", "code_word": "Heron"},
    "victim_age_group": "adult",
    "victim_needs": ["none"],
    "victim_wants_identity": "yes",
}
RISK: Answers = {
    **{f"sdash_{number}": "yes" if number in (1, 2, 7) else "no" for number in range(1, 12)},
    "ttl_credible": False,
    "approach_recent": False,
    "location_known_to_subject": False,
    "escalation_7d": False,
    "risk_level": "MEDIUM",
    "judgement_text": "Many accounts, no approach and no threat so far.",
}
PLAN: Answers = {
    "plan_actions": ["device_hygiene", "isac"],
    "support_offered": True,
    "enhanced_rights": True,
    "next_review": date(2026, 6, 1),
}
ENQUIRY: Answers = {
    "alias": [
        {"handle": "night_owl", "platform": "Chatter", "stable_id": "c-1001"},
        {"handle": "grey.fox", "platform": "Pictures", "first_seen": date(2026, 1, 3)},
        {"handle": "nobody77", "platform": "Chatter"},
    ],
    "authority_type": "s60A",
    "necessity": "The accounts cannot be linked to a person in any other way.",
    "proportionality": "Only the data of these accounts was asked for.",
    "collateral": "Other members of the household; their data was not kept.",
}
ADVICE: Answers = {
    "spoc_result": "go_ahead",
    "spoc_advice": "Entity data of these accounts over the days on which they wrote.",
    "authority_ref": "CD-2026-17",
    "authority_granted_on": date(2026, 4, 3),
}
RESULT: Answers = {"enquiry_result": "candidate_found", "obtained_on": date(2026, 4, 10), "handling_code": "P"}
STRANDS: list[Answers] = [
    {
        "type": "account_recovery",
        "description": "Recovery phone number given by the provider",
        "grade_source": "1",
        "grade_assessment": "A",
        "handling_code": "P",
        "independent_group": "provider return",
        "person_level": False,
        "fact_or_assessment": "fact",
        "aliases": ["A1"],
    },
    {
        "type": "device_forensic",
        "description": "Laptop with accounts logged in",
        "grade_source": "1",
        "grade_assessment": "A",
        "handling_code": "P",
        "independent_group": "seized laptop",
        "person_level": True,
        "fact_or_assessment": "fact",
    },
    {
        "type": "content_knowledge",
        "grade_source": "2",
        "grade_assessment": "B",
        "handling_code": "P",
        "independent_group": "posts",
        "person_level": False,
        "fact_or_assessment": "assessment",
    },
]
ASSESSMENT: Answers = {
    "candidate": "Sam Sample",
    "candidate_locality": "Anytown",
    "strand": STRANDS,
    "time_zone_verified": True,
    "ip_source_attached": True,
    "cgnat_resolved": "na",
    "billing_vs_installation": "yes",
    "other_occupants_considered": True,
    "contradiction_unresolved": False,
    "alternative_suspects": "A flatmate, who was abroad on the days in question.",
    "alias_link_level": [
        {"alias": "A1", "level": "CONFIRMED"},
        {"alias": "A2", "level": "PROBABLE"},
        {"alias": "A3", "level": "POSSIBLE"},
    ],
    "subject_age_group": "adult",
    "subject_status": "under_investigation",
    "subject_police_link": "none",
}
ASSURANCE: Answers = {"assurance_result": "accept", "assurance_reasons": "The origins are independent and checked."}
PLAN_OF_VIEWS: Answers = {"consultees": []}
VIEW: Answers = {"view": "no_objection"}
GROUNDS: Answers = {
    "purpose_primary": "prevent_detect_crime",
    "proposed_item": [
        {
            "text": "The name of the person",
            "fact_or_assessment": "fact",
            "as_at": date(2026, 4, 1),
            "sensitive": False,
        },
        {
            "text": "The town where the person lives",
            "fact_or_assessment": "fact",
            "as_at": date(2026, 4, 1),
            "sensitive": False,
        },
    ],
    "proposed_alias": ["A1", "A2"],
    **{f"check_A{number}": "yes" for number in range(1, 17)},
    **{f"check_A{number}": "na" for number in (4, 5, 20, 21, 22)},
    "check_A17": "yes",
    "check_A18": "yes",
    "check_A19": "yes",
    "recipient_location": "UK",
    "less_intrusive_considered": "Reassurance would not let the victim protect themselves.",
    "impact_on_subject": "Loss of privacy; no risk of vigilantism is known.",
    "impact_on_third_parties": "None beyond the household.",
    "retaliation_risk": "LOW",
}
INVITATION: Answers = {
    "reps_invited": False,
    "reps_dispense_reasons": ["already_heard"],
    "reps_considered": "The subject was heard at interview and denied part of it.",
}
LEGAL: Answers = {"legal_result": "approve", "guidance_version": "none_issued", "departure_from_guidance": False}
TESTS: Answers = {
    "necessary": True,
    "necessary_reason": "The victim must be able to recognise an approach.",
    "pressing_need": True,
    "pressing_need_reason": "New accounts appear each week.",
    "proportionate": True,
    "proportionate_reason": "Only what allows protection is told.",
}
DECISION: Answers = {
    "outcome": "DISCLOSED_FULL",
    "items_approved": ["D1", "A1", "A2"],
    "recipient": "victim",
    "subject_to_be_told": "later",
    "subject_to_be_told_reason": "Telling him first would endanger the victim.",
}
DELIVERY: Answers = {
    "recipient_id_verified": True,
    "recipient_name": "Alex Example",
    "safe_location": True,
    "mode": "in_person",
    "interpreter_used": "na",
    "undertaking": "signed",
    "caveat_read": True,
    "items_given": ["D1", "A1"],
    "reaction": "Calm; wants to speak to the advocate.",
    "safety_plan_updated": True,
}
PREPARATION: Answers = {
    "items_planned": ["D1", "A1"],
    "script": "The name is Sam Sample. This is a fact, as it was on 1 April.",
    "meeting_plan": "At the advocate’s office, by day.",
    "interpreter_arranged": "na",
    "aftercare": "The advocate stays and drives her home.",
}
CONTACT: Answers = {
    "reached": True,
    "safe": True,
    "new_incident": False,
    "retaliation": False,
    "support_taken_up": True,
    "misuse": False,
}
WITHDRAWAL: Answers = {
    "withdrawn_how": "telephone",
    "alone_and_safe": True,
    "free_will": "free",
    "withdrawal_words": "She no longer wants to know.",
    "told_can_return": True,
}
NO_DISCLOSURE: Answers = {
    "wording": "own",
    "reason_given": "We are not disclosing anything at this time.",
    "safety_advice": "Keep a diary and report every contact.",
    "complaint_route": "The force’s complaints page, or the commissioner’s office.",
    "review_offered": True,
}
NO_IDENTITY: Answers = {
    "told_how": "in_person",
    "wording": "offered",
    "safety_advice": "Keep a diary and report every contact.",
    "complaint_route": "The force’s complaints page, or the commissioner’s office.",
    "door_open": True,
}
CLOSURE: Answers = {"retention_review_date": date(2032, 4, 1), "mi_relationship": "stranger", "lessons": "None."}
