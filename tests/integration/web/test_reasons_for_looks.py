"""Who opens a case without a task in it says why, once a day, and auditors read it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fixtures.site import Site, post
from tests.integration.web.test_conflicts import reported
from webapp import clock
from webapp.app import create_app
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.cases import looks
from webapp.cases.model import LookReason

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
QUESTION = "Why do you open this case?"


@pytest.fixture
def asking(site: Site) -> Iterator[Site]:
    made = Site(create_app(replace(site.app.settings, reasons_for_looks=True)))
    yield made
    made.app.database.close()


def test_supervisor_says_why_once_a_day_and_auditors_read_it(asking: Site) -> None:
    _, address = reported(asking, victim_name="Kim Roe")
    supervisor = asking.signed_in("supervisor")
    asked = supervisor.get(address).text
    assert QUESTION in asked
    assert "Kim Roe" not in asked
    with asking.database.transaction() as session:
        assert session.query(AuditEvent).where(AuditEvent.event == Event.CASE_VIEWED).count() == 0
    for answers, sentence in (
        ({}, "Select why you open this case."),
        ({"kind": "curiosity"}, "Select why you open this case."),
        ({"kind": "other", "words": "Because"}, "at least 10 characters"),
    ):
        refused = post(supervisor, f"{address}/why", **answers)
        assert (refused.status_code, sentence in refused.text) == (422, True)
    assert post(supervisor, f"{address}/why", kind="question", words="Call of the victim service").location == address
    post(supervisor, f"{address}/why", kind="supervision")
    for _ in range(2):
        assert "Kim Roe" in supervisor.get(address).text
    person = asking.person("supervisor")
    with asking.database.transaction() as session:
        given = session.query(LookReason).one()
        entries = session.query(AuditEvent).where(AuditEvent.event == Event.CASE_VIEWED).all()
        assert (given.kind, given.words) == ("question", "Call of the victim service")
    assert [(entry.purpose, entry.reason_id) for entry in entries] == [("no_task", given.id)] * 2
    page = asking.signed_in("auditor").get(f"/audit{address}").text
    assert "Somebody asked me about the case: Call of the victim service" in page
    with clock.fixed(clock.now() + timedelta(days=1)), asking.database.transaction():
        assert looks.reason_today(person, given.case_id) is None


def test_who_has_a_task_or_opened_the_case_in_an_emergency_is_not_asked(asking: Site) -> None:
    reference, address = reported(asking)
    asked = {login: QUESTION in asking.signed_in(login).get(address).text for login in ("supervisor",)}
    assert asked == {"supervisor": True}
    inspector = asking.signed_in("duty_inspector")
    assert post(inspector, f"{address}/why", kind="supervision").status_code == 404
    post(inspector, "/break-glass", reference=reference, reason="A neighbour reports that he stands at her door.")
    assert QUESTION not in inspector.get(address).text
    fresh = post(asking.signed_in("investigating_officer"), "/cases").location
    case = asking.signed_in("investigating_officer").get(fresh).text.split('href="/cases/')[1][:36]
    assert QUESTION not in asking.signed_in("investigating_officer").get(f"/cases/{case}").text


def test_pages_beside_the_case_name_the_victim_to_nobody_unasked_or_unrecorded(asking: Site) -> None:
    """A list of accounts tells as well whether an account is known to the case."""
    _, address = reported(asking, victim_name="Kim Roe")
    supervisor = asking.signed_in("supervisor")
    beside = ("/documents/new", "/aliases/new", "/procedures/withdrawal")
    for path in beside:
        assert supervisor.get(address + path).location == address, path
    assert post(supervisor, f"{address}/aliases/preview", list="handle,platform\nnight_owl,Chatter").location == address
    with asking.database.transaction() as session:
        assert session.query(AuditEvent).where(AuditEvent.event == Event.CASE_VIEWED).count() == 0
    post(supervisor, f"{address}/why", kind="supervision")
    for path in beside:
        assert "Kim Roe" in supervisor.get(address + path).text, path
    shown = post(supervisor, f"{address}/aliases/preview", list="handle,platform\nnight_owl,Chatter")
    assert shown.status_code == 200
    with asking.database.transaction() as session:
        entries = session.query(AuditEvent).where(AuditEvent.event == Event.CASE_VIEWED).all()
        assert [(entry.fields, entry.reason_id is not None) for entry in entries] == [(["header"], True)] * 4
