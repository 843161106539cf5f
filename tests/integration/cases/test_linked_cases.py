"""Two cases about the same person, account or crime find each other, and nobody learns more than they may."""

from typing import Any

import pytest
from sqlalchemy import delete, select

from tests.integration.cases import answers as given
from tests.integration.cases.path import MONDAY, CasePath
from webapp.access.actor import Actor
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.cases import linking, links, service
from webapp.cases.model import Case, CaseConflict, CaseLink, CaseMember, CaseOffer
from webapp.database import session
from webapp.errors import Conflict, NotFound, NotPermitted, Rejected
from webapp.notifications.model import OutboxMessage
from webapp.notifications.rules import CASES_LINKED

NOTE = "I spoke with both officers."


def report(path: CasePath, **changes: Any) -> CasePath:
    """Another case of the same officer, reported."""
    with path.at_work():
        case = service.open_case(path.cast["investigating_officer"])
    other = CasePath(path.database, path.cast, case.id)
    other.submit("intake", "investigating_officer", {**given.INTAKE, **changes})
    return other


def kinds(path: CasePath) -> dict[str, bool]:
    """The kinds of the links there are, and whether each is sure."""
    with path.at_work():
        rows = session().scalars(select(CaseLink).order_by(CaseLink.kind)).all()
        return {row.kind: row.sure for row in rows}


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"crime_ref": "42/1/26"}, {"crime_ref": "42/1/26"}, {"crime": True}),
        ({"victim_name": "Kim Roe"}, {"victim_name": "ROE, Kim"}, {"victim": False}),
        (
            {"victim_name": "Kim Roe", "victim_date_of_birth": "1990-05-01"},
            {"victim_name": "Kim Roe", "victim_date_of_birth": "1990-05-01"},
            {"victim": True},
        ),
        (
            {"victim_name": "Kim Roe", "victim_date_of_birth": "1990-05-01"},
            {"victim_name": "Kim Roe", "victim_date_of_birth": "1991-05-01"},
            {},
        ),
        ({"victim_name": "Kim Roe"}, {"victim_name": "Sam Poe"}, {}),
    ],
)
def test_reports_that_share_something_are_linked(
    path: CasePath, first: dict[str, Any], second: dict[str, Any], found: dict[str, bool]
) -> None:
    report(path, **{"crime_ref": "42/8/26", "victim_name": None, **first})
    later = report(path, **{"crime_ref": "42/9/26", "victim_name": None, **second})
    assert kinds(path) == found
    with path.at_work():
        told = session().scalars(select(OutboxMessage).where(OutboxMessage.kind == CASES_LINKED)).all()
        assert [row.to_group for row in told] == ["scheme_coordinator"] * len(found)
        entries = session().scalars(select(AuditEvent).where(AuditEvent.event == Event.LINK_FOUND)).all()
        assert {row.case_id for row in entries} <= {later.case_id}
        assert not any("roe" in str(row.detail).lower() for row in entries)


def test_account_of_one_case_is_found_in_another_and_a_change_of_the_record_adds_no_second_link(path: CasePath) -> None:
    for number in (1, 2, 3):
        one = report(path, crime_ref=f"42/{number}/26", victim_name=None)
        account = {"handle": "night_owl", "platform": "Chatter" if number < 3 else "Pictures"}
        for form_id, role, answers in (
            ("risk_triage", "investigating_officer", given.RISK),
            ("priority_confirmation", "supervisor", {}),
        ):
            one.routing["priority"] = "P3_STANDARD"
            one.submit(form_id, role, answers)
        for _ in range(2):
            one.submit("line_of_enquiry", "investigating_officer", {**given.ENQUIRY, "alias": [account]})
    with path.at_work():
        rows = session().execute(select(CaseLink.kind, CaseLink.sure).order_by(CaseLink.found_at)).all()
    # The same handle on another platform may be somebody else.
    assert sorted(tuple(row) for row in rows) == [("alias", False), ("alias", False), ("alias", True)]


def shown(path: CasePath, actor: Actor) -> list[tuple[bool, str]]:
    """For each link that the person is shown of this case: whether the other may be opened, and what it is called."""
    with path.at_work():
        rows = links.of_case(actor, path.case_id)
        others = [row.sides[1] if row.sides[0].id == path.case_id else row.sides[0] for row in rows]
        return [(other.may_open, other.reference) for other in others]


def test_officer_who_may_not_see_the_other_case_learns_only_that_there_is_one(path: CasePath) -> None:
    first = report(path, crime_ref="42/8/26")
    with path.at_work():
        other = session().get_one(Case, first.case_id)
        other.unit_id, other.opened_by = None, path.cast["supervisor"].id
        session().execute(delete(CaseMember).where(CaseMember.case_id == first.case_id))
        session().execute(delete(CaseOffer).where(CaseOffer.case_id == first.case_id))
        reference = other.reference
    second = report(path, crime_ref="42/9/26")
    officer = path.cast["investigating_officer"]
    assert shown(second, officer) == [(False, "")]
    with path.at_work():
        coordinator = path.cast["scheme_coordinator"]
        (row,) = links.worklist(coordinator)
        assert reference in {side.reference for side in row.sides}
        for verdict, note, refusal in (("", NOTE, "Select whether"), ("same", "yes", "at least 10 characters")):
            with pytest.raises(Rejected, match=refusal):
                service.decide_link(coordinator, row.id, verdict, note)
        with pytest.raises(NotPermitted):
            service.decide_link(officer, row.id, "same", NOTE)
        service.decide_link(coordinator, row.id, "different", NOTE)
        with pytest.raises(Conflict):
            service.decide_link(coordinator, row.id, "same", NOTE)
    assert shown(second, officer) == []


def test_link_to_a_restricted_case_or_one_with_a_bar_is_not_there(path: CasePath) -> None:
    first = report(path, crime_ref="42/8/26")
    second = report(path, crime_ref="42/9/26")
    officer, coordinator = path.cast["investigating_officer"], path.cast["scheme_coordinator"]
    assert shown(second, officer) == [(True, reference_of(first))]
    with path.at_work():
        session().get_one(Case, first.case_id).restricted = True
        session().execute(delete(CaseMember).where(CaseMember.case_id == first.case_id))
        session().execute(delete(CaseOffer).where(CaseOffer.case_id == first.case_id))
        assert links.worklist(coordinator) == []
    assert shown(second, officer) == []
    with path.at_work():
        session().get_one(Case, first.case_id).restricted = False
        (row,) = links.worklist(coordinator)
        barred = CaseConflict(
            case_id=first.case_id, user_id=coordinator.id, kind="known", declared_by=coordinator.id, declared_at=MONDAY
        )
        session().add(barred)
        session().flush()
        assert links.worklist(coordinator) == []
        with pytest.raises(NotFound):
            service.decide_link(coordinator, row.id, "same", NOTE)


def test_erased_case_is_found_no_more(path: CasePath) -> None:
    first = report(path, crime_ref="42/8/26")
    report(path, crime_ref="42/9/26")
    with path.at_work():
        linking.forget(first.case_id)
    report(path, crime_ref="42/10/26")
    with path.at_work():
        rows = session().execute(select(CaseLink.case_id, CaseLink.other_id)).all()
    assert first.case_id not in {own for row in rows for own in row}
    assert len(rows) == 1


def reference_of(path: CasePath) -> str:
    with path.at_work():
        return session().get_one(Case, path.case_id).reference
