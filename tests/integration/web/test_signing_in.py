"""Signing in: who gets in, where they are sent, and what a stranger learns."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.fixtures.site import PASSWORD, Site, post
from webapp import clock
from webapp.access import service
from webapp.config import Settings
from webapp.signin.rules import OF_PAIR, Limits

# What the pages do depends on neither database; tasks, where two people meet, are tested on both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

LIMITS = Limits.of(Settings("", ""))
NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/").status_code == 200


def test_right_password_signs_in_and_leads_to_the_tasks(site: Site) -> None:
    client = site.visitor()
    response = post(client, "/sign-in", login=" Supervisor ", password=PASSWORD)
    assert (response.status_code, response.location) == (303, "/")
    assert "Supervisor Person" in client.get("/").text


def test_stranger_learns_nothing_about_which_accounts_exist(site: Site) -> None:
    site.add_person("leaver", "Leaver Person", "supervisor")
    with site.database.transaction():
        service.suspend(site.person("administrator"), site.person("leaver").id)
    answers = []
    for login, password in (("supervisor", "wrong"), ("nobody-at-all", "wrong"), ("leaver", PASSWORD)):
        response = post(site.visitor(), "/sign-in", login=login, password=password)
        answers.append((response.status_code, response.text.replace(login, "…").split("csrf_token")[0]))
        assert "The username or the password is not right" in response.text
    assert len(set(answers)) == 1


def test_failed_sign_in_is_recorded_without_what_was_typed(site: Site) -> None:
    post(site.visitor(), "/sign-in", login="my-secret-passphrase", password="wrong")
    with site.database.transaction() as session:
        rows = session.execute(text("SELECT event, detail FROM audit_event")).all()
    failed = [row.detail for row in rows if row.event == "sign_in_failed"]
    assert len(failed) == 1
    assert "my-secret" not in str(rows)


def test_typed_name_is_kept_and_the_password_is_not(site: Site) -> None:
    page = post(site.visitor(), "/sign-in", login="supervisor", password="wrong-but-mine").text
    assert 'value="supervisor"' in page
    assert "wrong-but-mine" not in page


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [({"login": "", "password": "x"}, "Enter your username"), ({"login": "x"}, "Enter your password")],
)
def test_missing_answers_are_named(site: Site, answers: dict[str, str], sentence: str) -> None:
    response = post(site.visitor(), "/sign-in", **answers)
    assert response.status_code == 422
    assert sentence in response.text


def test_guessing_has_to_wait_and_the_owner_elsewhere_does_not(site: Site) -> None:
    with clock.fixed(NOON):
        client = site.visitor()
        for _ in range(OF_PAIR.free):
            assert post(client, "/sign-in", login="supervisor", password="wrong").status_code == 422
        response = post(client, "/sign-in", login="supervisor", password=PASSWORD)
        assert response.status_code == 429
        assert "You can try again in 30 seconds" in response.text
        elsewhere = site.visitor()
        elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.77"
        assert post(elsewhere, "/sign-in", login="supervisor", password=PASSWORD).status_code == 303
        clock.move(NOON + OF_PAIR.first)
        assert post(client, "/sign-in", login="supervisor", password=PASSWORD).status_code == 303


def test_signed_out_person_is_led_back_to_the_page_they_wanted(site: Site) -> None:
    client = site.visitor()
    response = client.get("/groups?group=supervisor")
    assert (response.status_code, response.location) == (303, "/sign-in?next=/groups?group%3Dsupervisor")
    page = client.get(response.location).text
    assert 'name="next" value="/groups?group=supervisor"' in page
    response = post(client, "/sign-in", login="supervisor", password=PASSWORD, next="/groups?group=supervisor")
    assert response.location == "/groups?group=supervisor"


OFF_THE_SERVICE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "http:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "/.//evil.example",
    "/@evil.example",
    "/..//evil.example",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "evil.example",
    "/nothing-here",
    "/sign-out",
    "/health",
    "/" + "a" * 600,
    "/?" + "a" * 600,
    "/\x00",
]


def test_no_address_leads_off_the_service_after_signing_in(site: Site) -> None:
    client = site.signed_in("supervisor")
    for wanted in OFF_THE_SERVICE:
        assert client.get("/sign-in", query_string={"next": wanted}).location == "/", wanted
    for wanted in ("//evil.example/", "/\\evil.example", "https://evil.example/"):
        response = post(site.visitor(), "/sign-in", login="supervisor", password=PASSWORD, next=wanted)
        assert (response.status_code, response.location) == (303, "/"), wanted


def test_session_of_a_suspended_person_ends_with_the_next_click(site: Site) -> None:
    client = site.signed_in("supervisor")
    assert is_signed_in(client)
    with site.database.transaction():
        service.suspend(site.person("administrator"), site.person("supervisor").id)
    assert client.get("/").location.startswith("/sign-in")


def test_session_ends_after_a_while_without_a_click(site: Site) -> None:
    with clock.fixed(NOON):
        client = site.signed_in("supervisor")
        clock.move(NOON + LIMITS.idle - timedelta(seconds=1))
        assert is_signed_in(client)
        clock.move(NOON + 2 * LIMITS.idle)
        assert not is_signed_in(client)


def test_session_ends_after_a_shift_however_busy(site: Site) -> None:
    with clock.fixed(NOON):
        client = site.signed_in("supervisor")
        at = NOON
        while at + LIMITS.idle / 2 < NOON + LIMITS.longest:
            at += LIMITS.idle / 2
            clock.move(at)
            assert is_signed_in(client)
        clock.move(NOON + LIMITS.longest)
        assert not is_signed_in(client)


def test_session_does_not_work_from_another_browser(site: Site) -> None:
    client = site.signed_in("supervisor")
    client.environ_base["HTTP_USER_AGENT"] = "another browser"
    assert not is_signed_in(client)


def test_signing_in_starts_a_new_session(site: Site) -> None:
    client = site.visitor()
    with client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    post(client, "/sign-in", login="supervisor", password=PASSWORD)
    with client.session_transaction() as kept:
        assert "planted" not in kept


def test_signing_out_ends_the_session(site: Site) -> None:
    client = site.signed_in("supervisor")
    assert post(client, "/sign-out").location == "/sign-in"
    assert not is_signed_in(client)


def test_signing_out_needs_a_post(site: Site) -> None:
    assert site.signed_in("supervisor").get("/sign-out").status_code == 405


def test_person_without_a_group_is_told_whom_to_ask(site: Site) -> None:
    response = site.signed_in("newcomer").get("/")
    assert response.status_code == 403
    assert "Ask an administrator" in response.text


def test_signing_out_clears_what_a_browser_might_have_kept(site: Site) -> None:
    response = post(site.signed_in("supervisor"), "/sign-out")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_password_of_years_ago_is_still_good(site: Site) -> None:
    """Nobody is made to change a password that is not known to be lost."""
    later = NOON + timedelta(days=5 * 365)
    with clock.fixed(later):
        assert post(site.visitor(), "/sign-in", login="supervisor", password=PASSWORD).location == "/"
