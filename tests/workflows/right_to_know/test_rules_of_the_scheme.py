"""The tables answer as the scheme says, for every combination of answers or for thousands of them."""

import itertools
import random
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import workflows
from tests.workflows.right_to_know import rules_of_the_scheme as scheme
from webapp.engine.decisions import evaluate, read_decisions

FILES = workflows.find("right_to_know")
YES_NO = (True, False)
TRIAGE = {
    "ttl_credible": YES_NO,
    "approach_recent": YES_NO,
    "location_known_to_subject": YES_NO,
    "threat_violence": YES_NO,
    "risk_level": ("STANDARD", "MEDIUM", "HIGH"),
    "victim_age_group": ("under_18", "adult"),
    "victim_at_risk": YES_NO,
}
EVIDENCE = {
    "contradiction_unresolved": YES_NO,
    "mandatory_checks_complete": YES_NO,
    "corroborated_admission": YES_NO,
    "independent_strands": range(7),
    "person_level_strand": YES_NO,
}
PURPOSE = {
    "purpose_primary": ("prevent_detect_crime", "protect_life", "wellbeing_only", "civil_claim_only"),
    "sensitive_retained": YES_NO,
    "strictly_necessary": YES_NO,
    "apd_in_place": YES_NO,
    "recipient_location": ("UK", "overseas"),
}
FACTS = {
    "grounds_result": ("PASS", "PASS", "PASS", "PASS", "PASS_IF_LEGAL", "BLOCK"),
    "legal_result": ("approve", "approve", "approve", "approve_with_conditions", "advise_against"),
    "victim_wants_identity": ("yes", "yes", "no", "undecided", "not_asked"),
    "victim_age_group": ("adult", "adult", "under_18"),
    "victim_has_capacity": (True, True, False),
    "priority": scheme.PRIORITIES,
    "originator_refused": YES_NO,
    "clean_strands_sufficient": YES_NO,
    "necessary": (True, True, True, True, False),
    "pressing_need": (True, True, True, True, False),
    "proportionate": (True, True, True, True, False),
    "identity_level": ("CONFIRMED", "CONFIRMED", "PROBABLE", "POSSIBLE", "INSUFFICIENT"),
    "id_procedure_pending": (True, False, False, False),
    "cps_objects": (True, False, False, False),
    "retaliation_risk": ("LOW", "MEDIUM", "HIGH"),
    "subject_age_group": ("adult", "under_18", "unknown"),
}


def every(answers: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for combination in itertools.product(*answers.values()):
        yield dict(zip(answers, combination, strict=True))


def some(answers: Mapping[str, Any], number: int, seed: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(seed)  # noqa: S311 - the same cases in every run
    for _ in range(number):
        yield {name: chance.choice(values) for name, values in answers.items()}


def differences(decision: str, cases: Iterator[dict[str, Any]]) -> tuple[list[str], set[int]]:
    """Where the table and the scheme differ, and the rows that decided."""
    model = read_decisions(FILES[f"{decision}.dmn"], f"{decision}.dmn")
    found, rows = [], set()
    for facts in cases:
        result = evaluate(model, decision, facts)
        given = list(result.outputs.values()) if isinstance(result.outputs, dict) else [result.outputs]
        row, *expected = getattr(scheme, decision)(facts)
        rows.add(row)
        if (list(result.rows), given[0]) != ([row], expected[0]):
            found.append(f"{facts}: row {result.rows} {given[0]}, the scheme says row {row} {expected[0]}")
        if decision == "grounds" and expected[1] not in given[1]:
            found.append(f"{facts}: “{given[1]}” does not name {expected[1]}")
        if decision == "scope" and result.outputs["recommend_reassurance"] is not scheme.reassures(row):
            found.append(f"{facts}: row {row} and a reassurance of {result.outputs['recommend_reassurance']}")
    return found, rows


@pytest.mark.parametrize(
    ("decision", "answers", "rows"), [("urgency", TRIAGE, 7), ("identity", EVIDENCE, 7), ("grounds", PURPOSE, 11)]
)
def test_table_answers_every_combination_as_the_scheme_says(
    decision: str, answers: Mapping[str, Any], rows: int
) -> None:
    assert differences(decision, every(answers)) == ([], set(range(1, rows + 1)))


def test_scope_answers_as_the_scheme_says() -> None:
    assert differences("scope", some(FACTS, 3_000, seed=1)) == ([], set(range(1, 13)))


@pytest.mark.long
def test_scope_answers_as_the_scheme_says_a_hundred_thousand_times() -> None:
    assert differences("scope", some(FACTS, 100_000, seed=2)) == ([], set(range(1, 13)))


def test_clocks_are_those_of_the_scheme() -> None:
    written = {"at once": "PT15M", "1 h": "PT1H", "4 h": "PT4H", "24 h": "PT24H", "5 d": "P5D", "28 d": "P28D"}
    written |= {f"{n} wd": f"{n} working day{'s' if n > 1 else ''}" for n in range(1, 6)}
    settings = tomllib.loads(FILES["package.toml"].decode())["clocks"]
    for name, periods in scheme.CLOCKS.items():
        for priority, period in periods.items():
            assert settings[name].get(priority) == (written[period] if period else None), (name, priority)
    assert settings["decision_in_writing"] == {scheme.P1: "PT24H"}
    days = {scheme.P1: "PT24H", scheme.P2: "P7D", scheme.P3: "P14D"}
    assert settings["deferral_review"] == days
