"""A case opened in an emergency: one case, read only, an hour, two people told, and another person's review."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from tests.fixtures.site import Site, post
from tests.integration.web.test_conflicts import everywhere, reported
from webapp import clock
from webapp.access.model import AppUser, Unit
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.cases import emergencies, service
from webapp.cases import queries as cases
from webapp.cases.model import BreakGlass
from webapp.notifications import rules as notices
from webapp.notifications.model import OutboxMessage
from webapp.worker.tidying import tidy

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
REASON = "A neighbour reports that he stands at her door."


def test_duty_inspector_reads_one_case_for_an_hour_and_no_other(site: Site) -> None:
    first, address = reported(site)
    second, other = reported(site)
    inspector = site.signed_in("duty_inspector")
    assert inspector.get(address).status_code == 404
    response = post(inspector, "/break-glass", reference=first.lower(), reason=REASON)
    assert (response.status_code, response.location) == (303, address)
    page = inspector.get(address).text
    assert "You opened this case in an emergency." in page
    assert first in everywhere(inspector)
    assert second not in everywhere(inspector)
    assert inspector.get(other).status_code == 404
    person = site.person("duty_inspector")
    for minutes, rows in ((59, 1), (61, 0)):
        with clock.fixed(clock.now() + timedelta(minutes=minutes)), site.database.transaction():
            assert len(cases.register(person).rows) == rows


def test_broken_glass_is_for_reading_only(site: Site) -> None:
    reference, address = reported(site)
    inspector = site.signed_in("duty_inspector")
    task = re.findall(r"/tasks/[0-9a-f-]{36}", everywhere(site.signed_in("investigating_officer")))[0]
    post(inspector, "/break-glass", reference=reference, reason=REASON)
    for hidden in (task, f"{address}/people"):
        assert inspector.get(hidden).status_code == 404
    for forbidden in (f"{task}/claim", f"{task}/complete", f"{task}/draft", f"{address}/people/restrict"):
        assert post(inspector, forbidden, _revision=1).status_code == 404
    assert task not in inspector.get(address).text


def test_reason_reference_and_people_to_tell_are_needed(site: Site) -> None:
    reference, address = reported(site)
    inspector = site.signed_in("duty_inspector")
    for answers, sentence in (
        ({"reference": reference, "reason": "Urgent."}, "Say in at least 20 characters"),
        ({"reference": "RTK-2026-9999", "reason": REASON}, "No case of this reference can be opened."),
        ({"reference": "", "reason": REASON}, "No case of this reference can be opened."),
    ):
        response = post(inspector, "/break-glass", **answers)
        assert response.status_code == 422
        assert sentence in response.text
    post(site.signed_in("administrator"), f"/users/{site.person('auditor').id}/suspend")
    response = post(inspector, "/break-glass", reference=reference, reason=REASON)
    assert "not two people" in response.text
    assert inspector.get(address).status_code == 404


def test_bar_is_not_lifted_looks_like_no_case_and_is_noticed(site: Site) -> None:
    reference, _ = reported(site)
    inspector = site.signed_in("duty_inspector")
    post(inspector, "/conflicts/cases", reference=reference, kind="relative")
    barred = post(inspector, "/break-glass", reference=reference, reason=REASON)
    unknown = post(inspector, "/break-glass", reference="RTK-2026-9999", reason=REASON)
    assert barred.status_code == unknown.status_code == 422
    assert re.sub(r'value="[^"]*"', "", barred.text) == re.sub(r'value="[^"]*"', "", unknown.text)
    with site.database.transaction() as session:
        assert session.query(AuditEvent).where(AuditEvent.event == Event.BAR_MET).count() == 1
        assert session.query(BreakGlass).count() == 0


def test_two_groups_are_told_and_another_person_reviews_once(site: Site) -> None:
    reference, address = reported(site)
    site.add_person("ira", "Ira Inspector", "duty_inspector", "professional_standards")
    site.add_person("otto", "Otto Odd", "auditor")
    ira, auditor = site.signed_in("ira"), site.signed_in("auditor")
    assert post(ira, "/break-glass", reference=reference, reason=REASON).status_code == 303
    ira.get(address)
    with site.database.transaction() as session:
        told = sorted(row.to_group for row in session.query(OutboxMessage) if row.kind == notices.GLASS_BROKEN)
        opened = session.query(BreakGlass).one().id
    assert told == ["auditor", "professional_standards"]
    assert "Record the review" not in ira.get("/break-glass/reviews").text
    found = {"verdict": "justified", "note": "The call was on record and the unit was off duty."}
    own = post(ira, f"/break-glass/{opened}/review", **found)
    assert own.status_code == 403
    assert "another person has to review it" in own.text
    page = auditor.get("/break-glass/reviews").text
    assert all(part in page for part in (reference, REASON, "Ira Inspector", "1 time"))
    assert auditor.get(address).status_code == 404
    short = post(auditor, f"/break-glass/{opened}/review", verdict="justified", note="Fine.")
    assert (short.status_code, "at least 20 characters" in short.text) == (422, True)
    missing = post(auditor, f"/break-glass/{opened}/review", note=found["note"])
    assert (missing.status_code, "Select whether it was justified" in missing.text) == (422, True)
    assert post(auditor, f"/break-glass/{opened}/review", **found).status_code == 303
    assert post(auditor, f"/break-glass/{opened}/review", **found).status_code == 409
    assert found["note"] in auditor.get("/break-glass/reviews").text


def test_own_unit_reviews_only_where_nobody_else_can(site: Site) -> None:
    reference, _ = reported(site)
    with site.database.transaction() as session:
        town = Unit(force=site.person("auditor").force, name="Town", serves_force=False)
        session.add(town)
        session.flush()
        of_town = session.query(AppUser).where(AppUser.login.in_(["duty_inspector", "professional_standards"]))
        of_town.update({"unit_id": town.id})
    post(site.signed_in("duty_inspector"), "/break-glass", reference=reference, reason=REASON)
    standards = site.signed_in("professional_standards")
    with site.database.transaction() as session:
        opened = session.query(BreakGlass).one().id
    page = standards.get("/break-glass/reviews").text
    assert "Somebody of your own unit opened this case" in page
    found = {"verdict": "justified", "note": "The call was on record and the unit was off duty."}
    assert post(standards, f"/break-glass/{opened}/review", **found).status_code == 403
    post(site.signed_in("administrator"), f"/users/{site.person('auditor').id}/suspend")
    assert post(standards, f"/break-glass/{opened}/review", **found).status_code == 303


def test_late_review_is_told_of_further_and_again_until_it_is_done(site: Site) -> None:
    reference, _ = reported(site)
    post(site.signed_in("duty_inspector"), "/break-glass", reference=reference, reason=REASON)
    person = site.person("professional_standards")

    def told(days: int) -> int:
        with clock.fixed(clock.now() + timedelta(days=days)):
            tidy(site.database)
            tidy(site.database)
        with site.database.transaction() as session:
            return len([row for row in session.query(OutboxMessage) if row.kind == notices.GLASS_OVERDUE])

    assert [told(days) for days in (2, 3, 4, 7)] == [0, 3, 3, 6]
    with site.database.transaction() as session:
        late = [row for row in session.query(OutboxMessage) if row.kind == notices.GLASS_OVERDUE]
        assert {row.to_group for row in late} == {"auditor", "professional_standards", "data_protection_officer"}
        assert {row.force for row in late} == {person.force}
        assert "late" in notices.text_of(notices.GLASS_OVERDUE, "auditor", "https://x")[0]
    with clock.fixed(clock.now() + timedelta(days=3)), site.database.transaction():
        assert [row.overdue for row in emergencies.emergencies(person)] == [True]
        service.review(person, emergencies.emergencies(person)[0].id, "justified", "On record, as it was told.")
    assert told(30) == 6


def test_database_itself_lets_nobody_review_their_own(site: Site) -> None:
    reported_case, _ = reported(site)
    person = site.person("duty_inspector").id
    post(site.signed_in("duty_inspector"), "/break-glass", reference=reported_case, reason=REASON)
    with pytest.raises(IntegrityError, match="another_person_reviews"), site.database.transaction() as session:
        row = session.query(BreakGlass).one()
        row.reviewed_by, row.reviewed_at, row.verdict = person, clock.now(), "justified"
