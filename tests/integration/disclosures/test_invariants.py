"""The ten invariants of the scheme, each stated and each attacked: through the services, and in the database itself.

Basis: docs/process.md. What only a page or a diagram can break is attacked in tests/integration/web, tests/hostile and
tests/workflows.
"""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.integration.cases import answers as given
from tests.integration.cases.path import MONDAY, STEPS, CasePath
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.cases import queries as cases
from webapp.cases.model import Alias, IdentityAssessment, SafeguardingPlan, Subject
from webapp.database import session
from webapp.disclosures import queries, records, service
from webapp.disclosures.model import (
    Correction,
    Decision,
    Delivery,
    DeliveryItem,
    DisclosureHold,
    DisclosureItem,
    DisclosureLog,
    RecallNotice,
)
from webapp.errors import Conflict, NotFound, Rejected

RECALL = {"recall_cause": "time_zone", "recall_found": "The times were read one hour out."}
NOTICE = {
    "recipient": "R1",
    "notice_mode": "in_person",
    "notes_returned": True,
    "passed_on": False,
    "partners_told": True,
}
PERSON = {"protection": "A marker on the address.", "person_told": "told"}
BREACH = {
    "ico_notified": True,
    "ico_reason": "The risk to the person is high.",
    "person_informed_of_breach": True,
    "s231": "referred",
    "s231_reason": "Communications data was read wrongly.",
}


def copied(row: Any, **changes: Any) -> dict[str, Any]:
    """The columns of a row as the database holds them, with another id, for an attack past every service."""
    found = {column.name: getattr(row, mapped) for mapped, column in _columns(row)}
    return {**found, "id": uuid4(), **changes}


def _columns(row: Any) -> list[tuple[str, Any]]:
    return [(attribute.key, attribute.columns[0]) for attribute in type(row).__mapper__.column_attrs]


def refused_by_the_database(statement: Any) -> None:
    with pytest.raises(DBAPIError):
        session().execute(statement)
    session().rollback()


def test_1_nothing_allows_telling_without_review_grounds_decision_and_different_people(path: CasePath) -> None:
    path.walk(until="delivery")
    with path.at_work():
        decision = session().scalars(select(Decision)).one()
        session().execute(update(Decision).values(revoked_at=MONDAY, revoked_by=decision.decided_by))
        whole = copied(decision, number=2, revoked_at=None, revoked_by=None)
        table = Decision.__table__
        for lacking in (
            {"assured_by": None},
            {"grounds_result": "RETURN"},
            {"grounds_result": None},
            {"legal_result": "return"},
            {"reviewed_by": None},
            {"tests_id": None},
            {"content_digest": None},
            {"decided_by": decision.reviewed_by},
            {"decided_by": decision.checked_by},
            {"reviewed_by": decision.assured_by},
        ):
            with pytest.raises(IntegrityError), session().begin_nested():
                session().execute(insert(table).values(whole | lacking))
        session().execute(insert(table).values(whole))


def test_2_items_that_were_told_are_among_those_approved(path: CasePath) -> None:
    path.walk(until="closure")
    with path.at_work():
        told = session().scalars(select(Delivery)).one()
        other = session().scalars(select(DisclosureItem).where(DisclosureItem.code == "D2")).one()
        with pytest.raises(IntegrityError):
            session().execute(
                insert(DeliveryItem).values(delivery_id=told.id, decision_id=told.decision_id, item_id=other.id)
            )
        session().rollback()


def test_3_each_recipient_has_one_row_that_nobody_can_change_and_nothing_is_told_twice(path: CasePath) -> None:
    path.walk(until="closure")
    with path.at_work():
        row = session().scalars(select(DisclosureLog)).one()
        refused_by_the_database(update(DisclosureLog).values(basis="none"))
    with path.at_work():
        refused_by_the_database(delete(DisclosureLog))
    with path.at_work():
        row = session().scalars(select(DisclosureLog)).one()
        refused_by_the_database(insert(DisclosureLog.__table__).values(copied(row)))
    with path.at_work():
        meeting = session().scalars(select(Delivery)).one()
        refused_by_the_database(insert(Delivery.__table__).values(copied(meeting, number=2)))


def test_3_nothing_is_told_under_a_permission_that_was_not_used_up_or_was_taken_back(path: CasePath) -> None:
    path.walk(until="closure")
    with path.at_work():
        meeting = copied(session().scalars(select(Delivery)).one())
        live = copied(session().scalars(select(Decision)).one(), number=2, spent_at=None, spent_by=None)
        session().execute(insert(Decision.__table__).values(live))
        again = meeting | {"decision_id": live["id"], "number": 2}
        with pytest.raises(IntegrityError, match="permission_to_disclose"), session().begin_nested():
            session().execute(insert(Delivery.__table__).values(again))
        session().execute(
            update(Decision).where(Decision.id == live["id"]).values(revoked_at=MONDAY, revoked_by=live["decided_by"])
        )
        with pytest.raises(IntegrityError, match="permission_to_disclose"), session().begin_nested():
            session().execute(insert(Delivery.__table__).values(again))


def test_4_representations_are_answered_before_a_decision(path: CasePath) -> None:
    path.walk(until="representations_invitation")
    path.submit("legal_review", "legal_reviewer", given.LEGAL)
    path.submit("disclosure_tests", "decision_maker", given.TESTS)
    path.routing["recommendation"] = "DISCLOSED_FULL"
    with pytest.raises(Rejected, match="representations has not been answered"):
        path.submit("disclosure_decision", "decision_maker", given.DECISION)


def test_5_material_with_conditions_bars_a_decision_until_its_owner_agrees(path: CasePath) -> None:
    conditional = [
        {**strand, "handling_code": "C", "originator_consent": True, "originator_consent_ref": "OC 1"}
        for strand in given.STRANDS
    ]
    path.walk(until="consultation_view", identity_assessment={"strand": conditional})
    path.submit("consultation_view", "scheme_coordinator", given.VIEW)
    path.routing["consultee"] = "originator"
    says_no = {"view": "refused", "reason": "A source is at risk."}
    assert path.submit("consultation_view", "scheme_coordinator", says_no)["originator_refused"] is True
    from_grounds = next(number for number, step in enumerate(STEPS) if step[0] == "grounds_check")
    for form_id, role, answers, tables in STEPS[from_grounds : from_grounds + 4]:
        path.submit(form_id, role, answers)
        path.routing |= tables
    with pytest.raises(Rejected, match="has not agreed"):
        path.submit("disclosure_decision", "decision_maker", given.DECISION)
    path.submit("consultation_view", "scheme_coordinator", {"view": "granted"})
    path.submit("disclosure_decision", "decision_maker", given.DECISION)


def test_6_departure_from_the_table_carries_its_reason(path: CasePath) -> None:
    path.walk(until="disclosure_decision")
    path.routing["recommendation"] = "REFUSED"
    with pytest.raises(Rejected, match="Give your reason for departing"):
        path.submit("disclosure_decision", "decision_maker", given.DECISION)
    path.submit("disclosure_decision", "decision_maker", given.DECISION, departure_reason="He is free since today.")
    with path.at_work():
        decision = session().scalars(select(Decision)).one()
        with pytest.raises(IntegrityError), session().begin_nested():
            session().execute(update(Decision.__table__).values(departure_reason=None))
        assert decision.departure_reason == "He is free since today."


def test_7_correction_reaches_everybody_who_was_told(path: CasePath) -> None:
    path.walk(
        until="delivery", disclosure_decision={"recipient": "parent_guardian", "recipient_person": "Robin Example"}
    )
    other = {"name": "Sandy Example", "capacity": "The other parent.", "undertaking": "signed"}
    third = {"recipient_name": "Robin Example", "recipient_capacity": "A parent.", "other_recipient": [other]}
    path.submit("delivery", "disclosure_officer", given.DELIVERY, **third)
    opened = path.submit("recall_opening", "scheme_coordinator", RECALL)
    assert opened == {"recipients_to_notify": 2, "case_was_closed": False}
    path.submit("recall_person", "supervisor", PERSON)
    path.submit("recall_assessment", "data_protection_officer", BREACH)
    path.submit("recall_notice", "disclosure_officer", NOTICE)
    with pytest.raises(Rejected, match="R2"):
        path.submit("recall_correction", "scheme_coordinator", {"corrected": "The attribution is removed."})
    with path.at_work():
        done = {"corrected_at": MONDAY, "corrected_by": path.cast["scheme_coordinator"].id}
        with pytest.raises(IntegrityError, match="correction_reaches_all"), session().begin_nested():
            session().execute(update(Correction).values(**done))
        with pytest.raises(IntegrityError), session().begin_nested():
            session().execute(update(RecallNotice).where(RecallNotice.number == 2).values(notified_at=MONDAY))
    path.submit("recall_notice", "disclosure_officer", NOTICE, recipient="R2")
    for role in ("intelligence_analyst", "identity_reviewer"):
        with pytest.raises(Rejected, match="another person has to correct"):
            path.submit("recall_correction", role, {"corrected": "The attribution is removed."})
    path.submit("recall_correction", "scheme_coordinator", {"corrected": "The attribution is removed."})


def test_7_wrong_attribution_is_out_of_sight_and_stays_in_the_account(path: CasePath) -> None:
    path.walk(until="closure")
    path.submit("closure", "scheme_coordinator", given.CLOSURE)
    assert path.submit("recall_opening", "scheme_coordinator", RECALL)["case_was_closed"] is True
    path.submit("recall_person", "supervisor", PERSON)
    path.submit("recall_assessment", "data_protection_officer", BREACH)
    path.submit("recall_notice", "disclosure_officer", NOTICE)
    path.submit("recall_correction", "scheme_coordinator", {"corrected": "The attribution is removed."})
    officer = path.cast["investigating_officer"]
    with path.at_work():
        shown = [*cases.facts(officer, path.case_id), *queries.facts(officer, path.case_id, ["recall", "holds"])]
        assert "Sam Sample" not in str([section for section in shown if section.topic != "delivery"])
        assert cases.options(path.case_id)["persons"] == []
        assert {alias.link_level for alias in session().scalars(select(Alias))} == {None}
        assert cases.header(officer, path.case_id).status == "open"
        assert session().scalars(select(Subject)).one().name == "Sam Sample"
        assert session().scalars(select(IdentityAssessment)).one().assessed_by == path.cast["intelligence_analyst"].id
        events = set(session().scalars(select(AuditEvent.event).where(AuditEvent.case_id == path.case_id)))
        assert {Event.RECALL_OPENED, Event.RECIPIENT_NOTIFIED, Event.RECORD_CORRECTED, Event.CASE_REOPENED} <= events
        assert records.standing_holds(path.case_id) == []
    path.routing["recommendation"] = "DISCLOSED_FULL"
    with pytest.raises(Rejected, match="not been assured"):
        path.submit("disclosure_decision", "decision_maker", given.DECISION, items_approved=["D1"])


def test_8_recall_and_holds_name_nobody_in_what_is_counted_or_logged(path: CasePath) -> None:
    path.walk(until="closure")
    derived = path.submit("recall_opening", "scheme_coordinator", RECALL)
    assert all(isinstance(value, bool | int) for value in derived.values())
    with path.at_work():
        details = session().scalars(select(AuditEvent.detail).where(AuditEvent.case_id == path.case_id)).all()
        assert "Sam Sample" not in str(details) and "Alex Example" not in str(details)


def test_9_look_at_a_recalled_record_is_logged_and_hidden_from_whoever_may_not_see_it(path: CasePath) -> None:
    path.walk(until="closure")
    path.submit("recall_opening", "scheme_coordinator", RECALL)
    seen = select(AuditEvent).where(AuditEvent.case_id == path.case_id, AuditEvent.event == Event.CASE_VIEWED)
    with path.at_work():
        before = len(session().scalars(seen).all())
        cases.facts(path.cast["scheme_coordinator"], path.case_id)
        assert len(session().scalars(seen).all()) == before + 1
    with pytest.raises(NotFound), path.at_work():
        queries.facts(path.cast["data_protection_officer"], path.case_id, ["recall"])


def test_10_withdrawal_stops_telling_and_deciding_and_leaves_safeguarding(path: CasePath) -> None:
    path.walk(until="delivery")
    assert path.submit("withdrawal", "investigating_officer", given.WITHDRAWAL) == {
        "coercion_suspected": False,
        "outcome": "DECLINED_BY_VICTIM",
    }
    with pytest.raises(Conflict, match="The victim has withdrawn"), path.at_work():
        service.deliver(path.cast["disclosure_officer"], path.case_id, service.Meeting(**given.DELIVERY))
    with pytest.raises(Rejected, match="The victim has withdrawn"):
        path.submit("disclosure_decision", "decision_maker", given.DECISION)
    with path.at_work():
        decision = session().scalars(select(Decision)).one()
        assert decision.revoked_at is not None
        with pytest.raises(IntegrityError, match="hold_on_disclosure"), session().begin_nested():
            anew = copied(decision, number=2, revoked_at=None, revoked_by=None)
            session().execute(insert(Decision.__table__).values(anew))
    path.submit("safeguarding_plan", "safeguarding_lead", given.PLAN)
    path.submit(
        "disclosure_decision", "decision_maker", {"outcome": "DECLINED_BY_VICTIM", "departure_reason": "She withdrew."}
    )
    with path.at_work():
        assert len(session().scalars(select(SafeguardingPlan)).all()) == 2


def test_hold_is_lifted_by_a_person_with_a_reason_and_brings_no_approval_back(path: CasePath) -> None:
    path.walk(until="delivery")
    path.submit("withdrawal", "investigating_officer", given.WITHDRAWAL)
    coordinator = path.cast["scheme_coordinator"]
    with pytest.raises(Rejected, match="reason"), path.at_work():
        service.lift_hold(coordinator, path.case_id, "withdrawn", " ")
    with path.at_work():
        service.lift_hold(coordinator, path.case_id, "withdrawn", "She asks again.")
    with pytest.raises(Rejected, match="No such hold"), path.at_work():
        service.lift_hold(coordinator, path.case_id, "withdrawn", "She asks again.")
    with pytest.raises(Conflict, match="taken back"), path.at_work():
        service.deliver(path.cast["disclosure_officer"], path.case_id, service.Meeting(**given.DELIVERY))
    with path.at_work():
        hold = session().scalars(select(DisclosureHold)).one()
        assert (hold.lift_reason, hold.set_at) == ("She asks again.", MONDAY)
        with pytest.raises(IntegrityError), session().begin_nested():
            session().execute(update(DisclosureHold.__table__).values(lifted_by=None))


def test_withdrawal_lifts_with_a_changed_request_and_a_recall_does_not(path: CasePath) -> None:
    path.walk(until="closure")
    path.submit("recall_opening", "scheme_coordinator", RECALL)
    asked = {"request_words": "She asks again.", "request_changed": True, "request_change": "He moved."}
    with pytest.raises(Rejected, match="Disclosure is recalled"):
        path.submit("repeat_request", "scheme_coordinator", asked)
    with pytest.raises(Conflict, match="under way"):
        path.submit("recall_opening", "scheme_coordinator", RECALL)


def test_internal_review_is_another_superintendents(path: CasePath) -> None:
    path.walk(until="delivery", disclosure_decision={"outcome": "REFUSED", "departure_reason": "No need now."})
    finding = {"review_result": "upheld", "review_reason": "It was right on what was known."}
    with pytest.raises(Rejected, match="another superintendent"):
        path.submit("internal_review", "decision_maker", finding)
    path.promote("data_protection_officer", "decision_maker")
    path.submit("internal_review", "data_protection_officer", finding)
    with path.at_work():
        section = queries.facts(path.cast["decision_maker"], path.case_id, ["exceptions"])[0]
        assert "It was right on what was known." in section.rows[-1].value


def test_recall_that_nobody_was_told_of_needs_nobody_ticked_off(path: CasePath) -> None:
    path.walk(until="delivery")
    assert path.submit("recall_opening", "scheme_coordinator", RECALL)["recipients_to_notify"] == 0
    path.submit("recall_person", "supervisor", PERSON, person_told="restricted", restriction_reason="Still wanted.")
    with pytest.raises(Rejected, match="looked after first"):
        path.submit("recall_correction", "scheme_coordinator", {"corrected": "Removed."})
    path.submit("recall_assessment", "data_protection_officer", BREACH)
    path.submit("recall_correction", "scheme_coordinator", {"corrected": "Removed."})
    with path.at_work():
        assert session().scalars(select(Correction)).one().assessed_at == MONDAY
