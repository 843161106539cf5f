"""What comes after a decision: a refused undertaking, the contacts, a deferral, and saying that nothing is told."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from tests.integration.cases import answers as given
from tests.integration.cases.path import CasePath
from webapp import clock
from webapp.database import session
from webapp.disclosures import queries, service
from webapp.disclosures.model import Decision, DeferralReview, DisclosureContact, NoDisclosure
from webapp.errors import Conflict, InvalidSubmission, Rejected

DEFERRED = {"outcome": "DEFERRED", "review_date": date(2026, 4, 27), "departure_reason": "An arrest is planned."}
REVIEW = {"deferral_change": "objection_lifted", "review_next": "grounds", "deferral_reason": "It is lifted."}
WRONG_PEOPLE = ("investigating_officer", "identity_reviewer", "legal_reviewer")


def refused(path: CasePath, **changes: dict[str, Any]) -> None:
    """Up to a meeting at which the undertaking was refused."""
    path.walk(until="delivery", **changes)
    told = path.submit("delivery", "disclosure_officer", given.DELIVERY, undertaking="refused", items_given=[])
    assert told == {"told": False}


def reconsider(path: CasePath, result: str, **changes: Any) -> dict[str, object]:
    answers = {"undertaking_result": result, "undertaking_reason": "Her safety comes first.", **changes}
    return path.submit("undertaking_review", "decision_maker", answers)


def decisions(path: CasePath) -> list[tuple[str, bool]]:
    """Each decision in order: its outcome, and whether it can still be used."""
    with path.at_work():
        rows = session().scalars(select(Decision).where(Decision.case_id == path.case_id).order_by(Decision.number))
        return [(row.outcome, row.discloses and row.spent_at is None and row.revoked_at is None) for row in rows]


def test_same_items_are_told_without_an_undertaking_once_the_decision_maker_says_so(path: CasePath) -> None:
    refused(path)
    with pytest.raises(Rejected, match="refused the undertaking"):
        path.submit("delivery", "disclosure_officer", given.DELIVERY, undertaking="refused")
    assert reconsider(path, "proceed") == {"outcome": "DISCLOSED_FULL", "discloses": True}
    assert decisions(path) == [("DISCLOSED_FULL", True)]
    path.submit("delivery", "disclosure_officer", given.DELIVERY, undertaking="refused")
    assert decisions(path) == [("DISCLOSED_FULL", False)]


def test_fewer_items_are_a_new_decision_and_the_others_cannot_be_told(path: CasePath) -> None:
    refused(path)
    for wrong in (["D1", "A1", "A2"], []):
        with pytest.raises((Rejected, InvalidSubmission)):
            reconsider(path, "reduce", items_remaining=wrong)
    assert reconsider(path, "reduce", items_remaining=["D1"]) == {"outcome": "DISCLOSED_LIMITED", "discloses": True}
    assert decisions(path) == [("DISCLOSED_FULL", False), ("DISCLOSED_LIMITED", True)]
    with pytest.raises(InvalidSubmission):
        path.submit("delivery", "disclosure_officer", given.DELIVERY, undertaking="refused")
    path.submit("delivery", "disclosure_officer", given.DELIVERY, undertaking="refused", items_given=["D1"])


def test_stopping_ends_the_approval_and_the_victim_is_told_nothing(path: CasePath) -> None:
    refused(path)
    assert reconsider(path, "stop") == {"outcome": "REFUSED", "discloses": False}
    assert decisions(path) == [("DISCLOSED_FULL", False), ("REFUSED", False)]
    with pytest.raises(Rejected, match="no decision to disclose"), path.at_work():
        service.deliver(path.cast["disclosure_officer"], path.case_id, service.Meeting(**given.DELIVERY))
    path.submit("no_disclosure", "disclosure_officer", given.NO_DISCLOSURE)


def test_disclosure_is_reconsidered_by_nobody_of_an_earlier_step_and_only_after_a_meeting(path: CasePath) -> None:
    path.walk(until="delivery")
    with pytest.raises(Rejected, match="no meeting on record"):
        reconsider(path, "proceed")
    path.submit("delivery", "disclosure_officer", given.DELIVERY, undertaking="refused", items_given=[])
    for role in WRONG_PEOPLE:
        path.promote(role, "decision_maker")
        with pytest.raises(Rejected, match="another person has to decide on it again"), path.at_work():
            service.reconsider(path.cast[role], path.case_id, "proceed", [], "Go on.")


def test_approval_that_was_taken_back_cannot_go_on(path: CasePath) -> None:
    refused(path)
    with path.at_work():
        service.revoke_decision(path.cast["decision_maker"], path.case_id, "New evidence.")
    for result in ("proceed", "reduce"):
        with pytest.raises(Conflict, match="taken back"), path.at_work():
            service.reconsider(path.cast["decision_maker"], path.case_id, result, ["D1"], "Go on.")
    assert reconsider(path, "stop")["outcome"] == "REFUSED"


def test_renewing_an_approval_asks_every_rule_again(path: CasePath) -> None:
    path.walk(until="delivery", disclosure_decision={"valid_until": date(2026, 4, 14)})
    later = datetime(2026, 4, 15, 9, 0, tzinfo=clock.LONDON)
    nothing = service.Meeting(**{**given.DELIVERY, "items_given": [], "not_given_reason": "permission_ended"})
    with clock.fixed(later), path.database.transaction():
        service.deliver(path.cast["disclosure_officer"], path.case_id, nothing)
    levels = [{"alias": code, "level": "POSSIBLE"} for code in ("A1", "A2", "A3")]
    path.submit("identity_assessment", "intelligence_analyst", given.ASSESSMENT, alias_link_level=levels)

    def renew() -> None:
        with clock.fixed(later), path.database.transaction():
            service.reconsider(path.cast["decision_maker"], path.case_id, "proceed", [], "She is back.")

    with pytest.raises(Rejected, match="not been assured"):
        renew()
    path.submit("identity_assessment", "intelligence_analyst", given.ASSESSMENT)
    path.submit("identity_assurance", "identity_reviewer", given.ASSURANCE)
    renew()
    assert decisions(path) == [("DISCLOSED_FULL", False), ("DISCLOSED_FULL", True)]
    with clock.fixed(later), path.database.transaction():
        service.deliver(path.cast["disclosure_officer"], path.case_id, service.Meeting(**given.DELIVERY))


def test_contact_says_when_the_risk_has_to_be_assessed_again(path: CasePath) -> None:
    path.walk(until="delivery")
    path.routing["contact_after"] = "PT24H"
    with pytest.raises(Rejected, match="nobody to look after yet"):
        path.submit("aftermath_contact", "safeguarding_lead", given.CONTACT)
    path.submit("delivery", "disclosure_officer", given.DELIVERY)
    calm = path.submit("aftermath_contact", "safeguarding_lead", given.CONTACT)
    assert calm == {"risk_changed": False}
    path.routing["contact_after"] = "P7D"
    for change in ({"safe": False}, {"new_incident": True}, {"retaliation": True}, {"misuse": True}):
        changed = path.submit("aftermath_contact", "safeguarding_lead", given.CONTACT, **change)
        assert changed == {"risk_changed": True}, change
    silent = {"reached": False, "not_reached_plan": "Officers go there."}
    assert path.submit("aftermath_contact", "safeguarding_lead", silent) == {"risk_changed": True}
    with path.at_work():
        sections = queries.facts(path.cast["safeguarding_lead"], path.case_id, ["contacts"])
    assert [row.label for row in sections[0].rows] == ["Contact after 24 hours"] + ["Contact after 7 days"] * 5
    path.routing["contact_after"] = "P99D"
    with pytest.raises(Rejected, match="does not say which contact"):
        path.submit("aftermath_contact", "safeguarding_lead", given.CONTACT)


def test_database_itself_refuses_a_contact_that_asked_nothing(path: CasePath) -> None:
    path.walk(until="closure")
    with path.at_work():
        told = session().scalars(select(DisclosureContact)).all()
        assert told == []
        officer = path.cast["safeguarding_lead"]
        with pytest.raises(Rejected):
            service.record_contact(officer, path.case_id, service.Contact(after="P7D", reached=True))
        session().rollback()


def test_deferral_stays_until_something_changes_and_goes_on_by_a_decision_alone(path: CasePath) -> None:
    path.walk(until="delivery", disclosure_decision=DEFERRED)
    assert path.routing["review_date"] == date(2026, 4, 27)
    with pytest.raises(InvalidSubmission):
        path.submit("deferral_review", "decision_maker", REVIEW, review_next="none")
    with pytest.raises(Rejected, match="in the future"):
        again = {"review_next": "none", "next_review_date": date(2026, 4, 13)}
        path.submit("deferral_review", "decision_maker", REVIEW, **again)
    again = {"review_next": "none", "next_review_date": date(2026, 5, 4)}
    assert path.submit("deferral_review", "decision_maker", REVIEW, **again) == {"review_date": date(2026, 5, 4)}
    assert path.submit("deferral_review", "decision_maker", REVIEW) == {}
    assert decisions(path) == [("DEFERRED", False)]
    with path.at_work():
        assert [row.next for row in session().scalars(select(DeferralReview).order_by(DeferralReview.number))] == [
            "none",
            "grounds",
        ]
        section = queries.facts(path.cast["decision_maker"], path.case_id, ["deferral"])[0]
    assert "Next review 4 May 2026" in section.rows[0].value


def test_deferral_is_reviewed_by_nobody_of_an_earlier_step_and_only_where_there_is_one(path: CasePath) -> None:
    path.walk(until="delivery")
    with pytest.raises(Rejected, match="no deferral"):
        path.submit("deferral_review", "decision_maker", REVIEW)
    path.submit("disclosure_decision", "decision_maker", given.DECISION | DEFERRED | {"items_approved": []})
    for role in WRONG_PEOPLE:
        path.promote(role, "decision_maker")
        with pytest.raises(Rejected, match="another person has to review the deferral"):
            path.submit("deferral_review", role, REVIEW)


def test_offered_words_are_kept_as_they_were_said(path: CasePath) -> None:
    path.walk(until="delivery", disclosure_decision=DEFERRED)
    offered = {**given.NO_DISCLOSURE, "wording": "offered"}
    offered.pop("reason_given")
    path.submit("no_disclosure", "disclosure_officer", offered)
    with path.at_work():
        row = session().scalars(select(NoDisclosure)).one()
        assert row.reason_given.startswith("We have looked at your case with care.")
        section = queries.facts(path.cast["disclosure_officer"], path.case_id, ["safe_wording"])[0]
        assert section.rows[0].value == row.reason_given


@pytest.mark.parametrize("words", ["It has nothing to do with Sam Sample.", "We know who night owl is."])
def test_words_that_name_the_subject_or_an_account_are_refused(path: CasePath, words: str) -> None:
    path.walk(until="delivery", disclosure_decision=DEFERRED)
    with pytest.raises(Rejected, match="name somebody"):
        path.submit("no_disclosure", "disclosure_officer", given.NO_DISCLOSURE, reason_given=words)


def test_internal_review_is_always_offered(path: CasePath) -> None:
    path.walk(until="delivery", disclosure_decision=DEFERRED)
    with pytest.raises(Rejected, match="Offer the internal review"):
        path.submit("no_disclosure", "disclosure_officer", given.NO_DISCLOSURE, review_offered=False)


def test_a_victim_is_told_that_nobody_was_identified_on_a_supervisors_word_and_without_a_decision(
    path: CasePath,
) -> None:
    path.walk(until="line_of_enquiry")
    path.submit("line_of_enquiry", "investigating_officer", given.ENQUIRY, authority_type="none_open_source")
    path.submit("enquiry_result", "investigating_officer", {"enquiry_result": "exhausted"})
    with pytest.raises(Rejected, match="Let a supervisor confirm"):
        path.submit("no_identity", "disclosure_officer", given.NO_IDENTITY)
    over = {"enquiries_exhausted": True, "exhausted_reasons": "Everything was tried."}
    path.submit("enquiry_exhausted", "supervisor", over)
    with pytest.raises(Rejected, match="door stays open"):
        path.submit("no_identity", "disclosure_officer", given.NO_IDENTITY, door_open=False)
    with pytest.raises(Rejected, match="name somebody"):
        named = {"wording": "own", "reason_given": "We could not find out who night owl is."}
        path.submit("no_identity", "disclosure_officer", given.NO_IDENTITY, **named)
    path.submit("no_identity", "disclosure_officer", given.NO_IDENTITY)
    with path.at_work():
        shown = queries.facts(path.cast["disclosure_officer"], path.case_id, ["safe_wording", "no_identity"])
    [say, told] = [{row.label: row.value for row in section.rows} for section in shown]
    assert say["Say"] == told["What the victim was told"]
    assert "The door stays open" in say["Say"]
    assert told["How"] == "In person"
    assert told["Told by"] == "Disclosure officer, 13 April 2026 at 10:00"
