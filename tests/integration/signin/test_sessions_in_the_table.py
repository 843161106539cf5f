"""Sessions live in the table: their values are not kept, and their end is one at once."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from tests.integration.signin.people import DESK, LAPTOP, STRANGER, somebody
from webapp import clock
from webapp.access import service
from webapp.config import Settings
from webapp.database import Database
from webapp.signin import sessions
from webapp.signin.rules import Awaiting, End, Limits, Method
from webapp.worker.entrance import Entrance

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIMITS = Limits.of(Settings("", ""))
PASSWORD = [Method.PASSWORD]


def reasons(database: Database) -> list[str]:
    with database.transaction() as session:
        query = "SELECT end_reason FROM sign_in_session ORDER BY began_at, end_reason"
        return list(session.scalars(text(query)))


def test_value_of_the_cookie_cannot_be_read_from_the_table(database: Database) -> None:
    olive = somebody(database, "olive", "supervisor")
    with database.transaction() as session:
        token = sessions.begin(olive, PASSWORD, DESK)
        rows = str(session.execute(text("SELECT * FROM sign_in_session")).all())
        assert token not in rows
        assert DESK.device not in rows
        found = sessions.find(token, LIMITS)
        assert found is not None
        assert (found.actor, found.methods, found.over) == (olive, (Method.PASSWORD,), None)
        assert sessions.find(token + "x", LIMITS) is None
        assert sessions.find("", LIMITS) is None


def test_each_proof_gives_a_new_value_and_the_old_one_is_worth_nothing(database: Database) -> None:
    olive = somebody(database, "olive", "supervisor")
    with clock.fixed(NINE), database.transaction():
        pending = sessions.begin(olive, PASSWORD, DESK, Awaiting.SECOND_FACTOR)
        waiting = sessions.find(pending, LIMITS)
        assert waiting is not None
        assert waiting.awaiting is Awaiting.SECOND_FACTOR
        clock.move(NINE + timedelta(minutes=5))
        first = sessions.go_on(waiting.id, olive, Awaiting.NOTHING, Method.TOTP)
        assert sessions.find(pending, LIMITS) is None
        found = sessions.find(first, LIMITS)
        assert found is not None
        assert found.methods == (Method.PASSWORD, Method.TOTP)
        assert found.began == clock.now()
        clock.move(NINE + timedelta(minutes=12))
        second = sessions.confirm(found.id, Method.PASSWORD)
        assert sessions.find(first, LIMITS) is None
        again = sessions.find(second, LIMITS)
        assert again is not None
        assert (again.id, again.confirmed, again.began) == (found.id, clock.now(), found.began)


def test_people_see_and_end_their_own_sessions_and_nobody_elses(database: Database) -> None:
    olive, oscar = somebody(database, "olive", "supervisor"), somebody(database, "oscar", "supervisor")
    with database.transaction():
        desk, laptop = sessions.begin(olive, PASSWORD, DESK), sessions.begin(olive, PASSWORD, LAPTOP)
        sessions.begin(olive, PASSWORD, STRANGER, Awaiting.SECOND_FACTOR)
        others = sessions.begin(oscar, PASSWORD, STRANGER)
        assert {device.address for device in sessions.devices(olive, LIMITS)} == {DESK.address, LAPTOP.address}
        on_laptop, of_oscar = sessions.find(laptop, LIMITS), sessions.find(others, LIMITS)
        assert on_laptop is not None
        assert of_oscar is not None
        assert not sessions.end_own(olive, of_oscar.id)
        assert sessions.end_own(olive, on_laptop.id)
        assert not sessions.end_own(olive, on_laptop.id)
        assert sessions.find(laptop, LIMITS) is None
        assert sessions.find(desk, LIMITS) is not None
        assert sessions.end_all(olive.id, End.ENDED_BY_OWNER) == 2
        assert sessions.find(desk, LIMITS) is None
        assert sessions.find(others, LIMITS) is not None


def test_suspended_person_and_changed_groups_end_a_session_whoever_changed_them(database: Database) -> None:
    olive, oscar = somebody(database, "olive", "supervisor"), somebody(database, "oscar", "supervisor")
    administrator = somebody(database, "ada", "administrator")
    with database.transaction() as session:
        of_olive, of_oscar = sessions.begin(olive, PASSWORD, DESK), sessions.begin(oscar, PASSWORD, DESK)
        service.suspend(administrator, olive.id)
        session.execute(
            text("UPDATE membership SET group_name = 'spoc' WHERE user_id = :id"), {"id": _key(database, oscar.id)}
        )
        session.expire_all()
        suspended, moved = sessions.find(of_olive, LIMITS), sessions.find(of_oscar, LIMITS)
        assert suspended is not None
        assert suspended.over is End.SUSPENDED
        assert suspended.actor.groups == frozenset()
        assert moved is not None
        assert moved.over is End.GROUPS_CHANGED


def test_worker_notes_the_end_of_sessions_and_forgets_what_is_old(database: Database) -> None:
    olive = somebody(database, "olive", "supervisor")
    settings = Settings(database.url, "")
    tidying = Entrance()
    with clock.fixed(NINE):
        with database.transaction():
            sessions.begin(olive, PASSWORD, DESK)
            sessions.begin(olive, PASSWORD, DESK, Awaiting.SECOND_FACTOR)
        assert tidying.tidy(database, settings) == 0
        clock.move(NINE + timedelta(minutes=15))
        assert tidying.tidy(database, settings) == 2
        assert tidying.tidy(database, settings) == 0
        assert reasons(database) == [End.IDLE, End.TOO_LONG]
        clock.move(NINE + timedelta(days=89))
        tidying.tidy(database, settings)
        with database.transaction():
            assert sessions.is_known_device(olive.id, DESK.device)
        clock.move(NINE + timedelta(days=91))
        with database.transaction():
            assert not sessions.is_known_device(olive.id, DESK.device)
        tidying.tidy(database, settings)
        assert reasons(database) == []


def _key(database: Database, user_id: object) -> object:
    return str(user_id).replace("-", "") if database.engine.dialect.name == "sqlite" else user_id
