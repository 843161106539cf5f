"""Guessing is slowed, in one count for all processes, and honest people do not wait for it."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from tests.integration.signin.people import DESK, NEIGHBOUR, STRANGER, somebody
from webapp import clock
from webapp.access.actor import Actor
from webapp.database import Database
from webapp.signin import sessions, throttle
from webapp.signin.rules import FORGOTTEN_AFTER, OF_ACCOUNT, OF_ADDRESS, OF_PAIR, Method
from webapp.signin.sessions import Origin
from webapp.signin.throttle import Try

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET = "a secret of the installation"


@pytest.fixture
def olive(database: Database) -> Actor:
    return somebody(database, "olive", "supervisor")


def attempt(database: Database, actor: Actor | None, origin: Origin, login: str = "", *, right: bool = False) -> object:
    """The try that was let through, or the moment of the next one."""
    with database.transaction():
        login = login or (actor.login if actor else "nobody")
        tried = throttle.take(SECRET, login, actor.id if actor else None, origin)
    if right and isinstance(tried, Try):
        with database.transaction():
            throttle.succeeded(tried)
    return tried


def fail(database: Database, actor: Actor | None, origin: Origin, times: int, login: str = "") -> None:
    for _ in range(times):
        assert isinstance(attempt(database, actor, origin, login), Try)


def sign_in(database: Database, actor: Actor, origin: Origin) -> None:
    with database.transaction():
        sessions.begin(actor, [Method.PASSWORD], origin)


def test_wait_doubles_with_each_failure_and_success_forgets_them(database: Database, olive: Actor) -> None:
    with clock.fixed(NINE):
        fail(database, olive, DESK, OF_PAIR.free)
        assert attempt(database, olive, DESK) == NINE + OF_PAIR.first
        clock.move(NINE + OF_PAIR.first)
        fail(database, olive, DESK, 1)
        assert attempt(database, olive, DESK, right=True) == clock.now() + 2 * OF_PAIR.first
        clock.move(clock.now() + 2 * OF_PAIR.first)
        assert isinstance(attempt(database, olive, DESK, right=True), Try)
        fail(database, olive, DESK, OF_PAIR.free)
        clock.move(clock.now() + FORGOTTEN_AFTER + timedelta(minutes=16))
        fail(database, olive, DESK, OF_PAIR.free)


def test_unknown_name_waits_as_a_known_one_does(database: Database, olive: Actor) -> None:
    with clock.fixed(NINE):
        fail(database, None, STRANGER, OF_PAIR.free)
        fail(database, olive, STRANGER, OF_PAIR.free)
        assert attempt(database, None, STRANGER) == attempt(database, olive, STRANGER) == NINE + OF_PAIR.first


def test_owner_at_a_browser_used_before_never_waits_for_the_guesses_of_others(database: Database, olive: Actor) -> None:
    with clock.fixed(NINE):
        sign_in(database, olive, DESK)
        for number in range(OF_ACCOUNT.free):
            fail(database, olive, Origin(f"203.0.113.{number}", "", f"guesser {number}"), 1)
        assert isinstance(attempt(database, olive, STRANGER), datetime)
        # A colleague's browser behind the very address of the owner is slowed, and the owner is not.
        fail_until_slowed(database, olive, NEIGHBOUR)
        assert isinstance(attempt(database, olive, DESK, right=True), Try)


def test_guessing_one_account_from_everywhere_is_slowed_by_a_minute_at_most(database: Database, olive: Actor) -> None:
    with clock.fixed(NINE):
        for number in range(OF_ACCOUNT.free + 30):
            tried = attempt(database, olive, Origin(f"2001:db8::{number:x}", "", f"guesser {number}"))
            if isinstance(tried, datetime):
                assert tried - clock.now() <= timedelta(minutes=1)
                clock.move(tried)
        assert isinstance(attempt(database, olive, STRANGER), Try | datetime)
        clock.move(clock.now() + OF_ACCOUNT.longest)
        assert isinstance(attempt(database, olive, STRANGER, right=True), Try)


def test_one_address_that_tries_many_names_has_to_wait_and_others_have_not(database: Database, olive: Actor) -> None:
    with clock.fixed(NINE):
        sign_in(database, olive, DESK)
        for number in range(OF_ADDRESS.free):
            fail(database, None, NEIGHBOUR, 1, login=f"name-{number}")
        assert isinstance(attempt(database, None, NEIGHBOUR, "one-more"), datetime)
        assert isinstance(attempt(database, None, STRANGER, "one-more"), Try)
        assert isinstance(attempt(database, olive, DESK), Try)


def test_somebody_who_has_to_wait_cannot_fill_the_table(database: Database) -> None:
    def rows() -> int:
        with database.transaction() as session:
            return session.scalar(text("SELECT count(*) FROM sign_in_delay")) or 0

    with clock.fixed(NINE):
        for number in range(OF_ADDRESS.free):
            fail(database, None, STRANGER, 1, login=f"name-{number}")
        before = rows()
        for number in range(5):
            assert isinstance(attempt(database, None, STRANGER, f"more-{number}"), datetime)
        assert rows() == before


def test_signing_in_to_an_own_account_does_not_buy_more_guesses(database: Database, olive: Actor) -> None:
    oscar = somebody(database, "oscar", "supervisor")
    with clock.fixed(NINE):
        for _ in range(OF_PAIR.free):
            fail(database, olive, STRANGER, 1)
            assert isinstance(attempt(database, oscar, STRANGER, right=True), Try)
        assert isinstance(attempt(database, olive, STRANGER), datetime)


def test_guesses_at_the_same_moment_are_all_counted(database: Database, olive: Actor) -> None:
    together = Barrier(8)
    outcomes: list[object] = []

    def guess() -> None:
        together.wait()
        outcomes.append(attempt(database, olive, STRANGER))

    guessers = [Thread(target=guess) for _ in range(8)]
    for one in guessers:
        one.start()
    for one in guessers:
        one.join()
    assert len([one for one in outcomes if isinstance(one, Try)]) == OF_PAIR.free
    assert len(outcomes) == 8


def fail_until_slowed(database: Database, actor: Actor, origin: Origin) -> None:
    while isinstance(attempt(database, actor, origin), Try):
        pass
