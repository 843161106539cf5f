"""Accounts are made and suspended by an administrator, and nobody else."""

import pytest

from tests.fixtures.site import Site, post

# What the pages do depends on neither database; tasks, where two people meet, are tested on both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NEW = {"login": "nina", "name": "Nina North", "email": "", "password": "a long first password", "groups": "supervisor"}


def test_administrator_makes_an_account_that_can_sign_in(site: Site) -> None:
    client = site.signed_in("administrator")
    assert post(client, "/users", **NEW).status_code == 303
    page = client.get("/users").text
    assert "Nina North" in page
    assert "The account is ready" in page
    assert site.signed_in("nina").get("/").status_code == 200


def test_wrong_answers_come_back_with_what_was_typed_but_the_password(site: Site) -> None:
    client = site.signed_in("administrator")
    response = post(client, "/users", login="", name="Nina North", email="n@example.org", password="short-one")
    assert response.status_code == 422
    for sentence in ("Enter a username", "Use a password of", "Choose at least one group"):
        assert sentence in response.text
    assert 'value="Nina North"' in response.text
    assert "short-one" not in response.text


def test_login_that_is_taken_is_said_beside_its_question(site: Site) -> None:
    response = post(site.signed_in("administrator"), "/users", **{**NEW, "login": "supervisor"})
    assert response.status_code == 422
    assert "The login supervisor is taken." in response.text
    assert 'value="Nina North"' in response.text


def test_group_that_does_not_exist_is_refused(site: Site) -> None:
    response = post(site.signed_in("administrator"), "/users", **{**NEW, "groups": "superuser"})
    assert response.status_code == 422


def test_suspended_account_is_shown_as_such(site: Site) -> None:
    client = site.signed_in("administrator")
    person = site.person("spoc")
    assert post(client, f"/users/{person.id}/suspend").status_code == 303
    assert "Suspended" in client.get("/users").text


def test_administrator_cannot_suspend_themselves(site: Site) -> None:
    client = site.signed_in("administrator")
    assert post(client, f"/users/{site.person('administrator').id}/suspend").status_code == 422
    assert client.get("/users").status_code == 200


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
        assert post(client, "/users", **new).status_code == 303
    one, two = site.person("nina"), site.person("nina2")
    assert str(one.unit) == unit
    assert one.selves == two.selves == {one.id, two.id}
    assert post(client, "/users", **{**NEW, "login": "nora", "unit": "elsewhere"}).status_code == 422
    wrong = post(client, "/users", **{**NEW, "login": "nora", "born-day": "31"})
    assert "Enter a date of birth such as" in wrong.text
