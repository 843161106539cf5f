"""A list of cases is taken away with the word of a second person, once, by who asked, and not for ever."""

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.fixtures.site import PASSWORD, Site, post
from tests.integration.web.test_conflicts import reported
from webapp import clock
from webapp.app import create_app
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.cases import exports, service
from webapp.cases.model import AccessReason
from webapp.errors import Conflict
from webapp.notifications.model import OutboxMessage

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
REASON = "Figures for the monthly meeting of the scheme."
WHY_NOT = "The figures are in the monthly report already."


def asked(site: Site, login: str = "supervisor") -> str:
    """The address of a list that somebody asked for, as who decides sees it."""
    assert post(site.signed_in(login), "/exports", reason=REASON).location == "/exports"
    # The newest stands first.
    page = site.signed_in("professional_standards").get("/exports/waiting").text
    decision = re.search(r'action="(/exports/[0-9a-f-]{36})/decision"', page)
    assert decision is not None
    return decision.group(1)


def test_list_is_asked_for_approved_and_fetched_once(site: Site) -> None:
    reference, _ = reported(site, victim_name="Kim Roe")
    site.add_person("eve", "=HYPERLINK(1)", "investigating_officer")
    post(site.signed_in("eve"), "/cases")
    supervisor, standards = site.signed_in("supervisor"), site.signed_in("professional_standards")
    short = post(supervisor, "/exports", reason="Work")
    assert (short.status_code, "what the list is for" in short.text) == (422, True)
    export = asked(site)
    assert post(supervisor, f"{export}/file").status_code == 409
    assert REASON in standards.get("/exports/waiting").text
    assert post(standards, f"{export}/decision").status_code == 422
    assert post(standards, f"{export}/decision", outcome="approved").location == "/exports/waiting"
    assert post(standards, f"{export}/decision", outcome="refused", note=WHY_NOT).status_code == 409
    assert "Fetch the file" in supervisor.get("/exports").text
    # A case of after the asking is not what was approved.
    post(site.signed_in("investigating_officer"), "/cases")
    for other in ("data_protection_officer", "professional_standards"):
        assert post(site.signed_in(other), f"{export}/file").status_code == 404
    assert post(site.signed_in("investigating_officer"), f"{export}/file").status_code == 403
    file = post(supervisor, f"{export}/file")
    assert file.headers["Content-Disposition"] == 'attachment; filename="cases.csv"'
    head, columns, *rows = csv.reader(io.StringIO(file.text))
    assert head[0].startswith("Exported by Supervisor Person (supervisor) on ")
    assert "approved by Professional standards Person, reason " in head[0]
    assert columns[0] == "Case"
    assert len(rows) == 2
    assert reference in [row[0] for row in rows]
    assert {row[5] for row in rows} == {"'=HYPERLINK(1)", "Investigating officer Person"}
    assert "Roe" not in file.text
    again = post(supervisor, f"{export}/file")
    assert (again.status_code, "cannot be fetched" in again.text) == (409, True)
    with site.database.transaction() as session:
        kept = session.query(AccessReason).one()
        told = (Event.EXPORT_ASKED, Event.EXPORT_DECIDED, Event.CASES_EXPORTED)
        entries = session.query(AuditEvent).where(AuditEvent.event.in_(told)).order_by(AuditEvent.at).all()
        assert kept.reason == REASON
        notices = {(row.to_group, row.force) for row in session.query(OutboxMessage) if row.kind == "export_asked"}
    assert [(entry.event, entry.reason_id) for entry in entries] == [(event, kept.id) for event in told]
    assert len(entries[-1].records) == 2
    assert notices == {(group, entries[0].force) for group in ("data_protection_officer", "professional_standards")}


def test_nobody_decides_on_their_own_list_and_a_refusal_is_told_with_its_reason(site: Site) -> None:
    export, own = asked(site), asked(site, "data_protection_officer")
    officer = site.signed_in("data_protection_officer")
    page = officer.get("/exports/waiting").text
    assert "You asked for this list yourself" in page
    assert (f"{export}/decision" in page, f"{own}/decision" in page) == (True, False)
    assert post(officer, f"{own}/decision", outcome="approved").status_code == 403
    assert post(officer, f"{export}/decision", outcome="refused", note="No").status_code == 422
    assert post(officer, f"{export}/decision", outcome="refused", note=WHY_NOT).status_code == 303
    supervisor = site.signed_in("supervisor")
    assert WHY_NOT in supervisor.get("/exports").text
    assert post(supervisor, f"{export}/file").status_code == 409
    assert post(site.signed_in("supervisor"), f"{export}/decision", outcome="approved").status_code == 403


def test_approval_lapses_after_a_day_and_a_question_after_a_week(site: Site) -> None:
    export, late = (UUID(asked(site)[-36:]) for _ in range(2))
    supervisor, standards = site.person("supervisor"), replace(site.person("professional_standards"), confirmed=True)
    with site.database.transaction():
        service.decide_export(standards, export, "approved", "")
    with clock.fixed(clock.now()), site.database.transaction():
        clock.move(clock.now() + timedelta(hours=24))
        assert {row.id: row.state for row in exports.own(supervisor)} == {export: "lapsed", late: "waits"}
        with pytest.raises(Conflict, match="cannot be fetched"):
            service.fetch_export(supervisor, export)
        clock.move(clock.now() + timedelta(days=6))
        assert not any(row.may_decide for row in exports.of_force(standards))
        with pytest.raises(Conflict, match="too long ago"):
            service.decide_export(standards, late, "approved", "")


def test_decision_needs_a_fresh_proof_of_who_decides(site: Site) -> None:
    export = asked(site)
    standards = site.signed_in("professional_standards")
    with clock.fixed(clock.now()):
        clock.move(clock.now() + timedelta(minutes=12))
        assert post(standards, f"{export}/decision", outcome="approved").location == "/confirm?next=/exports/waiting"
        assert post(standards, "/confirm", password=PASSWORD, next="/exports/waiting").status_code == 303
        assert post(standards, f"{export}/decision", outcome="approved").location == "/exports/waiting"


def test_asking_is_counted_and_needs_somebody_else_who_could_decide(site: Site) -> None:
    limited = Site(create_app(replace(site.app.settings, most_exports=1)))
    supervisor = limited.signed_in("supervisor")
    assert [post(supervisor, "/exports", reason=REASON).status_code for _ in range(2)] == [303, 403]
    limited.app.database.close()
