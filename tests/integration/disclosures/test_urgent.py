"""A threat to life: what may be told on a decision by word of mouth, by whom, once, and what has to follow."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tests.integration.cases import answers as given
from tests.integration.cases.path import MONDAY, STEPS, CasePath
from webapp import clock
from webapp.cases.model import Case, Subject
from webapp.database import session
from webapp.disclosures import queries, service
from webapp.disclosures.model import Decision, WrittenDecision
from webapp.errors import Conflict, InvalidSubmission, NotPermitted, Rejected
from webapp.notifications.model import OutboxMessage

ORAL: dict[str, Any] = {
    "lawyer_reached": True,
    "legal_view": "Article 2 requires it.",
    "tell_now": True,
    "oral_reasons": "He stands at her door.",
    "items_approved": ["D1"],
    "recipient": "victim",
}
WRITTEN = {
    "necessary_reason": "She must recognise him.",
    "pressing_need_reason": "It was for that night.",
    "proportionate_reason": "One fact, to her alone.",
}


UNSURE = {"contradiction_unresolved": True, "contradiction_unresolved_reason": "Somebody saw him elsewhere."}
WEAK = {"strand": [{**given.STRANDS[2], "grade_source": "3", "grade_assessment": "D"}]}
ASSESSED = {"POSSIBLE": UNSURE, "INSUFFICIENT": WEAK}


def ready(path: CasePath, *, priority: str = "P1_IMMEDIATE", level: str = "POSSIBLE", **grounds: Any) -> None:
    """The case with everything before the decision by word of mouth; no alias is sure enough to be told."""
    path.walk(until="priority_confirmation")
    path.routing["priority"] = priority
    path.submit("priority_confirmation", "supervisor", {})
    forms = [step[0] for step in STEPS]
    for form_id, role, answers, _ in STEPS[forms.index("line_of_enquiry") : forms.index("identity_assessment")]:
        path.submit(form_id, role, answers)
    without_aliases = {name: value for name, value in given.ASSESSMENT.items() if name != "alias_link_level"}
    path.submit("identity_assessment", "intelligence_analyst", {**without_aliases, **ASSESSED[level]})
    path.routing["identity_level"] = level
    path.submit("identity_assurance", "identity_reviewer", given.ASSURANCE)
    answers = {name: value for name, value in given.GROUNDS.items() if name != "proposed_alias"}
    path.submit("grounds_check", "investigating_officer", {**answers, "purpose_primary": "protect_life", **grounds})
    path.routing |= {"grounds_result": "PASS", "grounds_regime": "DPA 2018 Part 3"}


def decide(path: CasePath, role: str = "decision_maker", **changes: Any) -> None:
    answers = {**ORAL, **changes}
    path.submit("oral_decision", role, {name: value for name, value in answers.items() if value is not None})


def deliver(path: CasePath, form_id: str = "urgent_delivery", **changes: Any) -> None:
    path.submit(form_id, "disclosure_officer", {**given.DELIVERY, "items_given": ["D1"], **changes})


def tell(path: CasePath, at: datetime = MONDAY) -> None:
    """Tells past the form, which offers only what may be told."""
    meeting = service.Meeting(**{**given.DELIVERY, "items_given": ["D1"]})
    with clock.fixed(at), path.database.transaction():
        service.deliver(path.cast["disclosure_officer"], path.case_id, meeting, urgently=True)


def test_what_was_decided_by_word_of_mouth_is_told_logged_written_down_and_reviewed(path: CasePath) -> None:
    ready(path)
    decide(path)
    deliver(path, undertaking="refused")
    path.submit("written_decision", "decision_maker", WRITTEN)
    path.submit("legal_review", "legal_reviewer", given.LEGAL)
    with path.at_work():
        [log] = queries.disclosure_log(path.cast["investigating_officer"], path.case_id)
        sections = queries.facts(path.cast["decision_maker"], path.case_id, ["decision"])
    assert (log.items[0][0], log.justification) == ("D1", ORAL["oral_reasons"])
    shown = {row.label: row.value for row in sections[0].rows}
    assert shown["The lawyer’s view by telephone"] == ORAL["legal_view"]
    assert "It was for that night." in shown["Reasons in writing"]
    with pytest.raises(Conflict, match="were told by"):
        tell(path)
    with pytest.raises(Conflict, match="No decision by word of mouth waits"):
        path.submit("written_decision", "decision_maker", WRITTEN)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"priority": "P2_HIGH"}, "The confirmed priority is not P1"),
        ({"level": "INSUFFICIENT"}, "The identity is not even possible"),
        ({"purpose_primary": "prevent_detect_crime"}, "Only what protects life"),
        ({"check_A9": "no"}, "The grounds are not met as they stand"),
        ({"recipient_location": "overseas"}, "The grounds are not met as they stand"),
    ],
)
def test_nothing_is_decided_by_word_of_mouth_without_what_must_come_before(
    path: CasePath, state: dict[str, Any], sentence: str
) -> None:
    ready(path, **state)
    with pytest.raises(Rejected, match=sentence):
        decide(path)
    decide(path, tell_now=False, items_approved=None, recipient=None)
    with pytest.raises(Rejected, match="There is no decision to disclose"):
        tell(path)


def test_lawyers_view_or_why_none_could_be_reached_is_noted(path: CasePath) -> None:
    ready(path)
    with pytest.raises(InvalidSubmission) as refused:
        decide(path, lawyer_reached=False, legal_view=None)
    assert set(refused.value.errors) == {"no_lawyer_reason"}
    for both in ({"legal_view": "Yes.", "no_lawyer_reason": "Nobody answered."}, {"legal_view": None}):
        with pytest.raises(Rejected, match="or why no lawyer could be reached"), path.at_work():
            oral = service.OralGiven(tell_now=True, oral_reasons="Now.", items_approved=["D1"], **both)
            service.decide_orally(path.cast["decision_maker"], path.case_id, oral)
    decide(path, lawyer_reached=False, legal_view=None, no_lawyer_reason="The line was engaged for half an hour.")


def test_whoever_checked_or_assured_decides_nothing_by_word_of_mouth(path: CasePath) -> None:
    ready(path)
    for role in ("investigating_officer", "identity_reviewer"):
        with pytest.raises(NotPermitted, match="Decision maker"):
            decide(path, role)
        path.promote(role, "decision_maker")
        with pytest.raises(Rejected, match="another person has to decide"):
            decide(path, role)


def test_only_approved_items_of_the_present_check_are_told(path: CasePath) -> None:
    ready(path)
    with pytest.raises(Rejected, match="Only items of the present grounds check"), path.at_work():
        service.note_grounds_result(path.cast["decision_maker"], path.case_id, "PASS", "")
        oral = service.OralGiven(
            tell_now=True, oral_reasons="Now.", legal_view="Yes.", items_approved=["D9"], recipient="victim"
        )
        service.decide_orally(path.cast["decision_maker"], path.case_id, oral)
    decide(path)
    with pytest.raises(InvalidSubmission, match="Which items did you give"):
        deliver(path, items_given=["D1", "D2"])


def test_what_may_be_told_urgently_is_told_in_no_other_task_nor_the_other_way_round(path: CasePath) -> None:
    ready(path)
    decide(path)
    with pytest.raises(Rejected, match="was decided by word of mouth"):
        deliver(path, "delivery")
    deliver(path)


def test_decision_in_writing_is_not_told_urgently_nor_decided_again_by_word_of_mouth(path: CasePath) -> None:
    path.walk(until="delivery")
    with pytest.raises(Rejected, match="was decided in writing"):
        deliver(path)


def test_nothing_is_decided_by_word_of_mouth_nor_told_while_disclosure_is_held(path: CasePath) -> None:
    ready(path)
    path.submit("withdrawal", "investigating_officer", given.WITHDRAWAL)
    with pytest.raises(Rejected, match="victim has withdrawn"):
        decide(path)


def test_third_party_is_told_urgently_only_under_their_name_and_as_who_they_are(path: CasePath) -> None:
    ready(path)
    decide(path, recipient="parent_guardian", recipient_person="Pat Example")
    with pytest.raises(Rejected, match="somebody other than the victim"):
        deliver(path)
    deliver(path, recipient_name="Pat Example", recipient_capacity="Her mother; birth certificate seen.")
    with path.at_work():
        [row] = queries.disclosure_log(path.cast["decision_maker"], path.case_id)
    assert row.recipient_name == "Pat Example"


def test_permission_by_word_of_mouth_ends_with_its_day_and_with_the_priority(path: CasePath) -> None:
    ready(path)
    decide(path)
    with pytest.raises(Conflict, match="its time has ended"):
        tell(path, MONDAY + timedelta(hours=24))
    path.routing["priority"] = "P2_HIGH"
    path.submit("priority_confirmation", "supervisor", {})
    with pytest.raises(Rejected, match="not P1"):
        deliver(path)
    path.routing["priority"] = "P1_IMMEDIATE"
    path.submit("priority_confirmation", "supervisor", {})
    decide(path)
    deliver(path)


def test_only_who_decided_puts_it_in_writing(path: CasePath) -> None:
    ready(path)
    decide(path)
    deliver(path)
    path.promote("supervisor", "decision_maker")
    with pytest.raises(Rejected, match="Another person decided by word of mouth"):
        path.submit("written_decision", "supervisor", WRITTEN)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"priority": "P2_HIGH"}, "steps_before_urgent_disclosure"),
        ({"purpose": "prevent_detect_crime"}, "steps_before_urgent_disclosure"),
        ({"identity_level": "INSUFFICIENT"}, "steps_before_urgent_disclosure"),
        ({"grounds_result": "PASS_IF_LEGAL"}, "steps_before_urgent_disclosure"),
        ({"assured_by": None}, "steps_before_urgent_disclosure"),
        ({"oral": False, "recommendation": Decision.outcome}, "steps_before_disclosure"),
        ({"oral_reasons_sealed": None}, "oral_reasons_noted"),
        ({"legal_view_sealed": None}, "lawyer_asked_or_not_reached"),
        ({"decided_by": Decision.checked_by}, "distinct_people"),
        ({"decided_by": Decision.assured_by}, "distinct_people"),
    ],
)
def test_database_itself_refuses_an_urgent_permission_without_its_steps(
    path: CasePath, change: dict[str, Any], constraint: str
) -> None:
    ready(path)
    decide(path)
    with pytest.raises(IntegrityError, match=constraint), path.at_work():
        session().execute(update(Decision).values(change).execution_options(synchronize_session=False))


def test_database_itself_refuses_that_another_person_writes_it_down(path: CasePath) -> None:
    ready(path)
    decide(path)
    deliver(path)
    path.submit("written_decision", "decision_maker", WRITTEN)
    with path.at_work():
        assert session().scalars(select(WrittenDecision)).one().differences is None
    other = path.cast["supervisor"].id
    with pytest.raises(IntegrityError, match="by_its_decision_maker"), path.at_work():
        session().execute(update(WrittenDecision).values(written_by=other))


NOTHING = {"items_given": [], "not_given_reason": "not_reached", "recipient_id_verified": False, "caveat_read": False}
AGAIN = {"urgent_next": "proceed", "urgent_next_reason": "She comes home at midnight."}


def test_nothing_told_spends_nothing_and_whoever_decides_says_whether_it_is_tried_again(path: CasePath) -> None:
    ready(path)
    decide(path)
    with pytest.raises(Rejected, match="nothing to reconsider"):
        path.submit("urgent_reconsideration", "decision_maker", AGAIN)
    deliver(path, **NOTHING)
    assert path.routing["told_urgently"] is False
    with pytest.raises(Rejected, match="another person has to decide on it again"):
        path.promote("identity_reviewer", "decision_maker")
        path.submit("urgent_reconsideration", "identity_reviewer", AGAIN)
    path.submit("urgent_reconsideration", "decision_maker", AGAIN)
    deliver(path)
    assert path.routing["told_urgently"] is True
    with path.at_work():
        assert len(queries.disclosure_log(path.cast["decision_maker"], path.case_id)) == 1


def test_stopping_takes_the_permission_back_and_an_ended_one_is_not_tried_again(path: CasePath) -> None:
    ready(path)
    decide(path)
    deliver(path, **NOTHING)
    late, refused = clock.fixed(MONDAY + timedelta(hours=24)), pytest.raises(Rejected, match="approval has ended")
    with late, path.database.transaction(), refused:
        service.reconsider_urgently(path.cast["decision_maker"], path.case_id, "proceed", "Once more.")
    path.submit("urgent_reconsideration", "decision_maker", AGAIN, urgent_next="stop")
    with path.at_work():
        decision = session().scalars(select(Decision)).one()
        assert decision.revoked_at is not None
        assert session().get_one(Case, path.case_id).outcome is None
    with pytest.raises(Conflict, match="taken back"):
        tell(path)
    path.submit("written_decision", "decision_maker", WRITTEN)


def test_only_a_senior_decision_maker_decides_by_word_of_mouth_about_a_child(path: CasePath) -> None:
    ready(path)
    with path.at_work():
        session().execute(update(Subject).where(Subject.case_id == path.case_id).values(age_group="under_18"))
    with pytest.raises(Rejected, match="senior decision maker has to decide"):
        decide(path)
    decide(path, role="senior_decision_maker")


def test_an_open_link_with_policing_holds_no_threat_to_life_up_but_asks_for_another_command(path: CasePath) -> None:
    ready(path)
    with path.at_work():
        session().execute(update(Case).where(Case.id == path.case_id).values(police_link="open"))
    with pytest.raises(Rejected, match="of another command than the subject"):
        decide(path)
    with pytest.raises(Rejected, match="of another command than the subject"):
        decide(path, other_command=False)
    decide(path, other_command=True)
    with path.at_work():
        assert session().scalars(select(Decision)).one().other_command is True
        told = session().scalars(select(OutboxMessage).where(OutboxMessage.kind == "decided_unsettled")).one()
        assert told.to_group == "professional_standards"
