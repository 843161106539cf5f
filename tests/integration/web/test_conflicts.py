"""Nobody sees a case about themselves or about somebody they know, and who tries is noticed."""

import re

import pytest
from flask.testing import FlaskClient

from tests.fixtures.site import INTAKE, Site, post
from webapp.access import queries as people
from webapp.access import units
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.cases import queries as cases
from webapp.instances.model import UserTask
from webapp.notifications.model import OutboxMessage

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def reported(site: Site, **answers: str) -> tuple[str, str]:
    """The case's reference and the address of its page, with the report on record."""
    site.install_package()
    officer = site.signed_in("investigating_officer")
    task = post(officer, "/cases").location
    post(officer, f"{task}/complete", _revision=2, **{**INTAKE, **answers})
    page = officer.get("/cases").text
    address = re.findall(r'href="(/cases/[0-9a-f-]{36})"', page)[0]
    return re.findall(r"RTK-\d{4}-\d{4}", page)[0], address


def everywhere(client: FlaskClient) -> str:
    return "".join(client.get(address, follow_redirects=True).text for address in ("/", "/groups", "/cases"))


def test_declared_case_is_gone_from_every_list_and_its_tasks_go_back(site: Site) -> None:
    reference, address = reported(site)
    officer = site.signed_in("investigating_officer")
    task = next(a for a in re.findall(r"/tasks/[0-9a-f-]{36}", everywhere(officer)))
    post(officer, f"{task}/claim")
    assert reference in everywhere(officer)
    assert post(officer, "/conflicts/cases", reference=reference, kind="known").status_code == 303
    assert reference not in everywhere(officer)
    for hidden in (address, task):
        assert officer.get(hidden).status_code == 404
    with site.database.transaction() as session:
        assert [t.assignee_id for t in session.query(UserTask).where(UserTask.status == "open")] == [None]
    site.add_person("oscar", "Oscar Bell", "investigating_officer")
    assert reference in everywhere(site.signed_in("oscar"))


def test_crime_reference_declares_as_well_and_an_unknown_one_is_answered_alike(site: Site) -> None:
    reference, _ = reported(site)
    officer = site.signed_in("investigating_officer")
    known = post(officer, "/conflicts/cases", reference="RK/1001/26", kind="self")
    said = officer.get("/conflicts").text
    unknown = post(officer, "/conflicts/cases", reference="RK/9999/26", kind="self")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert "If there is a case with that reference" in said
    assert "If there is a case with that reference" in officer.get("/conflicts").text
    assert reference not in everywhere(officer)


def test_victim_of_the_same_name_and_date_of_birth_is_kept_from_their_own_file(site: Site) -> None:
    admin = site.signed_in("administrator")
    born = {"born-day": "27", "born-month": "3", "born-year": "1985"}
    person = site.add_person("vera", "Vera Vance", "supervisor")
    assert post(admin, f"/users/{person}/born", **born).status_code == 303
    victim = {f"victim_date_of_birth-{part}": born[f"born-{part}"] for part in ("day", "month", "year")}
    reference, address = reported(site, victim_name="VANCE, Vera", **victim)
    vera, supervisor = site.signed_in("vera"), site.signed_in("supervisor")
    assert reference in everywhere(supervisor)
    assert reference not in everywhere(vera)
    assert vera.get(address).status_code == 404
    assert vera.get(f"{address}/people").status_code == 404


def test_date_of_birth_that_an_administrator_notes_tells_two_people_of_one_name_apart(site: Site) -> None:
    admin, supervisor = site.signed_in("administrator"), site.signed_in("supervisor")
    born = {"victim_date_of_birth-day": "1", "victim_date_of_birth-month": "2", "victim_date_of_birth-year": "1990"}
    site.add_person("vera", "Vera Vance", "supervisor")
    reference, _ = reported(site, victim_name="Vera Vance", **born)
    vera = site.signed_in("vera")
    assert reference not in everywhere(vera)
    person = site.person("vera").id
    assert post(admin, f"/users/{person}/born").status_code == 422
    wrong = post(admin, f"/users/{person}/born", **{"born-day": "31", "born-month": "2", "born-year": "1990"})
    assert "such as 27 3 1985" in wrong.text
    right = {"born-day": "2", "born-month": "2", "born-year": "1991"}
    assert post(supervisor, f"/users/{person}/born", **right).status_code == 403
    assert post(admin, f"/users/{person}/born", **right).status_code == 303
    assert reference in everywhere(vera)


def test_number_in_the_victims_safe_contact_keeps_its_owner_away(site: Site) -> None:
    supervisor = site.signed_in("supervisor")
    post(supervisor, "/conflicts/own", own_phones="07700 900456\n07700 900123")
    reference, address = reported(site, **{"victim_safe_contact-channel": "Mobile +44 7700 900123"})
    assert reference not in everywhere(supervisor)
    assert supervisor.get(address).status_code == 404
    assert "telephone number" in supervisor.get("/conflicts").text
    assert "900123" not in supervisor.get("/conflicts").text


def test_relative_is_kept_from_the_case(site: Site) -> None:
    supervisor = site.signed_in("supervisor")
    post(supervisor, "/conflicts/people", name="Kim Roe")
    reference, _ = reported(site, victim_name="Kim Roe")
    assert reference not in everywhere(supervisor)


def test_wrong_answers_are_said_beside_their_question(site: Site) -> None:
    supervisor = site.signed_in("supervisor")
    for address, answers, sentence in (
        ("/conflicts/cases", {"reference": "", "kind": "self"}, "Enter the reference"),
        ("/conflicts/cases", {"reference": "RTK-2026-0001", "kind": "command"}, "Select what you have to do"),
        ("/conflicts/people", {"name": ""}, "Enter the person’s name"),
        (
            "/conflicts/people",
            {"name": "Kim", "born-day": "31", "born-month": "2", "born-year": "1990"},
            "such as 27 3",
        ),
    ):
        response = post(supervisor, address, **answers)
        assert response.status_code == 422
        assert sentence in response.text


def test_attempt_is_recorded_and_told_to_professional_standards_without_case_detail(site: Site) -> None:
    reference, address = reported(site)
    officer = site.signed_in("investigating_officer")
    post(officer, "/conflicts/cases", reference=reference, kind="self")
    officer.get(address)
    person = site.person("investigating_officer").id
    with site.database.transaction() as session:
        alarms = session.query(AuditEvent).where(AuditEvent.event == Event.BAR_MET).all()
        assert [(a.actor_id, a.detail["case_id"]) for a in alarms] == [(person, address.rsplit("/", 1)[-1])]
        told = [row.to_group for row in session.query(OutboxMessage) if row.kind == "bar_met"]
        assert told == ["professional_standards"]


def test_unit_is_kept_away_and_a_conflict_ended_by_professional_standards_alone(site: Site) -> None:
    reference, address = reported(site)
    admin, standards = site.signed_in("administrator"), site.signed_in("professional_standards")
    post(admin, "/units", name="Traffic")
    traffic = unit_of(site, "Traffic")
    supervisor = site.signed_in("supervisor")
    post(admin, f"/units/members/{site.person('supervisor').id}", unit=traffic)
    assert supervisor.get(address).status_code == 404
    post(admin, f"/units/members/{site.person('supervisor').id}", unit=unit_of(site, units.WHOLE_FORCE))
    assert post(supervisor, f"{address}/people/away", away=traffic).status_code == 404
    assert post(supervisor, f"{address}/people/restrict").status_code == 303
    assert standards.get(f"{address}/people").status_code == 200
    assert post(standards, f"{address}/people/away", away=traffic).status_code == 303
    assert "Traffic, works with the subject" in standards.get(f"{address}/people").text
    assert post(standards, f"{address}/people", login="supervisor").status_code == 303
    assert reference in everywhere(supervisor)
    post(admin, f"/units/members/{site.person('supervisor').id}", unit=traffic)
    assert supervisor.get(address).status_code == 404
    ending = re.findall(r"/people/away/[0-9a-f-]{36}/end", standards.get(f"{address}/people").text)[0]
    assert post(standards, f"{address}{ending}").status_code == 303
    assert supervisor.get(address).status_code == 200


def unit_of(site: Site, name: str) -> str:
    with site.database.transaction():
        return next(str(row.id) for row in people.units("") if row.name == name)


def test_who_joins_a_case_by_mistake_cannot_be_named_when_barred(site: Site) -> None:
    reference, address = reported(site)
    lawyer, supervisor = site.signed_in("legal_reviewer"), site.signed_in("supervisor")
    post(lawyer, "/conflicts/cases", reference=reference, kind="relative")
    response = post(supervisor, f"{address}/people", login="legal_reviewer")
    assert response.status_code == 422
    assert "Nobody with this username can be named" in response.text
    assert post(supervisor, f"{address}/people", login="decision_maker").status_code == 303
    named = site.person("decision_maker")
    with site.database.transaction():
        assert cases.register(named).rows
