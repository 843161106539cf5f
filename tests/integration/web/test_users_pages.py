"""Joiners, movers and leavers on the administrators' pages: two of them for a right, and nobody else at all."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fixtures.site import PASSWORD, Site, post
from webapp import clock
from webapp.config import Provider

# What the pages do depends on neither database; tasks, where two people meet, are tested on both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NEW = {"login": "nina", "name": "Nina North", "email": "", "groups": "supervisor", "reason": "Joins the unit."}
CODE = re.compile(r"<code[^>]*>([a-z0-9-]{23})</code>")


@pytest.fixture
def second(site: Site) -> str:
    """The login of a second administrator."""
    site.add_person("second-admin", "Second Admin", "administrator")
    return "second-admin"


def proposal_on(page: str) -> str:
    found = re.search(r'action="(/users/proposals/[0-9a-f-]{36})/', page)
    assert found is not None
    return found[1]


def test_joiner_gets_a_password_for_once_and_a_role_from_two(
    site: Site, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the passwords of this test are really hashed
    client = site.signed_in("administrator")
    response = post(client, "/users", **NEW)
    assert response.status_code == 200
    assert "another administrator has to approve" in response.text.lower()
    first = CODE.search(response.text)
    assert first is not None
    assert first[1] not in client.get("/users").text
    waiting = client.get("/users/proposals").text
    assert "You proposed this" in waiting
    proposal = proposal_on(waiting)
    assert post(client, f"{proposal}/decide", decision="approve").status_code == 403
    nina = site.visitor()
    assert post(nina, "/sign-in", login="nina", password=first[1]).location == "/sign-in/new-password"
    assert post(nina, "/sign-in/new-password", password="gravel tealight umbrella").status_code == 303
    assert nina.get("/").status_code == 403
    assert post(site.signed_in(second), f"{proposal}/decide", decision="approve").status_code == 303
    # Her session began without a role, so it ends with the change.
    assert nina.get("/").status_code == 303
    assert post(nina, "/sign-in", login="nina", password="gravel tealight umbrella").status_code == 303
    assert nina.get("/").status_code == 200


def test_wrong_answers_come_back_with_what_was_typed(site: Site) -> None:
    client = site.signed_in("administrator")
    response = post(client, "/users", login="", name="Nina North", email="n@example.org")
    assert response.status_code == 422
    for sentence in ("Enter a username", "Choose at least one group", "Say why"):
        assert sentence in response.text
    assert 'value="Nina North"' in response.text
    taken = post(client, "/users", **{**NEW, "login": "supervisor"})
    assert (taken.status_code, "The login supervisor is taken." in taken.text) == (422, True)
    assert 'value="Nina North"' in taken.text
    unknown = post(client, "/users", **{**NEW, "groups": "superuser"})
    assert (unknown.status_code, "no group called superuser" in unknown.text) == (422, True)
    both = post(client, "/users", **{**NEW, "groups": ["supervisor", "administrator"]})
    assert (both.status_code, "cannot work on cases as well" in both.text) == (422, True)
    assert "Nina North" not in client.get("/users").text


def test_mover_is_changed_by_two_and_the_decision_needs_a_fresh_proof(site: Site, second: str) -> None:
    client, other = site.signed_in("administrator"), site.signed_in(second)
    person = f"/users/{site.person('spoc').id}"
    moved = site.signed_in("spoc")
    bad = post(client, f"{person}/proposals", kind="groups", groups="supervisor", reason="")
    assert (bad.status_code, "Say why" in bad.text) == (422, True)
    assert post(client, f"{person}/proposals", kind="everything", reason="x").status_code == 422
    assert post(client, f"{person}/proposals", kind="groups", groups="supervisor", reason="Moves.").status_code == 303
    assert moved.get("/").status_code == 200
    page = other.get("/users/proposals").text
    assert "Moves." in page
    proposal = proposal_on(page)
    with clock.fixed(clock.now() + timedelta(minutes=11)):
        asked = post(other, f"{proposal}/decide", decision="approve")
        assert asked.location == "/confirm?next=/users/proposals"
        assert post(other, "/confirm", password=PASSWORD, next="/users/proposals").location == "/users/proposals"
        assert post(other, f"{proposal}/decide", decision="approve").status_code == 303
    assert site.person("spoc").groups == {"supervisor"}
    assert moved.get("/").status_code == 303


def test_forgotten_password_is_shown_once_to_the_second_administrator(site: Site, second: str) -> None:
    client, other = site.signed_in("administrator"), site.signed_in(second)
    person = f"/users/{site.person('spoc').id}"
    assert post(client, f"{person}/proposals", kind="password", reason="Forgot it.").status_code == 303
    proposal = proposal_on(other.get("/users/proposals").text)
    shown = post(other, f"{proposal}/decide", decision="approve")
    assert (shown.status_code, bool(CODE.search(shown.text))) == (200, True)
    assert "Handed over, not yet changed" in client.get(person).text


def test_leaver_is_suspended_by_one_and_nobody_suspends_themselves(site: Site) -> None:
    client = site.signed_in("administrator")
    leaver = site.signed_in("spoc")
    person = site.person("spoc")
    assert post(client, f"/users/{person.id}/suspend").status_code == 303
    assert "Suspended" in client.get("/users").text
    assert leaver.get("/").status_code == 303
    assert "Propose the person’s return" in client.get(f"/users/{person.id}").text
    own = site.person("administrator").id
    assert post(client, f"/users/{own}/suspend").status_code == 422
    assert post(client, f"/users/{own}/proposals", kind="groups", groups="auditor", reason="Me.").status_code == 422
    assert client.get("/users").status_code == 200


def test_somebody_who_signs_in_at_the_provider_gets_no_password(site: Site) -> None:
    site.app.settings = replace(site.app.settings, provider=Provider("https://login.example", "rtk", title="Force ID"))
    client = site.signed_in("administrator")
    response = post(client, "/users", **NEW, signs_in="provider")
    assert response.status_code == 200
    assert CODE.search(response.text) is None
    assert post(site.visitor(), "/sign-in", login="nina", password="!").status_code == 422


def test_administrators_see_no_case(site: Site) -> None:
    site.install_package()
    task = post(site.signed_in("investigating_officer"), "/cases").location
    case = site.signed_in("investigating_officer").get("/cases").text.split('href="/cases/')[1].split('"')[0]
    diagram = site.signed_in("investigating_officer").get(f"/cases/{case}").text.split('data-xml="')[1].split('"')[0]
    client = site.signed_in("administrator")
    for address in ("/cases", f"/cases/{case}", diagram, task):
        assert client.get(address).status_code in {403, 404}, address
    assert "RTK-" not in client.get("/").text + client.get("/users").text + client.get("/groups").text


def test_unit_is_made_people_are_moved_to_it_and_a_wrong_name_or_unit_is_said(site: Site) -> None:
    client = site.signed_in("administrator")
    assert post(client, "/units", name="Traffic", serves_force="yes").status_code == 303
    assert "Traffic, serves the whole force" in client.get("/units").text
    for name, sentence in (("Traffic", "There is a unit called Traffic already."), ("", "Enter the unit")):
        response = post(client, "/units", name=name)
        assert response.status_code == 422
        assert sentence in response.text
    person = site.person("spoc")
    assert post(client, f"/units/members/{person.id}", unit="no unit").status_code == 422
    assert post(client, f"/units/members/{person.id}", unit=str(person.id)).status_code == 422
    unit = client.get("/units").text.split(">Traffic</option>")[0].rsplit('value="', 1)[1].split('"')[0]
    assert post(client, f"/units/members/{person.id}", unit=unit).status_code == 303
    assert str(site.person("spoc").unit) == unit


def test_new_account_is_put_into_its_unit_with_its_staff_number(site: Site) -> None:
    client = site.signed_in("administrator")
    post(client, "/units", name="Traffic")
    unit = client.get("/users/new").text.split(">Traffic</option>")[0].rsplit('value="', 1)[1].split('"')[0]
    for login in ("nina", "nina2"):
        new = {**NEW, "login": login, "unit": unit, "staff_number": "4711"}
        assert post(client, "/users", **new).status_code == 200
    one, two = site.person("nina"), site.person("nina2")
    assert str(one.unit) == unit
    assert one.selves == two.selves == {one.id, two.id}
    assert post(client, "/users", **{**NEW, "login": "nora", "unit": "elsewhere"}).status_code == 422
