"""A protection order beside a disclosure: it informs the decision, and supersedes it only where a person says so."""

from datetime import date
from typing import Any

import pytest

from tests.integration.cases.path import MONDAY, CasePath
from webapp.access.actor import SYSTEM
from webapp.cases import queries as cases
from webapp.cases import service
from webapp.cases.vocabulary import Outcome
from webapp.disclosures import records
from webapp.errors import InvalidSubmission, NotPermitted, Rejected
from webapp.measures import queries
from webapp.measures.submissions import WRITERS

TODAY = MONDAY.date()
SOUGHT = {
    "order_route": "application",
    "order_acts": True,
    "order_risk": True,
    "order_necessary": True,
    "order_reasons": "New accounts appear each week. MARAC agrees.",
    "disclosure_order": "order_first",
    "disclosure_order_reasons": "It binds him first.",
}
SUPERSEDED = {"order_supersedes": True, "supersession_reasons": "The hearing is tomorrow, in open court."}
MADE = {
    "order_result": "full",
    "order_heard_on": TODAY,
    "order_conditions": "Not to contact Victim A.",
    "order_ends_on": date(2028, 6, 1),
}


def write(path: CasePath, form: str, role: str, answers: dict[str, Any], **changes: Any) -> dict[str, object]:
    derived = WRITERS[form](path.cast[role], path.case_id, {**answers, **changes}, path.routing)
    path.routing |= derived
    return derived


def test_order_is_seen_by_who_decides_and_by_nobody_who_need_not(path: CasePath) -> None:
    path.walk(until="disclosure_tests")
    with path.at_work():
        assert write(path, "order_consideration", "investigating_officer", SOUGHT) == {"order_number": 1}
        write(path, "order_hearing", "investigating_officer", MADE)
        write(path, "order_service", "investigating_officer", {"order_served_on": TODAY})
        service.offer_to_groups(SYSTEM, path.case_id, ["decision_maker", "identity_reviewer"])
        topics = queries.FACTS_FOR_FORM["disclosure_tests"]
        [section] = queries.facts(path.cast["decision_maker"], path.case_id, topics)
        told = {row.label: row.value for row in section.rows}
        assert told["Order 1 now"].splitlines()[:2] == ["Full order made, on application", "Until 1 June 2028"]
        assert "Order of measures: Protection order, then disclose" in told["Order 1: to be sought"]
        assert "Reasons: New accounts appear each week. MARAC agrees." in told["Order 1: to be sought"]
        assert queries.facts(path.cast["identity_reviewer"], path.case_id) == []


def test_decision_that_it_is_superseded_takes_the_permission_back(path: CasePath) -> None:
    path.walk(until="delivery")
    with path.at_work():
        write(path, "order_consideration", "investigating_officer", SOUGHT)
        assert records.live_decision(path.case_id) is not None
        with pytest.raises(NotPermitted):
            write(path, "order_supersession", "investigating_officer", SUPERSEDED)
        assert write(path, "order_supersession", "decision_maker", SUPERSEDED) == {
            "outcome": Outcome.SUPERSEDED_BY_PROCEEDINGS
        }
        assert records.live_decision(path.case_id) is None
        header = cases.header(path.cast["decision_maker"], path.case_id)
        assert header.outcome == Outcome.SUPERSEDED_BY_PROCEEDINGS


def test_course_of_an_order_is_what_can_have_happened(path: CasePath) -> None:
    path.walk(until="risk_triage")
    with path.at_work():
        with pytest.raises(Rejected, match="not on record"):
            write(path, "order_service", "investigating_officer", {"order_served_on": TODAY})
        with pytest.raises(InvalidSubmission):
            write(path, "order_consideration", "investigating_officer", SOUGHT, order_necessary=False)
        write(path, "order_consideration", "investigating_officer", SOUGHT)
        with pytest.raises(Rejected, match="No order was made yet"):
            write(path, "order_service", "investigating_officer", {"order_served_on": TODAY})
        with pytest.raises(InvalidSubmission):
            write(path, "order_hearing", "investigating_officer", MADE, order_ends_on=date(2026, 9, 1))
        with pytest.raises(InvalidSubmission):
            write(path, "order_hearing", "investigating_officer", MADE, order_heard_on=date(2026, 12, 1))
