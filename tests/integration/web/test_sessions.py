"""Sessions as a browser has them: what a copied cookie is worth, and where people end them."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.fixtures.site import PASSWORD, Site, post
from webapp import clock
from webapp.access import passwords
from webapp.signin.rules import SEEN_GRAIN

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/").status_code == 200


def another_browser(site: Site, login: str) -> FlaskClient:
    client = site.visitor()
    assert post(client, "/sign-in", login=login, password=PASSWORD).status_code == 303
    return client


def copied(site: Site, client: FlaskClient) -> FlaskClient:
    """A thief with the cookies of this browser, at the same address and with the same program."""
    thief = site.visitor()
    for name in ("session", "device"):
        cookie = client.get_cookie(name)
        assert cookie is not None
        thief.set_cookie(name, cookie.value)
    return thief


def test_copied_cookie_is_worth_nothing_once_its_owner_signed_out(site: Site) -> None:
    owner = site.signed_in("supervisor")
    thief = copied(site, owner)
    assert is_signed_in(thief)
    post(owner, "/sign-out")
    assert not is_signed_in(thief)


def test_value_planted_before_signing_in_is_worth_nothing_after_it(site: Site) -> None:
    first = another_browser(site, "supervisor")
    planted = copied(site, first)
    post(first, "/sign-out")
    assert post(first, "/sign-in", login="supervisor", password=PASSWORD).status_code == 303
    assert not is_signed_in(planted)


def test_page_shows_where_one_is_signed_in_and_ends_one_or_all(site: Site) -> None:
    desk, laptop = another_browser(site, "supervisor"), site.visitor()
    laptop.environ_base["REMOTE_ADDR"] = "192.0.2.44"
    laptop.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"
    assert post(laptop, "/sign-in", login="supervisor", password=PASSWORD).status_code == 303
    other = another_browser(site, "spoc")
    page = desk.get("/my-sign-in").text
    assert "Firefox on Windows" in page
    assert "192.0.2.44" in page
    address = page.split('action="/my-sign-in/sessions/')[1].split('"')[0]
    # Somebody else cannot end it, and does not learn that it is there.
    assert post(other, f"/my-sign-in/sessions/{address}").status_code == 404
    assert is_signed_in(laptop)
    assert post(desk, f"/my-sign-in/sessions/{address}").status_code == 303
    assert not is_signed_in(laptop)
    assert is_signed_in(desk)
    again = another_browser(site, "supervisor")
    assert post(desk, "/my-sign-in/sessions/end-all").location == "/sign-in"
    assert not is_signed_in(desk)
    assert not is_signed_in(again)
    assert is_signed_in(other)
    assert "All your sessions are ended." in desk.get("/sign-in").text


def test_change_of_groups_ends_every_session_with_the_next_click(site: Site) -> None:
    clients = [another_browser(site, "supervisor") for _ in range(2)]
    with site.database.transaction() as session:
        session.execute(text("UPDATE membership SET group_name = 'legal_reviewer' WHERE group_name = 'supervisor'"))
    assert [is_signed_in(client) for client in clients] == [False, False]
    with site.database.transaction() as session:
        ended = session.scalars(text("SELECT end_reason FROM sign_in_session WHERE end_reason <> ''")).all()
    assert ended == ["groups_changed"] * 2


def test_refused_request_counts_as_use_of_the_session(site: Site) -> None:
    with clock.fixed(NOON):
        client = site.signed_in("supervisor")
        for minutes in (10, 20, 30):
            clock.move(NOON + timedelta(minutes=minutes))
            assert client.get("/users").status_code == 403
        assert is_signed_in(client)


def test_looking_at_pages_notes_the_use_once_a_minute_at_most(site: Site) -> None:
    def seen() -> str:
        with site.database.transaction() as session:
            return str(session.scalar(text("SELECT seen_at FROM sign_in_session")))

    with clock.fixed(NOON):
        client = site.signed_in("supervisor")
        first = seen()
        clock.move(NOON + SEEN_GRAIN - timedelta(seconds=1))
        assert is_signed_in(client)
        assert seen() == first
        clock.move(NOON + SEEN_GRAIN)
        assert is_signed_in(client)
        assert seen() != first


def test_nobody_waits_for_the_database_while_a_password_is_hashed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    real = passwords.matches
    written = []

    def hashing(password_hash: str | None, password: str) -> bool:
        connection = sqlite3.connect(site.database.engine.url.database or "", timeout=0, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        connection.close()
        written.append(True)
        return real(password_hash, password)

    monkeypatch.setattr(passwords, "matches", hashing)
    client = site.signed_in("supervisor")
    assert post(client, "/confirm", password=PASSWORD).status_code == 303
    assert written == [True, True]


def test_device_is_marked_by_a_random_value_that_other_sites_never_get(site: Site) -> None:
    client = site.visitor()
    response = post(client, "/sign-in", login="supervisor", password=PASSWORD)
    cookie = next(line for line in response.headers.getlist("Set-Cookie") if line.startswith("device="))
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    again = post(client, "/sign-out")
    assert not any(line.startswith("device=") for line in again.headers.getlist("Set-Cookie"))
