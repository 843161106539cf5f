"""The numbered changes make the very tables that the models describe, on both databases, and can be undone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import DBAPIError

from webapp.audit import rules
from webapp.audit.rules import FIRST
from webapp.audit.seals import seal_waiting
from webapp.audit.verify import verify
from webapp.database import Database
from webapp.migrations.upgrade import configuration, current, upgrade
from webapp.tables import METADATA

VERSIONS = Path(__file__).parents[2] / "webapp" / "migrations" / "versions"


@pytest.fixture
def migrated(database_url: str) -> Iterator[Database]:
    upgrade(database_url)
    database = Database(database_url)
    yield database
    database.close()


def test_changes_are_numbered_without_a_gap() -> None:
    numbers = sorted(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_a_migrated_database_has_the_tables_of_the_models(migrated: Database) -> None:
    assert current(migrated.url) == max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
    with migrated.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_migrated_tables_have_the_checks_of_the_models(migrated: Database) -> None:
    with migrated.engine.connect() as connection:
        seen = inspect(connection)
        for table in METADATA.sorted_tables:
            described = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
            assert {c["name"] for c in seen.get_check_constraints(table.name)} == described, table.name


@pytest.mark.parametrize("table", ["audit_event", "audit_seal", "audit_seal_entry", "disclosure_log"])
def test_append_only_tables_refuse_changes_after_a_migration(migrated: Database, table: str) -> None:
    sqlite = migrated.url.startswith("sqlite")
    query = (
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table AND name LIKE '%_no_%'"
        if sqlite
        else "SELECT count(*) FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) AND tgname LIKE '%_no_%'"
    )
    with migrated.engine.connect() as connection:
        assert connection.scalar(text(query), {"table": table}) == 2


def test_an_entry_of_a_migrated_account_cannot_be_removed(migrated: Database) -> None:
    with migrated.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_event (id, scope, sequence, at, event, actor_id, detail, previous_hash, hash) "
                "VALUES ('00000000000000000000000000000001', 's', 1, '2026-01-01 00:00:00', 'case_viewed', "
                "'00000000000000000000000000000002', '{}', '" + FIRST + "', 'h')"
            )
        )
    with pytest.raises(DBAPIError, match="append-only"), migrated.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_event"))


def test_every_change_can_be_undone(database_url: str) -> None:
    upgrade(database_url)
    command.downgrade(configuration(database_url), "base")
    assert current(database_url) == ""
    upgrade(database_url)


def test_case_that_ran_before_cases_could_be_moved_counts_as_never_moved(database_url: str) -> None:
    command.upgrade(configuration(database_url), "0007")
    database = Database(database_url)
    one, at = "00000000000000000000000000000001", "2026-01-01 00:00:00+00:00"
    rows = {
        "app_user": "(id, login, name, force, email, password_hash, created_at) "
        f"VALUES ('{one}', 'o', 'O', '', '', '!', '{at}')",
        "case_file": f"(id, reference, status, opened_by, opened_at) VALUES ('{one}', 'R', 'open', '{one}', '{at}')",
        "process_definition": "(id, key, version, title, state, checksum, note, author_id, created_at) "
        f"VALUES ('{one}', 'k', 1, 'K', 'deployed', '', '', '{one}', '{at}')",
        "process_instance": "(id, case_id, definition_id, revision, state, status, variables, started_at, started_by) "
        f"VALUES ('{one}', '{one}', '{one}', 3, NULL, 'active', '{{}}', '{at}', '{one}')",
    }
    with database.engine.begin() as connection:
        for table, values in rows.items():
            connection.execute(text(f"INSERT INTO {table} {values}"))
    command.upgrade(configuration(database_url), "0008")
    with database.engine.begin() as connection:
        assert connection.execute(text("SELECT revision, moves FROM process_instance")).one() == (3, 0)
    command.downgrade(configuration(database_url), "0007")
    with database.engine.begin() as connection:
        assert connection.scalar(text("SELECT revision FROM process_instance")) == 3
    database.close()


def test_entries_of_the_release_before_get_heads_and_wait_for_the_first_seal(database_url: str) -> None:
    command.upgrade(configuration(database_url), "0006")
    database = Database(database_url)
    body = {"event": "case_viewed", "actor": UUID(int=2), "case": None, "at": datetime(2026, 1, 1, tzinfo=UTC)}
    previous, values = FIRST, []
    postgresql = database_url.startswith("postgresql")
    at = f"2026-01-01 00:00:00.000000{'+00' if postgresql else ''}"
    for sequence in (1, 2):
        canonical = rules.canonical(body | {"detail": {"number": sequence}})
        entry = sha256(f"1|{previous}|s|{sequence}|{canonical}".encode()).hexdigest()
        values.append({"id": uuid4().hex, "s": sequence, "d": f'{{"number": {sequence}}}', "p": previous, "h": entry})
        previous = entry
    with database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_event (id, scope, sequence, at, event, actor_id, detail, previous_hash, hash) "
                "VALUES (:id, 's', :s, CAST(:at AS TIMESTAMP WITH TIME ZONE), 'case_viewed', :actor, :d, :p, :h)"
                if postgresql
                else "INSERT INTO audit_event (id, scope, sequence, at, event, actor_id, detail, previous_hash, hash) "
                "VALUES (:id, 's', :s, :at, 'case_viewed', :actor, :d, :p, :h)"
            ),
            [row | {"actor": UUID(int=2).hex, "at": at} for row in values],
        )
    upgrade(database_url)
    with database.transaction():
        before = verify()
        assert (before.findings, before.entries, before.unsealed) == ([], 2, 2)
        seal_waiting()
    with database.reading():
        after = verify()
        assert (after.findings, after.sealed_entries, after.unsealed) == ([], 2, 0)
    database.close()
