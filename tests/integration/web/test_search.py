"""Searching shows what the register shows, with a reason, counted, and never in an address."""

from dataclasses import replace

import pytest

from tests.fixtures.site import Site, post, quick_passwords, site
from tests.integration.web.test_conflicts import reported
from webapp.app import create_app
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.cases.model import AccessReason
from webapp.notifications.model import OutboxMessage

__all__ = ["quick_passwords", "site"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
REASON = "She rang the control room and gave no reference."


def test_case_is_found_by_its_reference_and_by_exactly_what_names_its_people(site: Site) -> None:
    reference, address = reported(site, victim_name="Kim Roe", **{"victim_safe_contact-channel": "01632 960123"})
    supervisor = site.signed_in("supervisor")
    for kind, wanted, found in (
        ("reference", reference.lower(), True),
        ("reference", "RK/1001/26", True),
        ("reference", reference[:-1], False),
        ("name", "roe, kim", True),
        ("name", "Kim", False),
        ("phone", "+44 1632 960 123", True),
        ("phone", "01632 960124", False),
        ("email", "kim@example.org", False),
        ("account", "kim", False),
    ):
        response = post(supervisor, "/search", kind=kind, wanted=wanted, reason=REASON)
        assert (response.status_code, address in response.text) == (200, found), wanted


def test_who_may_not_know_of_the_case_does_not_find_it(site: Site) -> None:
    reference, address = reported(site, victim_name="Kim Roe")
    for login in ("legal_reviewer", "duty_inspector", "professional_standards"):
        client = site.signed_in(login)
        for kind, wanted in (("reference", reference), ("name", "Kim Roe")):
            response = post(client, "/search", kind=kind, wanted=wanted, reason=REASON)
            assert "0 cases found" in response.text
            assert address not in response.text
    supervisor = site.signed_in("supervisor")
    post(supervisor, "/conflicts/people", name="Kim Roe")
    assert "0 cases found" in post(supervisor, "/search", kind="name", wanted="Kim Roe", reason=REASON).text


def test_person_is_looked_for_with_a_reason_that_is_kept_and_the_account_holds_no_name(site: Site) -> None:
    reported(site, victim_name="Kim Roe")
    supervisor = site.signed_in("supervisor")
    for answers, sentence in (
        ({"kind": "name", "wanted": "Kim Roe", "reason": "Because"}, "at least 20 characters why you look"),
        ({"kind": "name", "wanted": " - ", "reason": REASON}, "Enter the name as a whole."),
        ({"kind": "phone", "wanted": "12", "reason": REASON}, "Enter the telephone number as a whole."),
        ({"kind": "colour", "wanted": "red", "reason": REASON}, "Select what you are looking for."),
        ({"kind": "reference", "wanted": ""}, "Enter the reference"),
    ):
        response = post(supervisor, "/search", **answers)
        assert response.status_code == 422
        assert sentence in response.text
    post(supervisor, "/search", kind="name", wanted="Kim Roe", reason=REASON)
    with site.database.transaction() as session:
        kept = session.query(AccessReason).one()
        entry = session.query(AuditEvent).where(AuditEvent.event == Event.CASES_SEARCHED).one()
        assert kept.reason == REASON
    assert (entry.reason_id, entry.detail, len(entry.records)) == (kept.id, {"kind": "name", "found": 1}, 1)


def test_limit_of_the_day_refuses_with_a_sentence_and_tells_audit_once(site: Site) -> None:
    limited = replace(site.app.settings, most_searches=2, most_views=1, most_exports=1)
    site = Site(create_app(limited))
    _, address = reported(site)
    _, other = reported(site)
    supervisor = site.signed_in("supervisor")
    for _ in range(3):
        assert supervisor.get(address).status_code == 200
    refused = supervisor.get(other)
    assert (refused.status_code, "the limit of 1 cases a day" in refused.text) == (403, True)
    statuses = [post(supervisor, "/search", wanted="RK/1001/26").status_code for _ in range(4)]
    assert statuses == [200, 200, 403, 403]
    statuses = [post(supervisor, "/exports", reason=REASON).status_code for _ in range(2)]
    assert statuses == [303, 403]
    with site.database.transaction() as session:
        assert session.query(AuditEvent).where(AuditEvent.event == Event.LIMIT_REACHED).count() == 1
        assert [row.to_group for row in session.query(OutboxMessage) if row.kind == "limit_reached"] == ["auditor"]
    assert site.signed_in("investigating_officer").get(other).status_code == 200
    site.app.database.close()
