"""The numbered changes make the very tables that the models describe, on both databases, and can be undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import DBAPIError

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


@pytest.mark.parametrize("table", ["audit_event", "disclosure_log"])
def test_append_only_tables_refuse_changes_after_a_migration(migrated: Database, table: str) -> None:
    sqlite = migrated.url.startswith("sqlite")
    query = (
        "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
        if sqlite
        else "SELECT count(*) FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) AND NOT tgisinternal"
    )
    with migrated.engine.connect() as connection:
        assert connection.scalar(text(query), {"table": table}) == (2 if sqlite else 1)


def test_an_entry_of_a_migrated_account_cannot_be_removed(migrated: Database) -> None:
    with migrated.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_event (id, scope, sequence, at, event, actor_id, detail, previous_hash, hash) "
                "VALUES ('00000000000000000000000000000001', 's', 1, '2026-01-01 00:00:00', 'case_viewed', "
                "'00000000000000000000000000000002', '{}', 'p', 'h')"
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
    upgrade(database_url)
    with database.engine.begin() as connection:
        assert connection.execute(text("SELECT revision, moves FROM process_instance")).one() == (3, 0)
    command.downgrade(configuration(database_url), "0007")
    with database.engine.begin() as connection:
        assert connection.scalar(text("SELECT revision FROM process_instance")) == 3
    database.close()
