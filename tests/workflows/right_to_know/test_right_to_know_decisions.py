"""The four decision tables give the recommendations of the scheme: row by row, worked case by worked case."""

from collections.abc import Mapping
from typing import Any

import pytest
from lxml import etree

import workflows
from webapp.engine.decisions import DecisionResult, evaluate, read_decisions

FILES = workflows.find("right_to_know")
ROWS = {"authority": 4, "urgency": 7, "identity": 7, "grounds": 11, "scope": 12}

# What is the same in every worked case unless the case says otherwise.
TRIAGE = {
    "ttl_credible": False,
    "approach_recent": False,
    "location_known_to_subject": False,
    "threat_violence": False,
    "risk_level": "MEDIUM",
    "victim_age_group": "adult",
    "victim_at_risk": False,
}
EVIDENCE = {
    "contradiction_unresolved": False,
    "mandatory_checks_complete": True,
    "corroborated_admission": False,
    "independent_strands": 0,
    "person_level_strand": False,
}
PURPOSE = {
    "purpose_primary": "prevent_detect_crime",
    "sensitive_retained": False,
    "strictly_necessary": None,
    "apd_in_place": True,
    "recipient_location": "UK",
}
FACTS = {
    "grounds_result": "PASS",
    "legal_result": "approve",
    "victim_wants_identity": "yes",
    "victim_age_group": "adult",
    "victim_has_capacity": True,
    "priority": "P3_STANDARD",
    "originator_refused": False,
    "clean_strands_sufficient": True,
    "necessary": True,
    "pressing_need": True,
    "proportionate": True,
    "identity_level": "CONFIRMED",
    "id_procedure_pending": False,
    "cps_objects": False,
    "retaliation_risk": "LOW",
    "subject_age_group": "adult",
}
USUAL: Mapping[str, Mapping[str, Any]] = {
    "authority": {"authority_type": "s60A"},
    "urgency": TRIAGE,
    "identity": EVIDENCE,
    "grounds": PURPOSE,
    "scope": FACTS,
}
P1, P2, P3 = "P1_IMMEDIATE", "P2_HIGH", "P3_STANDARD"
SENSITIVE = {"sensitive_retained": True, "strictly_necessary": True, "apd_in_place": True}

# decision, row, what differs from the usual, the result
EACH_ROW: list[tuple[str, int, dict[str, Any], object]] = [
    ("authority", 1, {}, True),
    ("authority", 2, {"authority_type": "s61A_urgent"}, True),
    ("authority", 3, {"authority_type": "DSA_RIPA"}, False),
    ("authority", 4, {"authority_type": "PACE"}, False),
    ("urgency", 1, {"ttl_credible": True}, P1),
    ("urgency", 2, {"approach_recent": True, "threat_violence": True}, P1),
    ("urgency", 3, {"location_known_to_subject": True, "threat_violence": True}, P2),
    ("urgency", 4, {"risk_level": "HIGH"}, P2),
    ("urgency", 5, {"threat_violence": True, "victim_age_group": "under_18"}, P2),
    ("urgency", 5, {"threat_violence": True, "victim_at_risk": True}, P2),
    ("urgency", 6, {"approach_recent": True}, P2),
    ("urgency", 7, {}, P3),
    ("urgency", 7, {"threat_violence": True}, P3),
    ("identity", 1, {"contradiction_unresolved": True, "corroborated_admission": True}, "POSSIBLE"),
    ("identity", 2, {"corroborated_admission": True, "mandatory_checks_complete": False}, "CONFIRMED"),
    ("identity", 3, {"mandatory_checks_complete": False, "independent_strands": 4}, "POSSIBLE"),
    ("identity", 4, {"independent_strands": 3, "person_level_strand": True}, "CONFIRMED"),
    ("identity", 5, {"independent_strands": 2, "person_level_strand": True}, "PROBABLE"),
    ("identity", 6, {"independent_strands": 3}, "POSSIBLE"),
    ("identity", 6, {"independent_strands": 1, "person_level_strand": True}, "POSSIBLE"),
    ("identity", 7, {}, "INSUFFICIENT"),
    ("grounds", 1, {"purpose_primary": "civil_claim_only", **SENSITIVE}, "BLOCK"),
    ("grounds", 2, {"sensitive_retained": True, "strictly_necessary": False}, "RETURN"),
    ("grounds", 3, {**SENSITIVE, "apd_in_place": False}, "RETURN"),
    ("grounds", 4, {}, "PASS"),
    ("grounds", 5, SENSITIVE, "PASS"),
    ("grounds", 6, {"purpose_primary": "protect_life"}, "PASS"),
    ("grounds", 7, {"purpose_primary": "protect_life", **SENSITIVE}, "PASS"),
    ("grounds", 8, {"recipient_location": "overseas"}, "PASS_IF_LEGAL"),
    ("grounds", 8, {"purpose_primary": "protect_life", "recipient_location": "overseas", **SENSITIVE}, "PASS_IF_LEGAL"),
    ("grounds", 9, {"purpose_primary": "wellbeing_only"}, "PASS_IF_LEGAL"),
    ("grounds", 10, {"purpose_primary": "wellbeing_only", **SENSITIVE}, "PASS_IF_LEGAL"),
    ("grounds", 11, {"purpose_primary": "wellbeing_only", "recipient_location": "overseas"}, "BLOCK"),
    ("scope", 1, {"grounds_result": "BLOCK", "legal_result": None}, "REFUSED"),
    ("scope", 1, {"legal_result": "advise_against", "priority": P1}, "REFUSED"),
    ("scope", 2, {"victim_wants_identity": "no"}, "DECLINED_BY_VICTIM"),
    ("scope", 3, {"originator_refused": True, "clean_strands_sufficient": False}, "DEFERRED"),
    ("scope", 4, {"necessary": False}, "REFUSED"),
    ("scope", 4, {"pressing_need": False}, "REFUSED"),
    ("scope", 4, {"proportionate": False}, "REFUSED"),
    ("scope", 5, {"priority": P1, "identity_level": "POSSIBLE"}, "DISCLOSED_LIMITED"),
    ("scope", 6, {"identity_level": "POSSIBLE"}, "DEFERRED"),
    ("scope", 6, {"priority": P1, "identity_level": "INSUFFICIENT"}, "DEFERRED"),
    ("scope", 7, {"id_procedure_pending": True}, "DEFERRED"),
    ("scope", 7, {"cps_objects": True, "priority": P2}, "DEFERRED"),
    ("scope", 8, {"retaliation_risk": "HIGH"}, "DEFERRED"),
    ("scope", 9, {"victim_age_group": "under_18", "victim_wants_identity": "no"}, "DISCLOSED_THIRD_PARTY"),
    ("scope", 9, {"victim_has_capacity": False, "victim_wants_identity": "no"}, "DISCLOSED_THIRD_PARTY"),
    ("scope", 10, {"subject_age_group": "under_18"}, "DISCLOSED_LIMITED"),
    ("scope", 11, {"identity_level": "PROBABLE"}, "DISCLOSED_LIMITED"),
    ("scope", 12, {}, "DISCLOSED_FULL"),
    ("scope", 12, {"priority": P1, "victim_wants_identity": "no", "cps_objects": True}, "DISCLOSED_FULL"),
    ("scope", 12, {"originator_refused": True, "clean_strands_sufficient": True}, "DISCLOSED_FULL"),
]

# worked case, decision, row, what the case says, the result
WORKED_CASES: list[tuple[str, str, int, dict[str, Any], str]] = [
    ("1 many aliases", "urgency", 7, {}, P3),
    ("1 many aliases", "identity", 2, {"corroborated_admission": True, "independent_strands": 3}, "CONFIRMED"),
    ("1 many aliases", "identity", 4, {"independent_strands": 3, "person_level_strand": True}, "CONFIRMED"),
    ("1 many aliases", "grounds", 4, {}, "PASS"),
    ("1 many aliases", "scope", 12, {}, "DISCLOSED_FULL"),
    ("2 threat to life", "urgency", 1, {"ttl_credible": True, "location_known_to_subject": True}, P1),
    ("2 threat to life", "identity", 3, {"mandatory_checks_complete": False, "independent_strands": 1}, "POSSIBLE"),
    ("2 threat to life", "grounds", 6, {"purpose_primary": "protect_life"}, "PASS"),
    ("2 threat to life", "scope", 5, {"priority": P1, "identity_level": "POSSIBLE"}, "DISCLOSED_LIMITED"),
    ("3 shared household", "identity", 6, {"independent_strands": 1}, "POSSIBLE"),
    ("3 shared household", "scope", 6, {"identity_level": "POSSIBLE"}, "DEFERRED"),
    (
        "4 children",
        "urgency",
        3,
        {"location_known_to_subject": True, "threat_violence": True, "victim_age_group": "under_18"},
        P2,
    ),
    ("4 children", "identity", 4, {"independent_strands": 3, "person_level_strand": True}, "CONFIRMED"),
    (
        "4 children",
        "scope",
        9,
        {"priority": P2, "victim_age_group": "under_18", "subject_age_group": "under_18"},
        "DISCLOSED_THIRD_PARTY",
    ),
    ("5 serving officer", "urgency", 4, {"risk_level": "HIGH"}, P2),
    ("5 serving officer", "identity", 5, {"independent_strands": 2, "person_level_strand": True}, "PROBABLE"),
    ("5 serving officer", "scope", 11, {"priority": P2, "identity_level": "PROBABLE"}, "DISCLOSED_LIMITED"),
    ("6 parade pending", "urgency", 4, {"risk_level": "HIGH"}, P2),
    ("6 parade pending", "scope", 7, {"priority": P2, "id_procedure_pending": True, "cps_objects": True}, "DEFERRED"),
    ("6 parade held", "scope", 12, {"priority": P2}, "DISCLOSED_FULL"),
    ("7 wrong person", "identity", 5, {"independent_strands": 2, "person_level_strand": True}, "PROBABLE"),
    ("7 wrong person", "scope", 11, {"identity_level": "PROBABLE"}, "DISCLOSED_LIMITED"),
    ("7 corrected", "identity", 3, {"mandatory_checks_complete": False, "independent_strands": 2}, "POSSIBLE"),
]

# decision, the answers that are missing, what else differs, the row and the result
MISSING: list[tuple[str, list[str], dict[str, Any], int, str]] = [
    ("urgency", list(TRIAGE), {}, 7, P3),
    ("urgency", ["ttl_credible"], {"approach_recent": True, "threat_violence": True}, 2, P1),
    ("urgency", ["threat_violence", "risk_level"], {"approach_recent": True}, 6, P2),
    ("identity", list(EVIDENCE), {}, 7, "INSUFFICIENT"),
    ("identity", ["contradiction_unresolved"], {"corroborated_admission": True}, 7, "INSUFFICIENT"),
    ("identity", ["mandatory_checks_complete"], {"independent_strands": 3, "person_level_strand": True}, 3, "POSSIBLE"),
    ("grounds", list(PURPOSE), {}, 11, "BLOCK"),
    ("grounds", ["sensitive_retained"], {}, 2, "RETURN"),
    ("grounds", ["apd_in_place"], {"sensitive_retained": True, "strictly_necessary": True}, 3, "RETURN"),
    ("grounds", ["recipient_location"], {}, 11, "BLOCK"),
    ("scope", list(FACTS), {}, 4, "REFUSED"),
    ("scope", ["identity_level"], {}, 6, "DEFERRED"),
    ("scope", ["retaliation_risk"], {}, 8, "DEFERRED"),
    ("scope", ["priority"], {"cps_objects": True}, 7, "DEFERRED"),
    ("scope", ["victim_has_capacity"], {"victim_wants_identity": "no"}, 2, "DECLINED_BY_VICTIM"),
    ("scope", ["subject_age_group", "victim_wants_identity", "clean_strands_sufficient"], {}, 12, "DISCLOSED_FULL"),
]


def run(decision: str, inputs: Mapping[str, Any]) -> DecisionResult:
    file = f"{decision}.dmn"
    return evaluate(read_decisions(FILES[file], file), decision, inputs)


def hit(result: DecisionResult) -> int:
    """The number of the row that decided."""
    [row] = result.rows
    return row


def answer(result: DecisionResult) -> object:
    """The first column of the result: the one that a gateway or a person goes by."""
    return next(iter(result.outputs.values())) if isinstance(result.outputs, dict) else result.outputs


@pytest.mark.parametrize(("decision", "row", "differs", "expected"), EACH_ROW)
def test_each_row_gives_what_the_scheme_says(
    decision: str, row: int, differs: dict[str, Any], expected: object
) -> None:
    result = run(decision, {**USUAL[decision], **differs})
    assert (hit(result), answer(result)) == (row, expected)


@pytest.mark.parametrize(("case", "decision", "row", "differs", "expected"), WORKED_CASES)
def test_worked_cases_get_their_recommendation(
    case: str, decision: str, row: int, differs: dict[str, Any], expected: str
) -> None:
    result = run(decision, {**USUAL[decision], **differs})
    assert (hit(result), answer(result)) == (row, expected), case


@pytest.mark.parametrize("present_as_null", [False, True])
@pytest.mark.parametrize(("decision", "missing", "differs", "row", "expected"), MISSING)
def test_missing_answers_count_as_the_description_says(
    decision: str, missing: list[str], differs: dict[str, Any], row: int, expected: str, present_as_null: bool
) -> None:
    inputs = {**USUAL[decision], **differs}
    for name in missing:
        if present_as_null:
            inputs[name] = None
        else:
            del inputs[name]
    result = run(decision, inputs)
    assert (hit(result), answer(result)) == (row, expected)


def test_every_row_of_every_table_is_reached() -> None:
    reached = {(decision, row) for decision, row, _, _ in EACH_ROW}
    assert reached == {(decision, row) for decision, rows in ROWS.items() for row in range(1, rows + 1)}


@pytest.mark.parametrize("decision", ROWS)
def test_every_row_carries_its_basis_and_every_table_says_how_missing_answers_count(decision: str) -> None:
    table = etree.fromstring(FILES[f"{decision}.dmn"])
    rules = list(table.iter("{*}rule"))
    assert len(rules) == ROWS[decision]
    assert [rule.get("id") for rule in rules if "Basis: " not in (rule.findtext("{*}description") or "")] == []
    assert "answer" in (table.findtext("{*}decision/{*}description") or "")
    assert [column.get("id") for column in table.iter("{*}input", "{*}output") if not column.get("label")] == []


def test_the_row_that_decided_is_explained_in_the_words_of_the_table_with_its_basis() -> None:
    result = run("scope", {**FACTS, "identity_level": "PROBABLE"})
    assert "Identity level" in result.explanation
    assert "DPA 2018 s.38(5)" in result.explanation


def test_grounds_that_pass_name_their_legal_regime() -> None:
    for decision, _, differs, expected in EACH_ROW:
        if decision == "grounds" and expected.startswith("PASS"):
            assert "DPA 2018" in str(run(decision, {**PURPOSE, **differs}).outputs["grounds_regime"])
