"""Checks that ask the database: which one it is, what its tables are, and what our own role may do there."""

from collections.abc import Iterator
from datetime import timedelta

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp.clock import now
from webapp.database import Database
from webapp.migrations.upgrade import configuration, current
from webapp.readiness.finding import Finding, Surroundings, doubtful, failed, passed

# What was done and what was told: rows are added there and never changed.
APPEND_ONLY = ("audit_event", "disclosure_log")
FURTHEST = timedelta(seconds=5)


def reached(around: Surroundings) -> Iterator[Finding]:
    """The database answers, and is one for live data."""
    if around.database is None:
        yield failed("database", "It cannot be reached with RTK_DATABASE_URL. The checks that need it were left out.")
    elif _is_sqlite(around.database):
        yield doubtful(
            "database",
            "SQLite is for training and a single small server: whoever owns its file can replace it. Use PostgreSQL.",
        )
    else:
        yield passed("database", "It is PostgreSQL.")


def connection(around: Surroundings) -> Iterator[Finding]:
    """What goes to PostgreSQL on another machine goes encrypted."""
    if around.database is None or _is_sqlite(around.database):
        return
    with around.database.engine.connect() as opened:
        local = opened.engine.url.host in (None, "", "localhost", "127.0.0.1", "::1") or (
            opened.engine.url.host or ""
        ).startswith("/")
        encrypted = opened.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
    if encrypted or local:
        yield passed("connection", "It is encrypted." if encrypted else "It does not leave this machine.")
    else:
        yield doubtful(
            "connection", "Add sslmode=verify-full to RTK_DATABASE_URL unless the network between is the force's own."
        )


def tables(around: Surroundings) -> Iterator[Finding]:
    """The tables are those of this release."""
    if around.database is None:
        return
    newest = set(ScriptDirectory.from_config(configuration(around.database.url)).get_heads())
    found = current(around.database.url)
    if {found} == newest:
        yield passed("tables", f"They are at revision {found}.")
    else:
        yield failed("tables", f"They are at revision {found or 'none'}: run the command migrate of this release.")


def role(around: Surroundings) -> Iterator[Finding]:
    """Our own role may add to the account and cannot change it."""
    if around.database is None:
        return
    if _is_sqlite(around.database):
        yield doubtful(
            "account", "Triggers keep the account as it was written, but the owner of the file can take them out."
        )
        return
    with around.database.engine.connect() as opened:
        if opened.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
            yield failed("account", "The service works as a superuser of the database. Give it a role of its own.")
            return
        changeable = [table for table in APPEND_ONLY if _may_change(opened, table)]
    if changeable:
        yield failed(
            "account",
            f"The service's role may change {' and '.join(changeable)}. Let another role own these tables, and grant "
            "this one SELECT and INSERT only (docs/operations.md).",
        )
    else:
        yield passed("account", "The service's role can add to the account and cannot change it.")


def clock(around: Surroundings) -> Iterator[Finding]:
    """The machine and the database agree on the time; deadlines and the account depend on it."""
    if around.database is None:
        return
    theirs = around.database.now()  # asked first: a busy database lets the answer wait
    apart = abs(now() - theirs)
    if apart > FURTHEST:
        yield failed(
            "clock", f"It differs from the database's by {apart.total_seconds():.0f} seconds. Use NTP on both."
        )
    else:
        yield passed("clock", "It agrees with the database's.")


def opened(url: str) -> Database | None:
    """The database, where it answers."""
    database = Database(url)
    try:
        database.now()
    except (SQLAlchemyError, OSError):
        database.close()
        return None
    return database


def _is_sqlite(database: Database) -> bool:
    return database.engine.dialect.name == "sqlite"


def _may_change(connection: object, table: str) -> bool:
    ask = text(
        "SELECT COALESCE(bool_or(has_table_privilege(current_user, c.oid, p) "
        "OR pg_has_role(current_user, c.relowner, 'USAGE')), false) "
        "FROM pg_class c, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS p "
        "WHERE c.relname = :table AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
    )
    return bool(connection.scalar(ask, {"table": table}))  # type: ignore[attr-defined]
