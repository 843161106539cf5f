"""The database: one engine, one session per transaction, and the only commit in the code."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, DateTime, Engine, FromClause, MetaData, Table, create_engine, event, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_SECONDS = 30
ONLY_READS = "only_reads"
_session: ContextVar[Session | None] = ContextVar("session", default=None)


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in time: only aware values go in, aware UTC values come out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        # SQLite keeps no zone; what is stored is always UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> UUID:
    """A fresh random identifier."""
    return uuid4()


def session() -> Session:
    """The session of the transaction that is open now."""
    current = _session.get()
    if current is None:
        raise RuntimeError("No transaction is open: the door opens one with Database.transaction().")
    return current


class Database:
    """One database, SQLite or PostgreSQL, and its transactions."""

    def __init__(self, url: str, house: object = None) -> None:
        """`house` are the rules of the installation, which each session carries for webapp.access.house."""
        self.url = _with_driver(url)
        self.house = house
        self.engine: Engine = _engine(self.url)
        self._at_point: Callable[[str], None] | None = None

    def watch(self, at_point: Callable[[str], None]) -> None:
        """Has `at_point` called with the name of each place at which the machine may fail.

        The places are `begin`, each statement before and after it is carried out, by its verb and table
        (`before insert audit_event`), `before commit` and `after commit`. What `at_point` raises, or ends, is what a
        failure there would do; tests of durability use nothing else.
        """
        self._at_point = at_point
        event.listen(self.engine, "before_cursor_execute", lambda *given: at_point(f"before {_named(given[2])}"))
        event.listen(self.engine, "after_cursor_execute", lambda *given: at_point(f"after {_named(given[2])}"))

    def _reached(self, point: str) -> None:
        if self._at_point is not None:
            self._at_point(point)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Everything inside is committed at its end, or nothing of it when anything is raised."""
        with Session(self.engine, expire_on_commit=False, info={"house": self.house}) as opened:
            token = _session.set(opened)
            try:
                self._reached("begin")
                yield opened
                opened.flush()
                self._reached("before commit")
                opened.commit()
                self._reached("after commit")
            except BaseException:
                opened.rollback()
                raise
            finally:
                _session.reset(token)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Nothing inside is kept, and on SQLite nobody is kept from writing meanwhile: for long looks."""
        with Session(self.engine.execution_options(**{ONLY_READS: True})) as opened:
            token = _session.set(opened)
            try:
                yield opened
            finally:
                opened.rollback()
                _session.reset(token)

    def now(self) -> datetime:
        """The database's own clock, in UTC."""
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "sqlite":
                now = connection.exec_driver_sql("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')").scalar_one()
                return datetime.fromisoformat(now)
            moment: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
            return moment.astimezone(UTC)

    def wipe_free_space(self, tables: Iterable[str]) -> None:
        """Makes the files of these tables anew, so that nothing of older rows is left in them. Needs a quiet hour."""
        sqlite = self.engine.dialect.name == "sqlite"
        connection = self.engine.raw_connection()
        try:
            driver: Any = connection.driver_connection
            if not sqlite:
                driver.autocommit = True
            steps = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"] if sqlite else [f"VACUUM FULL {t}" for t in tables]
            for step in steps:
                driver.execute(step).close()
        finally:
            connection.invalidate()

    def create_all(self) -> None:
        """Makes every table at once, for tests and scenarios; the product's own databases are migrated."""
        Base.metadata.create_all(self.engine)

    def close(self) -> None:
        """Gives back every connection."""
        self.engine.dispose()


def append_only(table: FromClause) -> None:
    """Has the database itself refuse to change or remove a row of the table."""
    if not isinstance(table, Table):
        raise TypeError("Only a table can be append-only.")

    def add_triggers(target: Table, connection: Connection, **_: object) -> None:
        for statement in append_only_statements(target.name, connection.dialect.name):
            connection.exec_driver_sql(statement)

    event.listen(table, "after_create", add_triggers)


def append_only_statements(table: str, dialect: str) -> list[str]:
    """The triggers that make a table append-only on SQLite or PostgreSQL; migrations use them as well."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    function = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS "
        "$$BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END$$ LANGUAGE plpgsql"
    )
    trigger = (
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    # A table can be emptied without a row being looked at, so that is refused on its own.
    emptying = (
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_change()"
    )
    return [function, trigger, emptying]


def guard(table: FromClause, verb: str, when: str, name: str) -> None:
    """Has the database itself refuse a change of a table when a condition over the new row, `NEW`, is met.

    The refusal is a violation of a constraint of that name. The trigger is made once every table is there, since the
    condition may look at others. `verb` is insert or update.
    """
    if not isinstance(table, Table):
        raise TypeError("Only a table can be guarded.")

    def add_trigger(target: MetaData, connection: Connection, **given: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
        if table in given["tables"]:
            for statement in guard_statements(table.name, verb, when, name, connection.dialect.name):
                connection.exec_driver_sql(statement)

    event.listen(Base.metadata, "after_create", add_trigger)


def guard_statements(table: str, verb: str, when: str, name: str, dialect: str) -> list[str]:
    """The trigger that guards a table on SQLite or PostgreSQL; migrations use it as well."""
    if dialect == "sqlite":
        trigger = (
            f"CREATE TRIGGER {table}_{name} BEFORE {verb.upper()} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, 'guard met: {name}'); END"
        )
        return [trigger]
    function = (
        f"CREATE OR REPLACE FUNCTION {table}_{name}() RETURNS trigger AS $$BEGIN IF {when} THEN RAISE EXCEPTION USING "
        f"MESSAGE = 'guard met: {name}', ERRCODE = 'check_violation', CONSTRAINT = '{name}'; END IF; RETURN NEW; END$$ "
        "LANGUAGE plpgsql"
    )
    trigger = (
        f"CREATE TRIGGER {table}_{name} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_{name}()"
    )
    return [function, trigger]


def _named(statement: str) -> str:
    """The verb and the first table of a statement."""
    verb, _, rest = statement.strip().partition(" ")
    words = (rest.partition(" FROM ")[2] if verb.upper() == "SELECT" else rest).split()
    table = next((word for word in words if word.upper() not in {"INTO", "FROM", "ONLY"}), "")
    return f"{verb} {table}".strip().lower()


@contextmanager
def append_only_lifted(table: str) -> Iterator[None]:
    """Lets the open transaction change a table that is append-only, for a change of how its values are kept."""
    opened = session()
    connection = opened.connection()
    dialect = connection.dialect.name
    find = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
        if dialect == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) AND NOT tgisinternal"
    )
    names = [str(name) for name in opened.scalars(text(find), {"table": table})]
    kept = []
    for name in names:
        if dialect == "sqlite":
            kept.append(opened.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}))
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
            kept.append(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
    yield
    opened.flush()
    for statement in kept:
        connection.exec_driver_sql(str(statement))


def _with_driver(url: str) -> str:
    """PostgreSQL addresses always name the driver we ship."""
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediately)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    # The driver's own transactions start at the first write, so that read-then-write races; ours starts at once.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_immediately(connection: Any) -> None:
    only_reads = connection.get_execution_options().get(ONLY_READS, False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")
