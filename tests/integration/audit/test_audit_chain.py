"""The account of a case: chained, append-only, and a verifier that is shown to fail."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from webapp.audit import queries, service
from webapp.audit.events import Event
from webapp.database import Database, session

ACTOR = UUID(int=7)


@pytest.fixture
def case_id(database: Database) -> UUID:
    """A case with three entries."""
    case_id = uuid4()
    for number in range(3):
        with database.transaction():
            service.record(Event.TASK_CLAIMED, ACTOR, case_id, {"number": number})
    return case_id


def broken(database: Database) -> list[str]:
    with database.transaction():
        return queries.broken_links()


def tamper(database: Database, statement: str) -> None:
    """Changes a row as somebody would who owns the database: with its triggers out of the way."""
    with database.transaction():
        sqlite = database.url.startswith("sqlite")
        triggers = ("audit_event_no_update", "audit_event_no_delete") if sqlite else ("audit_event_no_change",)
        for trigger in triggers:
            session().execute(text(f"DROP TRIGGER {trigger}{'' if sqlite else ' ON audit_event'}"))
        session().execute(text(statement))


def test_an_untouched_account_holds(database: Database, case_id: UUID) -> None:
    assert broken(database) == []


def test_entries_are_newest_first_and_numbered(database: Database, case_id: UUID) -> None:
    with database.transaction():
        assert [entry.detail["number"] for entry in queries.timeline(case_id)] == [2, 1, 0]


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET event = 'case_viewed'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_an_entry(database: Database, case_id: UUID, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.transaction():
        session().execute(text(statement))
    assert broken(database) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_event SET event = 'case_viewed' WHERE sequence = 2", "Entry 2"),
        ("UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE sequence = 3", "Entry 3"),
        ("UPDATE audit_event SET hash = previous_hash WHERE sequence = 1", "Entry 1"),
        ("DELETE FROM audit_event WHERE sequence = 2", "Entry 2"),
    ],
)
def test_tampering_is_found_and_placed(database: Database, case_id: UUID, statement: str, found: str) -> None:
    tamper(database, statement)
    sentences = broken(database)
    assert sentences
    assert sentences[0].startswith(found)


def test_an_act_that_fails_leaves_no_entry(database: Database, case_id: UUID) -> None:
    with pytest.raises(ValueError, match="on purpose"), database.transaction():
        service.record(Event.TASK_RELEASED, ACTOR, case_id)
        session().flush()
        raise ValueError("on purpose")
    with database.transaction():
        assert len(queries.timeline(case_id)) == 3
