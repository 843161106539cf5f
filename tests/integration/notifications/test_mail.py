"""Messages go out through a real mail server on this machine, and wait when it is away."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.fixtures.outside import Mailbox
from webapp import clock
from webapp.access import service as access
from webapp.access.actor import SYSTEM
from webapp.config import Settings
from webapp.database import Database
from webapp.notifications import queries, service
from webapp.worker.outbox import send_due


@pytest.fixture
def settings(smtp_port: int) -> Settings:
    return Settings(
        "sqlite://", "x" * 32, smtp_host="127.0.0.1", smtp_port=smtp_port, site_address="https://rtk.example.org"
    )


@pytest.fixture
def waiting(database: Database) -> Database:
    """A message to two legal reviewers, one more person having left."""
    with database.transaction():
        access.ensure_system_user()
        for login in ("lena", "luis", "left"):
            person = access.create_user(
                SYSTEM, login, login.title(), None, ["legal_reviewer"], email=f"{login}@example.org"
            )
        administrator = access.create_user(SYSTEM, "ada", "Ada", None, ["administrator"])
        access.suspend(replace(SYSTEM, id=administrator, groups=frozenset({"administrator"})), person)
        service.task_waits("legal_reviewer", uuid4())
    return database


def left(database: Database) -> int:
    with database.transaction():
        return len(queries.due(10))


def test_the_group_is_told_once_without_any_detail(waiting: Database, settings: Settings, mailbox: Mailbox) -> None:
    assert send_due(waiting, settings) == 1
    assert send_due(waiting, settings) == 0
    [(recipients, mail)] = mailbox.received
    assert recipients == ["lena@example.org", "luis@example.org"]
    assert mail["To"] == settings.mail_from
    assert "Legal reviewer" in str(mail.get_payload())
    assert "https://rtk.example.org/" in str(mail.get_payload())


def test_without_a_mail_server_messages_wait(waiting: Database, settings: Settings) -> None:
    assert send_due(waiting, replace(settings, smtp_host="")) == 0
    assert left(waiting) == 1


def test_a_server_that_is_away_is_tried_again_later(waiting: Database, settings: Settings, mailbox: Mailbox) -> None:
    away = replace(settings, smtp_port=1)
    assert send_due(waiting, away) == 0
    assert left(waiting) == 0
    with clock.fixed(clock.now() + timedelta(hours=1)):
        assert left(waiting) == 1
        assert send_due(waiting, settings) == 1
    assert len(mailbox.received) == 1
