"""What evidence amounts to, row by row."""

from dataclasses import replace

import pytest

from webapp.cases import rules
from webapp.cases.rules import CheckFacts, StrandFacts

LAPTOP = StrandFacts("device_forensic", 1, "A", "P", "laptop", person_level=True)
RETURN = StrandFacts("technical", 1, "A", "P", "provider return", person_level=False)
ADMISSION = StrandFacts("admission", 1, "B", "P", "interview", person_level=True)
ALL_YES = CheckFacts(
    time_zone_verified=True,
    ip_source_attached=True,
    cgnat_resolved="yes",
    billing_vs_installation="yes",
    other_occupants_considered=True,
)


@pytest.mark.parametrize(
    ("source", "assessment", "counting"),
    [(1, "A", True), (1, "B", True), (2, "A", True), (2, "B", True), (3, "A", False), (1, "C", False), (2, "D", False),
     (1, "E", False), (3, "E", False)],
)  # fmt: skip
def test_strand_counts_only_at_source_1_or_2_and_assessment_a_or_b(
    source: int, assessment: str, counting: bool
) -> None:
    assert rules.counts(replace(LAPTOP, grade_source=source, grade_assessment=assessment)) is counting


def test_two_logins_from_one_provider_return_count_once() -> None:
    assert rules.independent_strands([RETURN, replace(RETURN, independent_group=" Provider  Return ")]) == 1
    assert rules.independent_strands([RETURN, LAPTOP]) == 2
    assert rules.independent_strands([RETURN, replace(LAPTOP, grade_source=3)]) == 1
    assert rules.independent_strands([]) == 0


def test_person_level_needs_a_strand_that_counts() -> None:
    assert rules.has_person_level([LAPTOP, RETURN])
    assert not rules.has_person_level([RETURN])
    assert not rules.has_person_level([replace(LAPTOP, grade_assessment="D"), RETURN])


@pytest.mark.parametrize(
    ("change", "complete"),
    [
        ({}, True),
        ({"cgnat_resolved": "na", "billing_vs_installation": "na"}, True),
        ({"time_zone_verified": False}, False),
        ({"time_zone_verified": None}, False),
        ({"ip_source_attached": False}, False),
        ({"ip_source_attached": None}, False),
        ({"cgnat_resolved": "no"}, False),
        ({"cgnat_resolved": None}, False),
        ({"billing_vs_installation": "no"}, False),
        ({"other_occupants_considered": False}, False),
    ],
)
def test_every_check_that_applies_to_a_technical_strand_must_be_yes(change: dict[str, object], complete: bool) -> None:
    assert rules.checks_complete(replace(ALL_YES, **change), [RETURN, LAPTOP]) is complete  # type: ignore[arg-type]


def test_checks_of_technical_records_may_stay_open_without_a_technical_strand() -> None:
    unanswered = CheckFacts(None, None, None, None, other_occupants_considered=True)
    assert rules.checks_complete(unanswered, [LAPTOP])
    assert not rules.checks_complete(unanswered, [LAPTOP, RETURN])
    assert not rules.checks_complete(replace(unanswered, time_zone_verified=False), [LAPTOP])


@pytest.mark.parametrize(
    ("strands", "status", "corroborated"),
    [
        ([ADMISSION, LAPTOP], "under_investigation", True),
        ([ADMISSION], "under_investigation", False),
        ([ADMISSION, replace(LAPTOP, independent_group="interview")], "under_investigation", False),
        ([ADMISSION, replace(LAPTOP, grade_source=3)], "under_investigation", False),
        ([replace(ADMISSION, grade_assessment="D"), LAPTOP], "under_investigation", False),
        ([LAPTOP], "under_investigation", False),
        ([LAPTOP], "charged", True),
        ([LAPTOP], "convicted", True),
        ([], "convicted", False),
    ],
)
def test_admission_or_charge_counts_only_with_evidence_of_another_origin(
    strands: list[StrandFacts], status: str, corroborated: bool
) -> None:
    assert rules.corroborated_admission(strands, status) is corroborated


def test_clean_strands_stand_without_material_of_code_c() -> None:
    caveated = replace(RETURN, handling_code="C")
    posts = StrandFacts("content_knowledge", 2, "B", "P", "posts", person_level=False)
    assert rules.clean_strands_sufficient([caveated, LAPTOP, posts], "under_investigation")
    assert not rules.clean_strands_sufficient([caveated, LAPTOP], "under_investigation")
    assert not rules.clean_strands_sufficient([caveated, posts, RETURN], "under_investigation")
    assert rules.clean_strands_sufficient([caveated, posts], "charged")


@pytest.mark.parametrize(
    ("level", "part"),
    [("CONFIRMED", ""), ("PROBABLE", ""), ("POSSIBLE", "only possible"), ("INSUFFICIENT", "only insufficient"),
     (None, "not been graded")],
)  # fmt: skip
def test_only_probable_or_confirmed_aliases_are_attributable(level: str | None, part: str) -> None:
    reason = rules.why_not_attributable(level)
    assert part in reason
    assert bool(reason) is bool(part)


def test_s_dash_counts_yes_and_asks_of_threats_in_question_six() -> None:
    assert rules.sdash_yes_count({1: "yes", 2: "no", 3: "unknown", 6: "yes"}) == 2
    assert rules.threat_of_violence({6: "yes"})
    assert not rules.threat_of_violence({6: "unknown", 7: "yes"})


@pytest.mark.parametrize(
    ("age", "needs", "at_risk", "capacity"),
    [("adult", ["none"], False, True), ("adult", ["interpreter"], False, True), ("adult", ["disability"], True, True),
     ("adult", ["capacity"], True, False), ("under_18", ["none"], True, True)],
)  # fmt: skip
def test_child_or_victim_with_needs_is_at_risk(age: str, needs: list[str], at_risk: bool, capacity: bool) -> None:
    assert rules.victim_at_risk(age, needs) is at_risk
    assert rules.victim_has_capacity(needs) is capacity


@pytest.mark.parametrize(
    ("given", "supervisor", "officer", "confirmed"),
    [
        ("P3_STANDARD", None, None, "P3_STANDARD"),
        ("P3_STANDARD", "raise", None, "P2_HIGH"),
        ("P2_HIGH", "raise", None, "P1_IMMEDIATE"),
        ("P1_IMMEDIATE", "raise", None, "P1_IMMEDIATE"),
        ("P2_HIGH", "lower", None, "P3_STANDARD"),
        ("P3_STANDARD", "lower", None, "P3_STANDARD"),
        ("P3_STANDARD", None, "raise", "P2_HIGH"),
        ("P3_STANDARD", "keep", "raise", "P3_STANDARD"),
        ("P2_HIGH", "lower", "raise", "P3_STANDARD"),
    ],
)
def test_supervisor_moves_the_priority_by_one_step(
    given: str, supervisor: str | None, officer: str | None, confirmed: str
) -> None:
    assert rules.confirmed_priority(given, supervisor, officer) == confirmed


def test_whoever_investigated_may_not_assure() -> None:
    earlier = {"the intake": {"io"}, "the identity assessment": {"analyst", "io"}}
    assert rules.why_not_assure(["io"], earlier).startswith("You did the intake and the identity assessment")
    assert rules.why_not_assure(["reviewer", "another login"], earlier) == ""
