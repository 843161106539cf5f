"""Each invariant of a disclosure, broken on purpose."""

from dataclasses import replace
from typing import Any

import pytest

from webapp.cases.vocabulary import DISCLOSING, Outcome
from webapp.disclosures import consulting, ranks, rules
from webapp.disclosures.consulting import ViewFacts
from webapp.disclosures.rules import DecisionFacts, GroundsFacts

GROUNDS = GroundsFacts(
    result="PASS",
    purpose="prevent_detect_crime",
    recipient_location="UK",
    sensitive_retained=False,
    strictly_necessary=False,
    apd_in_place=False,
    checks_failed=0,
)
VIEWS = ViewFacts(
    immediate=False,
    victim_age_group="adult",
    subject_age_group="adult",
    subject_status="under_investigation",
    subject_police_link="none",
    has_conditional_material=False,
    victim_may_identify=False,
    clean_strands_sufficient=True,
    views={"cps": "no_objection"},
)
GOOD = DecisionFacts(
    outcome=Outcome.DISCLOSED_FULL,
    immediate=False,
    recommendation="DISCLOSED_FULL",
    departure_reason="",
    grounds=GROUNDS,
    identity_accepted=True,
    identity_level="CONFIRMED",
    legal_result="approve",
    senior_approval=None,
    representations_answered=True,
    tests=(True, True, True),
    views=VIEWS,
    cps_answered=False,
    proposed=frozenset({"D1", "D2", "A1", "A3"}),
    approved=frozenset({"D1", "A1"}),
    reassuring=frozenset({"D2"}),
    barred={"A3": "It must be probable or confirmed."},
    recipient="victim",
    recipient_name="",
    subject_to_be_told="no",
    review_in_days=None,
    longest_deferral_days=None,
)


def grounds(**change: Any) -> dict[str, GroundsFacts]:
    return {"grounds": replace(GROUNDS, **change)}


def views(**change: Any) -> dict[str, ViewFacts]:
    return {"views": replace(VIEWS, **change)}


def test_disclosure_with_every_step_on_record_may_be_decided() -> None:
    assert rules.why_not_decide(GOOD) is None


@pytest.mark.parametrize(
    ("broken", "part"),
    [
        ({"grounds": None}, "grounds have not been checked"),
        (grounds(result="RETURN"), "not met"),
        (grounds(result="BLOCK"), "not met"),
        (grounds(result=""), "not met"),
        (grounds(checks_failed=1), "answered no"),
        (grounds(purpose="civil_claim_only"), "civil claim"),
        (grounds(sensitive_retained=True), "not strictly necessary"),
        (grounds(sensitive_retained=True, strictly_necessary=True), "appropriate policy document"),
        ({**grounds(result="PASS_IF_LEGAL"), "legal_result": "advise_against", "senior_approval": True}, "approval of"),
        ({**grounds(recipient_location="overseas"), "legal_result": None}, "approval of the legal"),
        ({**grounds(purpose="wellbeing_only"), "legal_result": "return"}, "approval of the legal"),
        ({"identity_accepted": False}, "assured by a second person"),
        ({"representations_answered": False}, "representations"),
        ({"legal_result": None}, "legal review has not been recorded"),
        ({"legal_result": "return"}, "returned the case"),
        ({"legal_result": "advise_against"}, "has to approve"),
        ({"legal_result": "advise_against", "senior_approval": False}, "has refused"),
        ({"tests": None}, "have not been answered"),
        ({"tests": (False, True, True)}, "not met"),
        ({"tests": (True, False, True)}, "not met"),
        ({"tests": (True, True, False)}, "not met"),
        ({"identity_level": "POSSIBLE"}, "neither probable nor confirmed"),
        ({"identity_level": ""}, "neither probable nor confirmed"),
        ({"identity_level": "INSUFFICIENT", "immediate": True}, "not even possible"),
        (views(subject_police_link="this_force"), "professional standards"),
        (views(victim_age_group="under_18"), "social care"),
        (views(subject_age_group="under_18"), "social care"),
        (views(has_conditional_material=True), "handling code C"),
        (views(victim_may_identify=True), "Code D officer"),
        (views(victim_may_identify=True, views={"code_d_officer": "pending"}), "still to be held"),
        (views(views={"cps": "objects"}), "Answer its objection"),
        ({"outcome": Outcome.REASSURANCE_ONLY, "recommendation": "REASSURANCE_ONLY"}, "Untick A1, D1"),
        (views(has_conditional_material=True, views={"originator": "not_needed"}), "handling code C"),
        (
            views(has_conditional_material=True, clean_strands_sufficient=False, views={"originator": "refused"}),
            "does not stand without",
        ),
        (
            views(immediate=True, has_conditional_material=True, clean_strands_sufficient=False),
            "does not stand without",
        ),
        ({"approved": frozenset()}, "at least one item"),
        ({"approved": frozenset({"D1", "D9"})}, "D9"),
        ({"approved": frozenset({"D1", "A3"})}, "A3: It must be"),
        ({"recipient": ""}, "who may be told"),
        ({"subject_to_be_told": ""}, "subject will be told"),
        (
            {"outcome": Outcome.DISCLOSED_THIRD_PARTY, "recommendation": "DISCLOSED_THIRD_PARTY"},
            "other than the victim",
        ),
        ({"recommendation": "DEFERRED"}, "departing"),
        ({"recommendation": ""}, "departing"),
    ],
)
def test_disclosure_is_refused_when_an_invariant_is_broken(broken: dict[str, Any], part: str) -> None:
    refusal = rules.why_not_decide(replace(GOOD, **broken))
    assert refusal is not None
    assert part in refusal.sentence


@pytest.mark.parametrize(
    "change",
    [
        grounds(result="PASS_IF_LEGAL", recipient_location="overseas"),
        grounds(result="PASS_IF_LEGAL", purpose="wellbeing_only"),
        grounds(sensitive_retained=True, strictly_necessary=True, apd_in_place=True),
        {"legal_result": "approve_with_conditions"},
        {"legal_result": "advise_against", "senior_approval": True},
        {"identity_level": "PROBABLE"},
        {"identity_level": "POSSIBLE", "immediate": True},
        {"recommendation": "DISCLOSED_LIMITED", "departure_reason": "The town alone would not protect her."},
        views(subject_police_link="other_force", views={"psd": "acknowledged"}),
        views(victim_age_group="under_18", views={"csc": "view_given"}),
        views(victim_age_group="under_18", immediate=True, views={}),
        views(has_conditional_material=True, views={"originator": "granted"}, clean_strands_sufficient=False),
        views(has_conditional_material=True, views={"originator": "refused"}),
        views(victim_may_identify=True, views={"code_d_officer": "complete"}),
        views(victim_may_identify=True, immediate=True, views={"code_d_officer": "pending"}),
        {**views(views={"cps": "objects"}), "cps_answered": True},
        {
            "outcome": Outcome.REASSURANCE_ONLY,
            "recommendation": "REASSURANCE_ONLY",
            "identity_level": "INSUFFICIENT",
            "immediate": True,
            "approved": frozenset({"D2"}),
        },
        {
            **views(has_conditional_material=True, clean_strands_sufficient=False, views={"originator": "refused"}),
            "outcome": Outcome.DEFERRED,
            "recommendation": "DEFERRED",
            "reassures": True,
            "approved": frozenset({"D2"}),
            "review_in_days": 14,
            "longest_deferral_days": 14,
        },
    ],
)
def test_disclosure_may_be_decided_in_these_other_ways(change: dict[str, Any]) -> None:
    assert rules.why_not_decide(replace(GOOD, **change)) is None


@pytest.mark.parametrize("outcome", sorted(DISCLOSING))
def test_every_disclosing_outcome_needs_grounds_reassurance_included(outcome: Outcome) -> None:
    facts = replace(GOOD, outcome=outcome, recommendation=outcome.value, recipient="parent_guardian", grounds=None)
    refusal = rules.why_not_decide(facts)
    assert refusal is not None
    assert "grounds" in refusal.sentence


def test_refusal_needs_no_grounds_but_a_deferral_needs_its_review() -> None:
    bare = replace(GOOD, grounds=None, legal_result=None, identity_accepted=False, tests=None, approved=frozenset())
    assert rules.why_not_decide(replace(bare, outcome=Outcome.REFUSED, recommendation="REFUSED")) is None
    deferred = replace(bare, outcome=Outcome.DEFERRED, recommendation="DEFERRED")
    assert rules.why_not_decide(deferred) == rules.Refusal("Enter when the deferral will be reviewed.", "review_date")
    assert rules.why_not_decide(replace(deferred, review_in_days=7)) is None


def test_no_to_whether_anything_is_sensitive_is_no_failure() -> None:
    answers = dict.fromkeys((f"A{n}" for n in range(1, 23)), "yes") | {"A4": "no", "A17": "no", "A20": "no"}
    assert rules.failed_checks(answers, immediate=False) == []


@pytest.mark.parametrize("check", ["A1", "A5", "A9", "A13", "A16", "A18", "A19"])
def test_no_to_a_counted_check_stands_against_the_disclosure(check: str) -> None:
    assert rules.failed_checks({check: "no"}, immediate=False) == [check]


def test_only_the_impact_assessment_may_follow_later_at_the_highest_priority() -> None:
    assert rules.failed_checks({"A9": "no", "A13": "no", "A19": "no"}, immediate=True) == ["A9", "A13"]


@pytest.mark.parametrize(
    ("items", "kept", "necessary"),
    [
        ([], False, False),
        ([(False, None)], False, False),
        ([(True, True)], True, True),
        ([(True, True), (True, False)], True, False),
        ([(True, True), (True, None)], True, False),
        ([(True, True), (False, None)], True, True),
    ],
)
def test_every_sensitive_item_must_be_strictly_necessary(
    items: list[tuple[bool, bool | None]], kept: bool, necessary: bool
) -> None:
    assert rules.is_sensitive_kept([sensitive for sensitive, _ in items]) is kept
    assert rules.are_strictly_necessary(items) is necessary


@pytest.mark.parametrize(
    ("consultee", "view", "possible"),
    [("cps", "objects", True), ("cps", "granted", False), ("originator", "refused", True), ("psd", "objects", False),
     ("csc", "view_given", True), ("code_d_officer", "pending", True), ("nobody", "objects", False)],
)  # fmt: skip
def test_each_consultee_has_views_of_their_own(consultee: str, view: str, possible: bool) -> None:
    assert (consulting.why_view_impossible(consultee, view) == "") is possible


def test_person_is_told_which_earlier_step_stands_in_the_way() -> None:
    earlier = {"the grounds check": {1}, "the legal review": {1, 2}, "the decision": {3}}
    assert rules.why_same_person([9, 1], earlier, "decide") == (
        "You did the grounds check and the legal review in this case, so another person has to decide."
    )
    assert rules.why_same_person([4], earlier, "decide") == ""


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({}, ["cps"]),
        ({"subject_status": "not_arrested"}, []),
        ({"subject_status": "deceased"}, ["coroner"]),
        ({"subject_police_link": "other_force"}, ["psd", "cps"]),
        ({"victim_age_group": "under_18"}, ["csc", "cps"]),
        ({"subject_age_group": "under_18"}, ["csc", "cps"]),
        ({"has_conditional_material": True}, ["originator", "cps"]),
        ({"victim_may_identify": True}, ["code_d_officer", "cps"]),
    ],
)
def test_facts_of_the_case_say_who_has_to_be_asked(change: dict[str, Any], asked: list[str]) -> None:
    assert list(consulting.required_consultees(replace(VIEWS, **change))) == asked


@pytest.mark.parametrize(
    ("views", "asked"),
    [({}, ["cps"]), ({"cps": "no_objection"}, []), ({"cps": "conditions"}, []), ({"cps": "objects"}, ["cps"])],
)
def test_objection_is_asked_about_again_and_an_answer_for_good_is_not(views: dict[str, str], asked: list[str]) -> None:
    assert consulting.still_to_ask(replace(VIEWS, views=views)) == asked


ALL_AT_ONCE = replace(
    VIEWS,
    subject_police_link="this_force",
    victim_age_group="under_18",
    has_conditional_material=True,
    victim_may_identify=True,
    views={},
)


def test_only_professional_standards_holds_up_a_case_of_the_highest_priority() -> None:
    assert list(consulting.blocking_views(ALL_AT_ONCE)) == ["psd", "csc", "originator", "code_d_officer"]
    assert list(consulting.blocking_views(replace(ALL_AT_ONCE, immediate=True))) == ["psd"]


@pytest.mark.parametrize("views", [{"cps": "objects"}, {"forum": "view_given"}, {}])
def test_nobody_else_holds_a_case_up(views: dict[str, str]) -> None:
    assert consulting.missing_view(replace(VIEWS, views=views)) == ""


@pytest.mark.parametrize(
    ("uses", "views", "barred"),
    [
        (True, {}, True),
        (True, {"originator": "refused"}, True),
        (True, {"originator": "conditional"}, False),
        (False, {"originator": "refused"}, False),
    ],
)
def test_item_rests_only_on_material_whose_owner_agrees(uses: bool, views: dict[str, str], barred: bool) -> None:
    reason = consulting.why_item_barred(uses_conditional=uses, facts=replace(VIEWS, views=views))
    assert bool(reason) is barred


@pytest.mark.parametrize(
    ("days", "longest", "refused"),
    [(1, 1, False), (2, 1, True), (7, 7, False), (8, 7, True), (14, 14, False), (15, 14, True), (99, None, False)],
)
def test_deferral_is_reviewed_in_time(days: int, longest: int | None, refused: bool) -> None:
    deferral = replace(
        GOOD,
        outcome=Outcome.DEFERRED,
        recommendation="DEFERRED",
        review_in_days=days,
        longest_deferral_days=longest,
    )
    assert (rules.why_not_decide(deferral) is not None) is refused


def test_case_of_a_child_is_for_senior_people() -> None:
    assert "child" in ranks.why_not_senior(child_subject=True, senior=False, act="decide")
    assert ranks.why_not_senior(child_subject=True, senior=True, act="decide") == ""
    assert ranks.why_not_senior(child_subject=False, senior=False, act="decide") == ""
