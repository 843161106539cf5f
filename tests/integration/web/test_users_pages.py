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
