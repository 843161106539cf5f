"""The permission is used once, only for what was approved, and leaves a log that nobody can change."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.integration.cases import answers as given
from tests.integration.cases.path import MONDAY, STEPS, CasePath
from webapp import clock
from webapp.database import session
from webapp.disclosures import queries, service
from webapp.disclosures.model import Decision, Delivery, DeliveryItem, DeliveryPlan, DisclosureItem, DisclosureLog
from webapp.errors import Conflict, InvalidSubmission, NotFound, NotPermitted, Rejected

SIGNED = {"undertaking": "signed"}
PARENT = {"recipient": "parent_guardian", "recipient_person": "Robin Example"}


def deliver(path: CasePath, role: str = "disclosure_officer", **changes: Any) -> dict[str, object]:
    return path.submit("delivery", role, {**given.DELIVERY, **changes})


def meeting(**changes: Any) -> service.Meeting:
    return service.Meeting(**{**given.DELIVERY, **changes})


def logged(path: CasePath) -> list[queries.LoggedDisclosure]:
    with path.at_work():
        return queries.disclosure_log(path.cast["investigating_officer"], path.case_id)


def test_items_beyond_the_approved_ones_are_not_given(path: CasePath) -> None:
    path.walk(until="delivery")
    with pytest.raises(InvalidSubmission) as refused:
        deliver(path, items_given=["D1", "D2"])
    assert set(refused.value.errors) == {"items_given"}
    with pytest.raises(Rejected, match="Not approved: D2"), path.at_work():
        service.deliver(path.cast["disclosure_officer"], path.case_id, meeting(items_given=["D1", "D2"]))
    assert logged(path) == []


def test_database_itself_refuses_an_item_that_was_not_approved(path: CasePath) -> None:
    path.walk(until="closure")
    with path.at_work():
        delivery = session().scalars(select(Delivery)).one()
        item = session().scalars(select(DisclosureItem).where(DisclosureItem.code == "D2")).one()
        row = DeliveryItem(delivery_id=delivery.id, decision_id=delivery.decision_id, item_id=item.id)
        session().add(row)
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            session().flush()
        session().rollback()


def test_delivery_that_is_not_safe_is_refused_and_uses_nothing_up(path: CasePath) -> None:
    path.walk(until="delivery")
    unsafe: dict[str, Any] = {
        "recipient_id_verified": {"recipient_id_verified": False},
        "safe_location": {"safe_location": False},
        "caveat_read": {"caveat_read": False},
        "items_given": {"items_given": []},
    }
    for field, changes in unsafe.items():
        with pytest.raises(Rejected) as refused:
            deliver(path, **changes)
        assert refused.value.field == field
    deliver(path)


def test_meeting_by_video_needs_its_reason(path: CasePath) -> None:
    path.walk(until="delivery")
    with pytest.raises(InvalidSubmission) as refused:
        deliver(path, mode="secure_video")
    assert set(refused.value.errors) == {"mode_reason", "recipient_contact"}
    with pytest.raises(InvalidSubmission, match="is not asked"):
        deliver(path, mode_reason="She is abroad.")
    with pytest.raises(Rejected, match="by secure video and not in person"), path.at_work():
        service.deliver(path.cast["disclosure_officer"], path.case_id, meeting(mode="secure_video"))
    by_video = {"mode": "secure_video", "mode_reason": "She cannot travel."}
    with pytest.raises(InvalidSubmission) as not_said:
        deliver(path, **by_video)
    assert set(not_said.value.errors) == {"recipient_contact"}
    with pytest.raises(Rejected, match="at which the recipient was reached"), path.at_work():
        service.deliver(path.cast["disclosure_officer"], path.case_id, meeting(**by_video))
    deliver(path, **by_video, recipient_contact="01632 960123")


def test_lawyer_or_decision_maker_may_not_deliver(path: CasePath) -> None:
    path.walk(until="delivery")
    for role in ("legal_reviewer", "decision_maker"):
        with pytest.raises(NotPermitted, match="Disclosure officer role"):
            deliver(path, role)
        path.promote(role, "disclosure_officer")
        with pytest.raises(Rejected, match="another person has to deliver the disclosure"):
            deliver(path, role)


def test_permission_is_used_once(path: CasePath) -> None:
    path.walk(until="closure")
    with pytest.raises(Conflict, match="told by Disclosure officer on 13 April 2026"), path.at_work():
        service.deliver(path.cast["disclosure_officer/2"], path.case_id, meeting())
    assert len(logged(path)) == 1


def test_of_two_deliveries_at_the_same_moment_one_is_made(path: CasePath) -> None:
    path.walk(until="delivery")
    ready = Barrier(2, timeout=20)

    def attempt(role: str) -> str:
        ready.wait()
        try:
            with path.at_work():
                service.deliver(path.cast[role], path.case_id, meeting())
        except Conflict:
            return "too late"
        return "told"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(attempt, ["disclosure_officer", "disclosure_officer/2"]))
    assert sorted(answers) == ["told", "too late"]
    assert len(logged(path)) == 1
    with path.at_work():
        assert len(session().scalars(select(Delivery)).all()) == 1


def test_of_delivery_and_revocation_at_the_same_moment_one_holds(path: CasePath) -> None:
    path.walk(until="delivery")
    ready = Barrier(2, timeout=20)

    def tell() -> None:
        service.deliver(path.cast["disclosure_officer"], path.case_id, meeting())

    def take_back() -> None:
        service.revoke_decision(path.cast["decision_maker"], path.case_id, "The victim withdrew.")

    def attempt(act: Any) -> bool:
        ready.wait()
        try:
            with path.at_work():
                act()
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        told, taken_back = pool.map(attempt, [tell, take_back])
    assert told is not taken_back
    assert len(logged(path)) == int(told)


def test_permission_ends_with_its_last_day(path: CasePath) -> None:
    path.walk(until="delivery", disclosure_decision={"valid_until": date(2026, 4, 14)})
    officer = path.cast["disclosure_officer"]

    def told_at(at: datetime) -> None:
        with clock.fixed(at), path.database.transaction():
            service.deliver(officer, path.case_id, meeting())

    with pytest.raises(Conflict, match="its time has ended"):
        told_at(datetime(2026, 4, 15, 0, 1, tzinfo=clock.LONDON))
    told_at(datetime(2026, 4, 14, 23, 59, tzinfo=clock.LONDON))


def test_permission_does_not_outlive_a_change_of_its_items(path: CasePath) -> None:
    path.walk(until="delivery")
    with path.at_work():
        session().scalars(
            select(DisclosureItem).where(DisclosureItem.code == "D1")
        ).one().text = "The name and the address"
    with pytest.raises(Conflict, match="changed at the same moment"):
        deliver(path)


def test_alias_that_fell_below_probable_since_is_not_told(path: CasePath) -> None:
    path.walk(until="delivery")
    levels = [{"alias": code, "level": "POSSIBLE"} for code in ("A1", "A2", "A3")]
    path.submit("identity_assessment", "intelligence_analyst", given.ASSESSMENT, alias_link_level=levels)
    with pytest.raises(Rejected, match="A1: The link of this alias"):
        deliver(path)


def test_refused_undertaking_is_recorded_and_nothing_is_given(path: CasePath) -> None:
    path.walk(until="delivery")
    with pytest.raises(Rejected, match="refused the undertaking"):
        deliver(path, undertaking="refused")
    deliver(path, undertaking="refused", items_given=[])
    with path.at_work():
        service.record_disclosure_log(path.case_id)
        assert session().scalars(select(Decision)).one().spent_at is None
    assert logged(path) == []
    deliver(path)
    assert len(logged(path)) == 1


def test_refused_undertaking_does_not_stop_a_warning_of_a_threat_to_life(path: CasePath) -> None:
    path.walk(until="priority_confirmation")
    path.routing["priority"] = "P1_IMMEDIATE"
    path.submit("priority_confirmation", "supervisor", {})
    before = next(number for number, step in enumerate(STEPS) if step[0] == "delivery")
    for form_id, role, answers, tables in STEPS[3:before]:
        path.submit(form_id, role, answers)
        path.routing |= tables
    deliver(path, undertaking="refused")
    assert len(logged(path)) == 1


def test_every_delivery_writes_its_log_row_without_the_diagram(path: CasePath) -> None:
    path.walk(until="closure")
    assert len(logged(path)) == 1
    for _ in range(2):
        with path.at_work():
            service.record_disclosure_log(path.case_id)
    assert len(logged(path)) == 1


def test_log_needs_a_delivery(path: CasePath) -> None:
    path.walk(until="delivery")
    with pytest.raises(Rejected, match="No delivery is on record"), path.at_work():
        service.record_disclosure_log(path.case_id)


def test_log_can_be_neither_changed_nor_removed(path: CasePath) -> None:
    path.walk(until="closure")
    for statement in (update(DisclosureLog).values(recipient="nobody"), delete(DisclosureLog)):
        with pytest.raises(DBAPIError, match="append-only"), path.at_work():
            session().execute(statement)
    assert [row.recipient_name for row in logged(path)] == ["Alex Example"]


def test_recipient_is_named_as_far_as_possible(path: CasePath) -> None:
    path.walk(until="delivery", disclosure_decision=PARENT)
    with pytest.raises(Rejected, match="how you verified that they are that person"):
        deliver(path, recipient_name="Robin Example")
    deliver(path, recipient_name="Robin Example", recipient_capacity="The parent who has care; passport seen.")
    assert [(row.recipient, row.recipient_name) for row in logged(path)] == [("parent_guardian", "Robin Example")]


def test_nobody_is_told_but_whom_the_decision_names_and_what_was_typed_is_lost_by_no_refusal(path: CasePath) -> None:
    path.walk(until="delivery", enquiry_result={"alias": [{"handle": "sam@example.org", "platform": "Mail"}]})
    by_video = {"mode": "secure_video", "mode_reason": "She cannot travel.", "recipient_contact": "01632 960123"}
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("recipient_name", {"recipient_name": ""}),
        ("recipient_name", {"recipient_name": "Alexis Example"}),
        ("recipient_name", {"recipient_name": "Al\u0435x Example"}),
        ("recipient_contact", {**by_video, "recipient_contact": "Sam@Example.org"}),
        ("recipient_contact", {**by_video, "recipient_contact": "alex@example.org, sam@example.org"}),
        ("other_recipient", {"other_recipient": [{"name": "Sample, Sam", "capacity": "A friend.", **SIGNED}]}),
    ]
    for field, changes in wrong:
        with pytest.raises(Rejected) as refused:
            deliver(path, **changes)
        assert refused.value.field == field, changes
    assert logged(path) == []
    deliver(path, **by_video, recipient_name=" example,  ALEX ")
    assert [row.recipient_name for row in logged(path)] == ["example,  ALEX"]
    with path.at_work():
        section = queries.facts(path.cast["disclosure_officer"], path.case_id, ["delivery"])[0]
        assert ("Reached at", "01632 960123") in [(row.label, row.value) for row in section.rows]


def test_third_party_is_the_one_whom_the_decision_names(path: CasePath) -> None:
    path.walk(until="delivery", disclosure_decision=PARENT)
    capacity = {"recipient_capacity": "A parent; passport seen."}
    with pytest.raises(Rejected, match="not the name of the person whom the decision names"):
        deliver(path, recipient_name="Sandy Example", **capacity)
    with path.at_work():
        shown = queries.facts(path.cast["decision_maker"], path.case_id, ["decision"])[0]
        assert ("Name of the recipient", "Robin Example") in [(row.label, row.value) for row in shown.rows]
        # Whom a permission is for cannot be exchanged behind it.
        session().scalars(select(Decision)).one().recipient_name = "Sandy Example"
    with pytest.raises(Conflict, match="changed at the same moment"):
        deliver(path, recipient_name="Sandy Example", **capacity)


def test_victim_without_a_name_on_record_is_verified_in_words(path: CasePath) -> None:
    path.walk(until="delivery", intake={"victim_name": None})
    with pytest.raises(Rejected) as refused:
        deliver(path)
    assert refused.value.field == "recipient_capacity"
    deliver(path, recipient_capacity="The officer who took the report came along and knows her.")


def test_each_of_several_recipients_has_a_row_in_the_log(path: CasePath) -> None:
    path.walk(until="delivery", disclosure_decision=PARENT)
    other = {"name": "Sandy Example", "capacity": "The other parent; licence seen.", "undertaking": "signed"}
    deliver(path, recipient_name="Robin Example", recipient_capacity="A parent.", other_recipient=[other])
    for _ in range(2):
        assert [row.recipient_name for row in logged(path)] == ["Robin Example", "Sandy Example"]
        with path.at_work():
            service.record_disclosure_log(path.case_id)
    with path.at_work():
        section = queries.facts(path.cast["disclosure_officer"], path.case_id, ["delivery"])[0]
        shown = {row.label: row.value for row in section.rows}
    assert "The other parent" in shown["Also told"]


def test_only_a_professional_interprets_for_a_victim_who_needs_it(path: CasePath) -> None:
    path.walk(until="delivery", intake={"victim_needs": ["interpreter"]})
    with pytest.raises(Rejected, match="never a relative"):
        path.submit("delivery_preparation", "disclosure_officer", given.PREPARATION)
    path.submit("delivery_preparation", "disclosure_officer", given.PREPARATION, interpreter_arranged="professional")
    with pytest.raises(Rejected, match="never a relative"):
        deliver(path)
    deliver(path, interpreter_used="professional")


def test_what_is_prepared_is_approved_and_comes_with_its_caveat(path: CasePath) -> None:
    path.walk(until="delivery")
    with pytest.raises(InvalidSubmission):
        path.submit("delivery_preparation", "disclosure_officer", given.PREPARATION, items_planned=["D2"])
    with pytest.raises(Rejected, match="Not approved: D2"), path.at_work():
        beyond = service.Preparation(**{**given.PREPARATION, "items_planned": ["D2"]})
        service.prepare(path.cast["disclosure_officer"], path.case_id, beyond)
    path.submit("delivery_preparation", "disclosure_officer", given.PREPARATION)
    with path.at_work():
        plan = session().scalars(select(DeliveryPlan)).one()
        assert plan.caveat.startswith("We are satisfied that this is right. It was so on 1 April 2026")
        assert plan.items_planned == ["D1", "A1"]


def test_log_is_hidden_from_whoever_may_not_see_the_case(path: CasePath) -> None:
    path.walk(until="closure")
    with pytest.raises(NotFound), path.at_work():
        queries.disclosure_log(path.cast["disclosure_officer/2"], path.case_id)


def test_log_is_kept_from_whoever_took_part_in_a_role_that_is_not_shown_what_was_disclosed(path: CasePath) -> None:
    path.walk(until="closure")
    for role in ("spoc", "intelligence_analyst", "safeguarding_lead"):
        with path.at_work():
            assert queries.disclosure_log(path.cast[role], path.case_id) == []
    assert len(logged(path)) == 1


def test_no_disclosure_is_told_only_after_a_decision_against_it(path: CasePath) -> None:
    path.walk(until="delivery")
    with pytest.raises(Rejected, match="no decision against disclosure"):
        path.submit("no_disclosure", "disclosure_officer", given.NO_DISCLOSURE)
    path.routing["recommendation"] = "REFUSED"
    path.submit("disclosure_decision", "decision_maker", {"outcome": "REFUSED"})
    with pytest.raises(Rejected, match="another person has to tell the victim"):
        path.submit("no_disclosure", "legal_reviewer", given.NO_DISCLOSURE)
    path.submit("no_disclosure", "disclosure_officer", given.NO_DISCLOSURE)


def test_delivery_is_dated_when_it_was_made(path: CasePath) -> None:
    path.walk(until="delivery")
    with clock.fixed(MONDAY + timedelta(hours=3)), path.database.transaction():
        service.deliver(path.cast["disclosure_officer"], path.case_id, meeting())
    assert logged(path)[0].at == MONDAY + timedelta(hours=3)


def reassessed(path: CasePath, person: str = "Sam Sample", result: str = "accept") -> None:
    """An hour after the decision the identity is assessed and reviewed again."""
    path.at = MONDAY + timedelta(hours=1)
    path.submit("identity_assessment", "intelligence_analyst", {**given.ASSESSMENT, "candidate": person})
    path.routing["identity_level"] = "CONFIRMED"
    path.submit("identity_assurance", "identity_reviewer", {**given.ASSURANCE, "assurance_result": result})


@pytest.mark.parametrize(("person", "result"), [("Sam Sample", "return"), ("Somebody Else", "accept")])
def test_nothing_is_told_once_the_identity_it_was_decided_on_has_fallen(
    path: CasePath, person: str, result: str
) -> None:
    """Two runs of a case may be at work at once: one decides and tells, while the other finds that it is not so."""
    path.walk(until="delivery")
    reassessed(path, person, result)
    with pytest.raises(Conflict, match="identity was reviewed again after this was decided"):
        deliver(path)
    assert logged(path) == []
    deliver(path, items_given=[], not_given_reason="permission_ended")


def test_identity_that_was_assured_again_as_it_was_lets_the_disclosure_go_on(path: CasePath) -> None:
    path.walk(until="delivery")
    reassessed(path)
    deliver(path)
    assert len(logged(path)) == 1
