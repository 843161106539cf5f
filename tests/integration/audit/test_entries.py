"""The account of a case: append-only, in one line, and with the same few statements however long it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import DBAPIError

from webapp import clock
from webapp.access import service as access
from webapp.access.actor import SYSTEM
from webapp.access.model import AppUser, Membership
from webapp.audit import queries, service
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent, AuditScope
from webapp.audit.verify import verify
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


def test_entries_are_newest_first_and_numbered(database: Database, case_id: UUID) -> None:
    with database.transaction():
        assert [entry.detail["number"] for entry in queries.timeline(case_id)] == [2, 1, 0]


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET event = 'case_viewed'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_an_entry(database: Database, case_id: UUID, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.transaction():
        session().execute(text(statement))


def test_an_act_that_fails_leaves_no_entry(database: Database, case_id: UUID) -> None:
    with pytest.raises(ValueError, match="on purpose"), database.transaction():
        service.record(Event.TASK_RELEASED, ACTOR, case_id)
        session().flush()
        raise ValueError("on purpose")
    with database.transaction():
        assert len(queries.timeline(case_id)) == 3


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_database_refuses_to_empty_the_account_even_for_its_owner(database: Database, case_id: UUID) -> None:
    for table in ("audit_event", "audit_seal_entry", "disclosure_log"):
        with pytest.raises(DBAPIError, match="append-only"), database.transaction():
            session().execute(text(f"TRUNCATE {table} CASCADE"))


def test_entry_that_does_not_follow_the_last_one_is_refused_by_the_database(database: Database, case_id: UUID) -> None:
    with database.transaction():
        last = session().scalars(select(AuditEvent).where(AuditEvent.sequence == 3)).one()
        session().expunge(last)
    for sequence, previous in ((3, last.previous_hash), (4, last.previous_hash), (5, last.hash)):
        forged = {column.name: getattr(last, column.name) for column in AuditEvent.__table__.columns}
        forged |= {"id": uuid4(), "sequence": sequence, "previous_hash": previous}
        with pytest.raises(DBAPIError), database.transaction():
            session().execute(insert(AuditEvent), forged)


def test_entry_takes_two_statements_however_long_the_case_is(database: Database, case_id: UUID) -> None:
    counts = []
    for more in (0, 40):
        with database.transaction():
            for _ in range(more):
                service.record(Event.TASK_CLAIMED, ACTOR, case_id)
        seen: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *call, seen=seen: seen.append(call[2]))
        with database.transaction():
            service.record(Event.TASK_CLAIMED, ACTOR, case_id)
        counts.append(len([one for one in seen if not one.startswith("BEGIN")]))
    assert counts == [2, 2]


def test_roles_and_force_are_those_of_the_moment(database: Database) -> None:
    with database.transaction():
        person = access.create_user(SYSTEM, "sam", "Sam", None, ["supervisor"], force="Example Police")
        service.record(Event.SIGNED_IN, person)
    with database.transaction():
        session().get_one(AppUser, person).memberships = [Membership(group="auditor"), Membership(group="supervisor")]
        service.record(Event.SIGNED_OUT, person)
    with database.transaction():
        rows = session().scalars(select(AuditEvent).where(AuditEvent.actor_id == person).order_by(AuditEvent.at)).all()
    assert [(row.roles, row.force) for row in rows] == [
        (["supervisor"], "Example Police"),
        (["auditor", "supervisor"], "Example Police"),
    ]


def test_time_is_the_databases_own(database: Database) -> None:
    case_id = uuid4()
    with clock.fixed(datetime(2020, 1, 1, tzinfo=UTC)), database.transaction():
        service.record(Event.CASE_VIEWED, ACTOR, case_id)
    with database.transaction():
        row = session().scalars(select(AuditEvent)).one()
        assert (row.at.year, row.recorded_at.year >= 2026) == (2020, True)


def test_many_who_write_to_one_case_at_once_make_one_chain(database: Database, case_id: UUID) -> None:
    def write(_: int) -> None:
        with database.transaction():
            service.record(Event.CASE_VIEWED, ACTOR, case_id)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(24)))
    with database.reading():
        assert verify().findings == []
        assert session().get_one(AuditScope, str(case_id)).sequence == 27
