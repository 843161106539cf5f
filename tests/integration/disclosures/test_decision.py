"""The decision is refused unless the record holds every step before it, taken by different people."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.integration.cases import answers as given
from tests.integration.cases.path import STEPS, CasePath
from webapp.access.queries import actor_by_id
from webapp.cases.vocabulary import Outcome
from webapp.database import session
from webapp.disclosures import queries, service
from webapp.disclosures.model import Decision
from webapp.errors import Conflict, InvalidSubmission, NotPermitted, Rejected

DISCLOSE = service.DecisionGiven(
    outcome=Outcome.DISCLOSED_FULL,
    recommendation="DISCLOSED_FULL",
    items_approved=["D1"],
    recipient="victim",
    subject_to_be_told="no",
)


def decide(path: CasePath, role: str = "decision_maker", **changes: Any) -> dict[str, object]:
    return path.submit("disclosure_decision", role, {**given.DECISION, **changes})


def flushed() -> None:
    """Writes, and takes back what the database refused."""
    try:
        session().flush()
    finally:
        session().rollback()


def test_nothing_is_disclosed_on_the_word_of_a_diagram(path: CasePath) -> None:
    """A diagram that jumps to the decision with every routing value set gets nothing."""
    path.walk(until="line_of_enquiry")
    path.routing |= {"grounds_result": "PASS", "legal_result": "approve", "identity_level": "CONFIRMED"}
    path.routing |= {"recommendation": "DISCLOSED_FULL", "necessary": True}
    with pytest.raises(Rejected, match="grounds have not been checked"), path.at_work():
        service.decide(path.cast["decision_maker"], path.case_id, DISCLOSE)


@pytest.mark.parametrize(
    ("left_out", "part"),
    [
        ("identity_assurance", "assured by a second person"),
        ("representations_invitation", "representations has not been answered"),
        ("legal_review", "legal review has not been recorded"),
        ("disclosure_tests", "three tests have not been answered"),
    ],
)
def test_no_step_before_a_disclosure_can_be_left_out(path: CasePath, left_out: str, part: str) -> None:
    for form_id, role, answers, tables in STEPS:
        if form_id == "disclosure_decision":
            break
        if form_id != left_out:
            path.submit(form_id, role, answers)
        path.routing |= tables
    with pytest.raises(Rejected, match=part):
        decide(path)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"grounds_check": {"check_A9": "no"}}, "answered no"),
        ({"grounds_check": {"purpose_primary": "civil_claim_only"}}, "civil claim"),
        (
            {"grounds_check": {"recipient_location": "overseas"}, "legal_review": {"legal_result": "advise_against"}},
            "app",
        ),
        ({"legal_review": {"legal_result": "return", "return_to": "grounds"}}, "returned the case"),
        ({"legal_review": {"legal_result": "advise_against"}}, "Legal advice is against"),
        ({"disclosure_tests": {"proportionate": False}}, "three tests is not met"),
        ({"identity_assurance": {"assurance_result": "return"}}, "assured by a second person"),
    ],
)
def test_disclosure_is_refused_when_a_step_went_the_other_way(
    path: CasePath, changes: dict[str, Any], part: str
) -> None:
    path.walk(until="disclosure_decision", **changes)
    with pytest.raises(Rejected, match=part):
        decide(path)


def test_decision_against_legal_advice_needs_the_approval_of_another_senior_person(path: CasePath) -> None:
    against = {"legal_review": {"legal_result": "advise_against"}, "disclosure_tests": {"asks_approval": True}}
    path.walk(until="disclosure_decision", **against)
    path.routing["recommendation"] = "REFUSED"
    departing = {"departure_reason": "The risk has risen since."}
    with pytest.raises(Rejected, match="has to approve"):
        decide(path, **departing)
    approve(path, approved=False)
    with pytest.raises(Rejected, match="has refused"):
        decide(path, **departing)
    approve(path, approved=True)
    assert decide(path, **departing)["discloses"] is True
    with path.at_work():
        assert session().scalars(select(Decision)).one().approved_by == path.cast["senior_decision_maker"].id


def approve(path: CasePath, role: str = "senior_decision_maker", *, approved: bool) -> None:
    answers = {"approved_against_advice": approved, "approval_reason": "Point by point."}
    path.submit("senior_approval", role, answers)


def test_approval_against_advice_is_given_by_rank_by_another_and_only_where_advice_is_against(path: CasePath) -> None:
    path.walk(until="disclosure_tests")
    with pytest.raises(Rejected, match="no legal advice against"):
        approve(path, approved=True)
    with pytest.raises(Rejected, match="no approval is needed"):
        path.submit("disclosure_tests", "decision_maker", given.TESTS, asks_approval=True)
    path.submit("legal_review", "legal_reviewer", given.LEGAL, legal_result="advise_against")
    path.submit("disclosure_tests", "decision_maker", given.TESTS, asks_approval=True)
    path.promote("decision_maker", "senior_decision_maker")
    with pytest.raises(Rejected, match="You did the three tests"):
        approve(path, "decision_maker", approved=True)
    path.promote("scheme_coordinator", "decision_maker")
    with pytest.raises(Rejected, match="chief superintendent"):
        approve(path, "scheme_coordinator", approved=True)
    approve(path, approved=True)
    path.routing["recommendation"] = "REFUSED"
    with pytest.raises(Rejected, match="approval to act against legal advice"):
        decide(path, "senior_decision_maker", departure_reason="I would go on.")


def test_database_itself_refuses_a_disclosure_against_advice_that_nobody_approved(path: CasePath) -> None:
    path.walk(until="delivery")
    with path.at_work(), pytest.raises(IntegrityError, match="ck_decision_against_advice_approved"):
        session().scalars(select(Decision)).one().legal_result = "advise_against"
        flushed()


def test_case_of_a_child_is_decided_by_a_senior_decision_maker(path: CasePath) -> None:
    path.walk(until="disclosure_tests", identity_assessment={"subject_age_group": "under_18"})
    path.routing["consultee"] = "csc"
    path.submit("consultation_view", "scheme_coordinator", {"view": "view_given", "reason": "Parents only."})
    with pytest.raises(Rejected, match="senior decision maker has to weigh the tests"):
        path.submit("disclosure_tests", "decision_maker", given.TESTS)
    path.submit("disclosure_tests", "senior_decision_maker", given.TESTS)
    path.routing["recommendation"] = "DISCLOSED_FULL"
    with pytest.raises(Rejected, match="senior decision maker has to decide"):
        decide(path)
    assert decide(path, "senior_decision_maker")["discloses"] is True


def test_objection_of_the_prosecutor_is_answered_whatever_is_decided(path: CasePath) -> None:
    path.walk(until="disclosure_decision")
    path.routing["consultee"] = "cps"
    objection = {"reason": "Wait.", "until": date(2026, 4, 20), "less_than_full": "A reassurance."}
    path.submit("consultation_view", "scheme_coordinator", {"view": "objects", **objection})
    for changes in ({}, {"outcome": "REFUSED", "departure_reason": "There is no need."}):
        with pytest.raises(Rejected, match="Answer its objection") as refused:
            decide(path, **changes)
        assert refused.value.field == "cps_answer"
    decide(path, cps_answer="The victim has been followed home since.")


REASSURANCE = {
    **given.GROUNDS["proposed_item"][0],
    "text": "Somebody has been identified, and bail forbids contact.",
    "reassures": True,
}


def test_deferral_may_go_with_a_reassurance_that_describes_nobody(path: CasePath) -> None:
    items = [given.GROUNDS["proposed_item"][0], REASSURANCE]
    path.walk(until="disclosure_decision", grounds_check={"proposed_item": items})
    path.routing["consultee"] = "code_d_officer"
    path.submit("consultation_view", "scheme_coordinator", {"view": "pending"})
    path.routing |= {"recommendation": "DEFERRED", "review_within_days": 14}
    deferred: dict[str, Any] = {"outcome": "DEFERRED", "review_date": date(2026, 4, 27), "reassures": True}
    with pytest.raises(Rejected, match="still to be held"):
        decide(path, departure_reason="He is known to her.")
    with pytest.raises(Rejected, match="Untick D1"):
        decide(path, **deferred, items_approved=["D1", "D2"])
    with pytest.raises(Rejected, match="within 14 days"):
        decide(path, **{**deferred, "review_date": date(2026, 4, 28)}, items_approved=["D2"])
    derived = decide(path, **deferred, items_approved=["D2"])
    assert derived == {"outcome": "DEFERRED", "discloses": True, "review_date": date(2026, 4, 27)}
    with path.at_work():
        assert [option.value for option in queries.options(path.case_id)["approved_items"]] == ["D2"]


def test_person_of_an_earlier_step_may_neither_weigh_the_tests_nor_decide(path: CasePath) -> None:
    earlier = ("investigating_officer", "intelligence_analyst", "identity_reviewer", "legal_reviewer")
    path.walk(until="disclosure_tests")
    for role in earlier:
        with pytest.raises(NotPermitted, match="Decision maker or Senior decision maker role"):
            path.submit("disclosure_tests", role, given.TESTS)
        path.promote(role, "decision_maker")
        with pytest.raises(Rejected, match="another person has to weigh the tests"):
            path.submit("disclosure_tests", role, given.TESTS)
    path.submit("disclosure_tests", "decision_maker", given.TESTS)
    path.routing["recommendation"] = "DISCLOSED_FULL"
    for role in earlier:
        with pytest.raises(Rejected, match="another person has to decide"):
            decide(path, role)


def test_departure_from_the_recommendation_needs_its_reason(path: CasePath) -> None:
    path.walk(until="disclosure_decision")
    path.routing["recommendation"] = "DISCLOSED_LIMITED"
    with pytest.raises(Rejected, match="departing") as refused:
        decide(path)
    assert refused.value.field == "departure_reason"
    decide(path, departure_reason="The victim meets him at work, so the name alone is needed in full.")


def test_decision_without_a_recommendation_counts_as_a_departure(path: CasePath) -> None:
    path.walk(until="disclosure_decision")
    del path.routing["recommendation"]
    with pytest.raises(Rejected, match="departing"):
        decide(path)


def test_only_items_of_the_present_check_can_be_approved(path: CasePath) -> None:
    path.walk(until="disclosure_decision")
    for items in (["D1", "D3"], ["A3"]):
        with pytest.raises(InvalidSubmission) as refused:
            decide(path, items_approved=items)
        assert set(refused.value.errors) == {"items_approved"}
    with pytest.raises(Rejected, match="not D3"), path.at_work():
        beyond = service.DecisionGiven(**{**vars(DISCLOSE), "items_approved": ["D1", "D3"]})
        service.decide(path.cast["decision_maker"], path.case_id, beyond)


def test_alias_that_fell_below_probable_since_cannot_be_approved(path: CasePath) -> None:
    path.walk(until="disclosure_decision")
    levels = [{"alias": code, "level": "POSSIBLE"} for code in ("A1", "A2", "A3")]
    path.submit("identity_assessment", "intelligence_analyst", given.ASSESSMENT, alias_link_level=levels)
    path.submit("identity_assurance", "identity_reviewer", given.ASSURANCE)
    with pytest.raises(InvalidSubmission):
        decide(path)
    with pytest.raises(Rejected, match="A1: The link"), path.at_work():
        weak = service.DecisionGiven(**{**vars(DISCLOSE), "items_approved": ["D1", "A1"]})
        service.decide(path.cast["decision_maker"], path.case_id, weak)


def test_decision_names_all_that_it_needs(path: CasePath) -> None:
    path.walk(until="disclosure_decision")
    incomplete: dict[str, dict[str, Any]] = {
        "items_approved": {"items_approved": []},
        "recipient": {"recipient": None},
        "subject_to_be_told": {"subject_to_be_told": None, "subject_to_be_told_reason": None},
        "review_date": {"outcome": "DEFERRED", "departure_reason": "The procedure is pending."},
        "valid_until": {"valid_until": date(2026, 4, 1)},
    }
    for field, changes in incomplete.items():
        with pytest.raises(Rejected) as refused:
            decide(path, **changes)
        assert refused.value.field == field


def test_third_party_is_somebody_other_than_the_victim(path: CasePath) -> None:
    path.walk(until="disclosure_decision")
    path.routing["recommendation"] = "DISCLOSED_THIRD_PARTY"
    with pytest.raises(Rejected, match="other than the victim"):
        decide(path, outcome="DISCLOSED_THIRD_PARTY")
    third = {"outcome": "DISCLOSED_THIRD_PARTY", "recipient": "parent_guardian"}
    with pytest.raises(InvalidSubmission) as unnamed:
        decide(path, **third)
    assert set(unnamed.value.errors) == {"recipient_person"}
    with pytest.raises(Rejected, match="instead of the victim"), path.at_work():
        given_to = {**given.DECISION, **third, "outcome": Outcome.DISCLOSED_THIRD_PARTY}
        decider = path.cast["decision_maker"]
        service.decide(decider, path.case_id, service.DecisionGiven(recommendation="DISCLOSED_THIRD_PARTY", **given_to))
    decide(path, **third, recipient_person="Robin Example")


def test_later_decision_takes_the_place_of_an_unused_permission(path: CasePath) -> None:
    path.walk(until="delivery")
    path.routing["recommendation"] = "DEFERRED"
    deferred = {"outcome": "DEFERRED", "review_date": date(2026, 4, 20)}
    assert path.submit("disclosure_decision", "decision_maker", deferred)["discloses"] is False
    with path.at_work():
        assert queries.options(path.case_id)["approved_items"] == []
        rows = session().scalars(select(Decision).order_by(Decision.number)).all()
        assert [(row.outcome, row.revoked_at is not None) for row in rows] == [
            ("DISCLOSED_FULL", True), ("DEFERRED", False),
        ]  # fmt: skip
    with pytest.raises(Rejected, match="no decision to disclose"):
        path.submit("delivery", "disclosure_officer", given.DELIVERY, items_given=[])


def test_permission_is_taken_back_once(path: CasePath) -> None:
    path.walk(until="delivery")
    maker = path.cast["decision_maker"]
    with path.at_work():
        service.revoke_decision(maker, path.case_id, "The suspect was charged.")
    with pytest.raises(Conflict, match="no unused permission"), path.at_work():
        service.revoke_decision(maker, path.case_id, "Again.")
    with pytest.raises(Conflict, match="taken back"), path.at_work():
        meeting = service.Meeting(**given.DELIVERY)
        service.deliver(path.cast["disclosure_officer"], path.case_id, meeting)


def test_database_itself_refuses_a_disclosing_decision_without_its_steps(path: CasePath) -> None:
    path.walk(until="delivery")
    same_person = [("decided_by", "reviewed_by"), ("decided_by", "assured_by"), ("reviewed_by", "checked_by")]
    for column, other in same_person:
        with path.at_work(), pytest.raises(IntegrityError, match="ck_decision_distinct_people"):
            decision = session().scalars(select(Decision)).one()
            setattr(decision, column, getattr(decision, other))
            flushed()
    for column in ("assured_by", "reviewed_by", "grounds_result", "tests_id", "check_id", "recipient"):
        with path.at_work(), pytest.raises(IntegrityError, match="ck_decision_steps_before_disclosure"):
            setattr(session().scalars(select(Decision)).one(), column, None)
            flushed()


def test_record_names_the_people_of_every_step(path: CasePath) -> None:
    path.walk(until="delivery")
    with path.at_work():
        decision = session().scalars(select(Decision)).one()
        people = [decision.checked_by, decision.assured_by, decision.reviewed_by, decision.decided_by]
        actors = [actor_by_id(person) for person in people if person is not None]
    assert [actor.login for actor in actors if actor] == [
        "investigating_officer", "identity_reviewer", "legal_reviewer", "decision_maker",
    ]  # fmt: skip
