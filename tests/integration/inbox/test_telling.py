"""The notice of a waiting task goes to those who may take it, and to nobody else of their group."""

from dataclasses import replace
from uuid import UUID

import pytest

from tests.fixtures.outside import Mailbox
from tests.fixtures.trial import Trial
from webapp.access import queries as people
from webapp.access import service as access
from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.cases.model import CaseConflict
from webapp.clock import now
from webapp.config import Settings
from webapp.database import session
from webapp.inbox import service
from webapp.worker.outbox import send_due

BOTH = ("investigating_officer", "legal_reviewer")


@pytest.fixture
def lawyers(trial: Trial) -> dict[str, UUID]:
    """One who may review, one of another force, one who is part of the case, one who asked, and one who has left."""
    made = {}
    with trial.database.transaction():
        for login, force, groups in (
            ("near", "", BOTH[1:]),
            ("far", "Elsewhere Police", BOTH[1:]),
            ("barred", "", BOTH[1:]),
            ("asked", "", BOTH),
            ("gone", "", BOTH[1:]),
        ):
            email = f"{login}@example.org"
            made[login] = access.create_user(SYSTEM, login, login.title(), None, groups, force=force, email=email)
        administrator = access.create_user(SYSTEM, "ada", "Ada", None, ["administrator"])
        access.suspend(replace(SYSTEM, id=administrator, groups=frozenset({"administrator"})), made["gone"])
    return made


def test_notice_of_a_task_reaches_those_who_may_take_it_in_the_force_of_the_case(
    trial: Trial, lawyers: dict[str, UUID], mailbox: Mailbox, smtp_port: int
) -> None:
    settings = Settings("sqlite://", "x" * 32, smtp_host="127.0.0.1", smtp_port=smtp_port)
    instance_id = trial.start()
    send_due(trial.database, settings)
    mailbox.received.clear()
    with trial.database.transaction():
        asked = people.actor_by_login("asked")
    assert asked is not None
    trial.complete(asked, instance_id, "ask", text="Something", fails=False)
    review = trial.open(instance_id)["review"]
    with trial.database.transaction():
        bar = CaseConflict(
            case_id=review.case_id,
            user_id=lawyers["barred"],
            kind="known",
            declared_by=SYSTEM_ID,
            declared_at=now(),
        )
        session().add(bar)
    assert send_due(trial.database, settings) == 1
    assert [recipients for recipients, _ in mailbox.received] == [["near@example.org"]]


def test_task_that_was_taken_before_the_notice_went_out_is_told_of_to_nobody(
    trial: Trial, lawyers: dict[str, UUID], mailbox: Mailbox, smtp_port: int
) -> None:
    settings = Settings("sqlite://", "x" * 32, smtp_host="127.0.0.1", smtp_port=smtp_port)
    review = trial.open(trial.asked())["review"]
    lena = trial.person("lena")
    with trial.database.transaction():
        service.claim(lena, review.id)
    assert send_due(trial.database, settings) >= 1
    assert "near@example.org" not in str([recipients for recipients, _ in mailbox.received])
