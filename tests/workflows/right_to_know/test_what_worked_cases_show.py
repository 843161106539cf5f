"""Which worked case shows which outcome, exception and clock of the scheme; docs/process.md points here."""

import pytest

from tests.workflows.right_to_know.rules_of_the_scheme import CLOCKS, LONGEST_DEFERRAL, P1, P2, P3
from tests.workflows.right_to_know.running import Runs

OUTCOMES = {
    "DISCLOSED_FULL": "worked_case_1",
    "DISCLOSED_LIMITED": "threat_to_life_limited",
    "REASSURANCE_ONLY": "reassured_and_nothing_more",
    "DISCLOSED_THIRD_PARTY": "worked_case_4",
    "DEFERRED": "worked_case_6",
    "REFUSED": "civil_claim_blocked",
    "DECLINED_BY_VICTIM": "worked_case_3",
    "SUPERSEDED_BY_PROCEEDINGS": "superseded_by_proceedings",
    "CLOSED_NO_IDENTITY": "nobody_identified",
    "OUT_OF_SCOPE": "out_of_scope",
}

# exception, worked case, the elements that answer it
EXCEPTIONS = [
    ("E1 threat to life", "worked_case_2", {"warn_victim", "decide_orally", "tell_urgently", "review_afterwards"}),
    ("E1 nobody to name", "threat_to_life_warned_only", {"warn_victim", "warned_only"}),
    ("E2 victim withdraws", "worked_case_3", {"record_withdrawal"}),
    ("E2 under pressure", "withdrawn_under_pressure_after_the_decision", {"respond_to_coercion"}),
    ("E2 asks again", "withdrawn_and_asked_again", {"record_withdrawal", "link_request"}),
    ("E3 child subject", "child_subject_limited", {"weigh_tests_for_child", "make_decision_for_child"}),
    ("E4 police subject", "worked_case_5", {"settle_police_link", "force_away"}),
    ("E4 command of another force", "command_of_another_force_kept_away", {"settle_police_link", "command_away"}),
    ("E5 subject deceased", "subject_deceased", {"make_decision"}),
    (
        "E6 wrong identity",
        "worked_case_7",
        {"freeze_disclosure", "notify_recipient", "protect_person", "assess_breach"},
    ),
    ("E6 corrected", "worked_case_7", {"correct_record", "restart_disclosure"}),
    ("E7 victim knows", "victim_knows_already", {"record_knowledge", "say_neither"}),
    ("E8 material with conditions", "owner_refuses_material", {"record_view", "deliver_to_recipient"}),
    ("E9 objection of the CPS", "worked_case_6", {"review_deferral"}),
    ("E10 repeat request", "refused_and_upheld_by_another_superintendent", {"link_request", "review_decision"}),
    ("E11 joint victims", "joint_victims_told_and_refused", {"propose_joint", "answer_joint", "joined_told"}),
    ("E12 another force", "transferred_to_another_force", {"offer_transfer", "answer_transfer"}),
    ("E13 charge and court", "superseded_by_proceedings", {"record_proceedings", "offer_early_notice"}),
    ("E14 misuse", "misuse_by_a_recipient", {"record_misuse", "review_misuse_risk", "assess_misuse_offence"}),
]

# clock, then the worked cases in which it runs at P1, P2 and P3
OF_CLOCKS = {
    "initial_checks": ("clock_at_once", "worked_case_4", "worked_case_1"),
    "identity_review": ("worked_case_2", "worked_case_5", "clock_of_the_outcome"),
    "consultations": ("clock_at_once", "worked_case_4", "clock_of_the_outcome"),
    "representations": (None, "sensitive_item_strictly_necessary", "representations_unanswered"),
    "legal_review": ("worked_case_2", "worked_case_5", "worked_case_1"),
    "decision": ("worked_case_2", "worked_case_5", "clock_of_the_outcome"),
    "delivery": ("threat_to_life_limited", "worked_case_6", "worked_case_1"),
    "outcome": ("life_in_danger_and_deferred", "worked_case_6", "clock_of_the_outcome"),
}
DEFERRALS = {P1: "life_in_danger_and_deferred", P2: "worked_case_6", P3: "worked_case_3"}


@pytest.mark.parametrize(("outcome", "case"), OUTCOMES.items())
def test_outcome_is_shown(outcome: str, case: str, runs_of_worked_cases: Runs) -> None:
    assert outcome in runs_of_worked_cases.of(f"right_to_know/{case}").outcomes


@pytest.mark.parametrize(("exception", "case", "elements"), EXCEPTIONS)
def test_exception_is_shown(exception: str, case: str, elements: set[str], runs_of_worked_cases: Runs) -> None:
    assert elements - runs_of_worked_cases.of(f"right_to_know/{case}").reached.elements == set(), exception


@pytest.mark.parametrize(("clock", "cases"), OF_CLOCKS.items())
def test_clock_runs_at_every_priority(
    clock: str, cases: tuple[str | None, str, str], runs_of_worked_cases: Runs
) -> None:
    for priority, case in zip((P1, P2, P3), cases, strict=True):
        if case is not None:
            assert (clock, priority) in runs_of_worked_cases.of(f"right_to_know/{case}").reached.clocks, case


def test_every_clock_of_the_scheme_is_shown() -> None:
    assert OF_CLOCKS.keys() == CLOCKS.keys()
    assert [name for name, cases in OF_CLOCKS.items() if None in cases] == ["representations"]


@pytest.mark.parametrize(("priority", "case"), DEFERRALS.items())
def test_deferral_is_reviewed_within_the_time_of_its_priority(
    priority: str, case: str, runs_of_worked_cases: Runs
) -> None:
    assert (priority, LONGEST_DEFERRAL[priority]) in runs_of_worked_cases.of(f"right_to_know/{case}").deferrals
