"""People are told of odd attempts to sign in as them: on the page after they came in, and of many by e-mail."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from tests.fixtures.site import PASSWORD, Site, post
from webapp import clock
from webapp.database import session
from webapp.notifications import delivery, rules
from webapp.notifications.model import OutboxMessage
from webapp.signin.attempts import MANY, WITHIN
from webapp.worker.entrance import EVERY, Entrance

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NOON = datetime(2026, 1, 14, 12, tzinfo=UTC)


def from_place(site: Site, number: int) -> FlaskClient:
    client = site.visitor()
    client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
    return client


def fails(site: Site, login: str, times: int) -> None:
    for number in range(times):
        assert post(from_place(site, number), "/sign-in", login=login, password="a guess").status_code == 422


def first_page(site: Site, login: str) -> str:
    client = from_place(site, 200)
    assert post(client, "/sign-in", login=login, password=PASSWORD).status_code == 303
    return client.get("/").text


def told(site: Site) -> list[delivery.Recipients]:
    with site.database.transaction():
        rows = session().query(OutboxMessage).filter_by(kind=rules.SIGN_IN_TRIED).order_by(OutboxMessage.created_at)
        return [delivery.recipients_of(row.id) for row in rows]


def test_whoever_comes_in_is_told_how_often_somebody_failed_to_sign_in_as_them_since(site: Site) -> None:
    with clock.fixed(NOON):
        assert "failed" not in first_page(site, "supervisor")
        clock.move(NOON + timedelta(hours=1))
        fails(site, "supervisor", 2)
        fails(site, "spoc", 1)
        clock.move(NOON + timedelta(hours=2))
        page = first_page(site, "supervisor")
        assert "signing in as you failed 2 times, last on 14 January 2026 at 13:00" in page
        assert "Success" not in page
        assert "signing in as you failed once, on 14 January 2026 at 13:00" in first_page(site, "spoc")
        clock.move(NOON + timedelta(hours=3))
        assert "signing in as you failed" not in first_page(site, "supervisor")


def test_person_is_written_to_once_a_day_about_many_attempts_and_learns_nothing_else(site: Site) -> None:
    supervisor, worker = site.person("supervisor").id, Entrance()
    with clock.fixed(NOON):
        fails(site, "supervisor", MANY - 1)
        fails(site, "nobody-at-all", MANY + 1)
        worker.tidy(site.database, site.app.settings)
        assert told(site) == []
        fails(site, "supervisor", 1)
        for _ in range(2):
            clock.move(clock.now() + EVERY)
            worker.tidy(site.database, site.app.settings)
            assert told(site) == [delivery.Recipients("", person=supervisor)]
        subject, body = rules.text_of(rules.SIGN_IN_TRIED, "", "https://rtk.example.org")
        assert "supervisor" not in (subject + body).lower()
        clock.move(NOON + WITHIN + timedelta(hours=1))
        fails(site, "supervisor", MANY)
        worker.tidy(site.database, site.app.settings)
        assert told(site) == [delivery.Recipients("", person=supervisor)] * 2
