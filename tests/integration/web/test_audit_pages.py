"""Auditors at work, and a service that shows nothing it cannot record."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from tests.fixtures.site import INTAKE, PASSWORD, Site, post
from webapp import clock
from webapp.access import service as accounts
from webapp.access.actor import SYSTEM
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.database import session
from webapp.oversight import service
from webapp.oversight.model import AuditInquiry

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NAME = "Wilhelmina Featherstonehaugh"
OFFICER = "investigating_officer"


def entries(site: Site, *events: Event) -> list[AuditEvent]:
    with site.database.transaction():
        wanted = [event.value for event in events]
        return list(session().scalars(select(AuditEvent).where(AuditEvent.event.in_(wanted)).order_by(AuditEvent.at)))


@pytest.fixture
def case_id(site: Site) -> UUID:
    """A running case with a name in it, looked at by its officer."""
    site.install_package()
    officer = site.signed_in(OFFICER)
    intake = post(officer, "/cases").location
    post(officer, f"{intake}/complete", _revision=2, **{**INTAKE, "victim_name": NAME})
    case = officer.get("/cases").text.split('href="/cases/')[1].split('"')[0]
    page = officer.get(f"/cases/{case}")
    assert NAME in page.text
    return UUID(case)


def test_auditor_sees_who_looked_and_nothing_of_the_case(site: Site, case_id: UUID) -> None:
    auditor = site.signed_in("auditor")
    assert "Audit" in auditor.get("/", follow_redirects=True).text
    found = post(auditor, "/audit/find", wanted="rtk-2026-0001" if clock.today().year == 2026 else reference(site))
    assert found.location == f"/audit/cases/{case_id}"
    page = auditor.get(found.location)
    assert page.status_code == 200
    for words in (
        "Looked at the case",
        "Investigating officer Person",
        "127.0.0.1",
        "A task of the case waited for them",
    ):
        assert words in page.text
    looks = auditor.get(f"{found.location}?show=looks").text
    assert "Looked at the case" in looks
    assert "Completed the task" not in looks
    lists = auditor.get(f"{found.location}?show=lists").text
    assert "Looked at a list of cases" in lists
    person = site.person(OFFICER).id
    of_person = auditor.get(f"/audit/people/{person}").text
    assert "Opened the case" in of_person
    for text in (page.text, looks, lists, of_person):
        assert NAME not in text
        assert "RK/1001/26" not in text
    assert auditor.get(f"/cases/{case_id}").status_code == 404


def reference(site: Site) -> str:
    return f"RTK-{clock.today().year}-0001"


def test_looks_of_auditors_are_looks_too(site: Site, case_id: UUID) -> None:
    auditor = site.signed_in("auditor")
    auditor.get(f"/audit/cases/{case_id}")
    auditor.get(f"/audit/people/{site.person(OFFICER).id}")
    auditor.get("/audit/unusual")
    of_case, of_person, unusual = entries(
        site, Event.AUDIT_OF_CASE_VIEWED, Event.AUDIT_OF_PERSON_VIEWED, Event.UNUSUAL_ACCESS_VIEWED
    )
    assert (of_case.scope, of_case.purpose, of_case.roles) == (str(case_id), "audit", ["auditor"])
    assert f"user:{site.person(OFFICER).id}" in of_person.records
    assert unusual.detail == {"days": 7}
    assert "Audited the case" in auditor.get(f"/audit/cases/{case_id}").text


def test_search_needs_a_reason_which_stays_out_of_the_account(site: Site, case_id: UUID) -> None:
    auditor = site.signed_in("auditor")
    short = post(auditor, "/audit/searches", reference=reference(site), reason="why not")
    assert (short.status_code, "Give the reason in 10" in short.text) == (422, True)
    for wrong in ({"reference": "RTK-1999-0001"}, {"login": "nobody"}, {"since": "soon"}, {"operation": "theft"}):
        assert post(auditor, "/audit/searches", reason="A routine look", **wrong).status_code == 422
    found = post(auditor, "/audit/searches", login=OFFICER, operation="consultation", reason="A routine look").location
    assert OFFICER not in found
    page = auditor.get(found).text
    assert "Looked at the case" in page
    assert "Opened the case" not in page
    assert "Your reason: A routine look" in page
    (row,) = entries(site, Event.AUDIT_SEARCHED)
    assert str(row.reason_id) == found.rsplit("/", 1)[-1]
    assert "routine" not in str(row.detail)
    with site.database.transaction():
        assert session().get_one(AuditInquiry, row.reason_id).reason == "A routine look"


def test_search_of_another_auditor_is_not_there(site: Site, case_id: UUID) -> None:
    found = post(site.signed_in("auditor"), "/audit/searches", reason="A routine look").location
    site.add_person("second", "Second Person", "auditor")
    second = site.signed_in("second")
    assert second.get(found).status_code == 404
    assert post(second, f"{found}/export", reason="A routine look").status_code == 404


def test_export_is_a_file_with_a_reason_and_an_entry_of_its_own(site: Site, case_id: UUID) -> None:
    site.add_person("formula", "=HYPERLINK()", "supervisor")
    site.signed_in("formula")
    auditor = site.signed_in("auditor")
    found = post(auditor, "/audit/searches", reason="A routine look").location
    refused = post(auditor, f"{found}/export", reason="")
    assert (refused.status_code, "Give the reason" in refused.text) == (422, True)
    assert entries(site, Event.AUDIT_EXPORTED) == []
    file = post(auditor, f"{found}/export", reason="For the quarterly review")
    assert file.headers["Content-Disposition"].startswith("attachment; filename=account-")
    header, *rows = csv.reader(io.StringIO(file.text))
    assert tuple(header) == service.COLUMNS
    assert reference(site) in {row[5] for row in rows}
    assert "'=HYPERLINK()" in {row[3] for row in rows}
    assert NAME not in file.text
    (row,) = entries(site, Event.AUDIT_EXPORTED)
    assert (row.channel, row.detail["entries"], len(row.detail["digest"])) == ("csv", len(rows), 64)


def test_export_that_is_too_large_is_refused(site: Site, case_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_EXPORTED", 3)
    auditor = site.signed_in("auditor")
    found = post(auditor, "/audit/searches", reason="A routine look").location
    page = post(auditor, f"{found}/export", reason="For the quarterly review")
    assert (page.status_code, "more than 3 entries" in page.text) == (422, True)


def test_long_lists_are_paged_by_key_and_nothing_is_lost_between_pages(site: Site, case_id: UUID) -> None:
    officer = site.person(OFFICER).id
    at = clock.now() + timedelta(minutes=1)
    with clock.fixed(at), site.database.transaction():
        for number in range(120):
            audit.record(Event.TASK_CLAIMED, officer, case_id, {"name": f"Step number {number}."})
    auditor = site.signed_in("auditor")
    address, seen = f"/audit/cases/{case_id}?show=acts", []
    while address:
        page = auditor.get(address).text
        seen += re.findall(r"Step number (\d+)\.", page)
        assert page.count('data-label="When"') <= 50
        older = re.search(r'href="([^"]*after=[^"]*)"', page)
        address = older[1].replace("&amp;", "&") if older and "Older entries" in page else ""
    # All at one moment, and still in the order in which they were done.
    assert list(map(int, seen)) == list(range(120))[::-1]
    for unreadable in ("x", "1_2", "9" * 40 + "_1_x", f"1_{'9' * 40}_{case_id}"):
        assert auditor.get(f"/audit/cases/{case_id}?after={unreadable}").status_code == 200


def test_unusual_access_names_who_looked_without_a_task(site: Site, case_id: UUID) -> None:
    supervisor = site.signed_in("supervisor")
    for _ in range(5):
        assert supervisor.get("/users").status_code == 403
    page = site.signed_in("auditor").get("/audit/unusual?days=31").text
    refused = page.split("Refused again and again")[1].split("<h2")[0]
    assert "Supervisor Person</a>: 5 on" in refused
    assert "Nobody." in page.split("Emergency access")[1].split("<h2")[0]


@pytest.fixture
def broken_account(site: Site, case_id: UUID) -> Iterator[None]:
    """Every entry of the account fails to be added, as if its table were full."""
    for login in (OFFICER, "auditor", "process_designer", "administrator"):
        site.signed_in(login)

    def fail(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO audit_event"):
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    event.listen(site.database.engine, "before_cursor_execute", fail)
    yield
    event.remove(site.database.engine, "before_cursor_execute", fail)


def test_auditor_of_another_force_finds_nothing_of_this_one(site: Site, case_id: UUID) -> None:
    with site.database.transaction():
        accounts.create_user(SYSTEM, "otto", "Otto Odd", PASSWORD, ["auditor"], force="Othershire Police")
    own, other = site.signed_in("auditor"), site.signed_in("otto")
    shown = {}
    for auditor in (own, other):
        for wanted in (reference(site), OFFICER):
            found = post(auditor, "/audit/find", wanted=wanted).status_code
            assert found == (303 if auditor is own else 422), wanted
        asked = {"reference": reference(site), "reason": "A complaint about this case."}
        assert post(auditor, "/audit/searches", **asked).status_code == (303 if auditor is own else 422)
        everything = post(auditor, "/audit/searches", reason="A complaint about this case.").location
        exported = post(auditor, f"{everything}/export", reason="For the complaint's file.").text
        pages = (auditor.get(everything).text, exported, auditor.get("/audit/unusual").text)
        shown[auditor] = ["Investigating officer Person" in page for page in pages]
    assert shown[own][:2] == [True, True]
    assert shown[other] == [False, False, False]
    assert other.get(f"/audit/cases/{case_id}").status_code == 404


def test_nothing_is_shown_that_cannot_be_recorded(site: Site, case_id: UUID, broken_account: None) -> None:
    pages = {
        OFFICER: ["/groups", "/cases", f"/cases/{case_id}"],
        "auditor": [f"/audit/cases/{case_id}", f"/audit/people/{site.person(OFFICER).id}", "/audit/unusual"],
    }
    for login, addresses in pages.items():
        for address in addresses:
            page = site.signed_in(login).get(address)
            assert page.status_code == 503, address
            assert "could not be recorded" in page.text
            assert NAME not in page.text
            assert "RTK-" not in page.text


def test_nothing_is_done_that_cannot_be_recorded(site: Site, case_id: UUID, broken_account: None) -> None:
    officer = site.signed_in(OFFICER)
    assert post(officer, "/cases").status_code == 503
    assert post(site.signed_in("administrator"), f"/users/{site.person('supervisor').id}/suspend").status_code == 503
    assert site.person("supervisor")
    assert officer.get(f"/cases/{uuid4()}").status_code == 503
    with site.database.transaction() as opened:
        assert opened.connection().exec_driver_sql("SELECT count(*) FROM case_file").scalar() == 1


def test_one_page_is_one_entry_and_comes_from_its_request(site: Site, case_id: UUID) -> None:
    officer = site.signed_in(OFFICER)
    with site.database.transaction():
        before = session().connection().exec_driver_sql("SELECT count(*) FROM audit_event").scalar_one()
    for address in ("/groups", "/cases", f"/cases/{case_id}"):
        officer.get(address)
    with site.database.transaction():
        rows = list(session().scalars(select(AuditEvent).order_by(AuditEvent.recorded_at.desc(), AuditEvent.at.desc())))
    made = rows[: len(rows) - before]
    assert len(made) == 3
    assert len({row.request_id for row in made}) == 3
    assert len({row.session_ref for row in made}) == 1
    assert {row.address for row in made} == {"127.0.0.1"}
