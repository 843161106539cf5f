"""Columns become bytes, with what stands in them carried over unsealed and marked; `keys seal` then seals it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from alembic import op

# webapp.sealing.envelope.NOT_SEALED_YET, as it was when this was written.
MARK = "P"
SQLITE_NAMES = {"DATE": "DATE", "TIMESTAMP WITH TIME ZONE": "DATETIME", "UUID": "CHAR(32)", "BYTEA": "BLOB"}


@dataclass(frozen=True)
class Gained:
    """A column that a table gains: its type, what it holds for the rows that are there, and whether it must."""

    type: str
    value: str = "NULL"
    needed: bool = False


@dataclass(frozen=True)
class Change:
    """What becomes of one table. `sealed` maps each column that turns into bytes to the type it had."""

    sealed: Mapping[str, str]
    emptied: Sequence[str] = ()
    gained: Mapping[str, Gained] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    rules_before: Mapping[str, str] = field(default_factory=dict)


def carry_over(table: str, change: Change) -> None:
    """Makes the change; every value stays, marked as not sealed yet."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(table, _sqlite_edits(change), change)
        return
    binary = {c for c, kind in change.sealed.items() if kind == "BYTEA"}
    steps = [f"DROP CONSTRAINT {name}" for name in change.rules_before]
    steps += [f"ALTER COLUMN {c} TYPE BYTEA USING {_marked(c, c in binary)}" for c in change.sealed]
    steps += [f"ALTER COLUMN {c} DROP NOT NULL" for c in change.emptied]
    steps += [f"ADD COLUMN {c} {gained.type}" for c, gained in change.gained.items()]
    if steps:
        op.execute(f"ALTER TABLE {table} {', '.join(steps)}")
    later = [f"ALTER COLUMN {c} SET NOT NULL" for c, gained in change.gained.items() if gained.needed]
    later += [f"ADD CONSTRAINT {name} {rule}" for name, rule in change.rules.items()]
    for column, gained in change.gained.items():
        if gained.value != "NULL":
            op.execute(f"UPDATE {table} SET {column} = {gained.value}")  # noqa: S608 - our own names  # nosec B608
    # PostgreSQL alters no table on which the checks of an update are still to be made.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    if later:
        op.execute(f"ALTER TABLE {table} {', '.join(later)}")


def undo(table: str, change: Change) -> None:
    """Undoes the change of a table that holds no row. Raises RuntimeError for one that does."""
    connection = op.get_bind()
    if connection.execute(sa.text(f"SELECT 1 FROM {table} LIMIT 1")).first() is not None:  # noqa: S608 - our own names  # nosec B608
        raise RuntimeError(f"{table} holds sealed values. Go back by restoring the backup made before the change.")
    if connection.dialect.name == "sqlite":
        _rebuild(table, _sqlite_edits_back(change), None)
        return
    steps = [f"DROP CONSTRAINT {name}" for name in change.rules]
    steps += [f"DROP COLUMN {c}" for c in change.gained]
    steps += [f"ALTER COLUMN {c} TYPE {t} USING NULL" for c, t in change.sealed.items() if t != "BYTEA"]
    steps += [f"ALTER COLUMN {c} SET NOT NULL" for c in change.emptied]
    steps += [f"ADD CONSTRAINT {name} {rule}" for name, rule in change.rules_before.items()]
    op.execute(f"ALTER TABLE {table} {', '.join(steps)}")


def _marked(column: str, binary: bool) -> str:
    return f"'{MARK}'::bytea || " + (column if binary else f"convert_to({column}::text, 'UTF8')")


def _sqlite_edits(change: Change) -> Iterator[tuple[str, str]]:
    for column in change.sealed:
        yield rf'(?m)^(\s*"?{column}"?) [A-Z]+(\(\d+\))?', r"\1 BLOB"
    for column in change.emptied:
        yield rf'(?m)^(\s*"?{column}"? [^\n]*?) NOT NULL', r"\1"
    for name in change.rules_before:
        yield rf",\s*CONSTRAINT {name} [^\n]*?(?=,\s*\n|\s*\n\))", ""
    for column, gained in change.gained.items():
        needed = " NOT NULL" if gained.needed else ""
        yield r"\(\n", f"(\n\t{column} {SQLITE_NAMES.get(gained.type, gained.type)}{needed}, \n"
    for name, rule in change.rules.items():
        yield r"\s*\)\s*$", f", \n\tCONSTRAINT {name} {rule}\n)"


def _sqlite_edits_back(change: Change) -> Iterator[tuple[str, str]]:
    for name in change.rules:
        yield rf",\s*CONSTRAINT {name} [^\n]*?(?=,\s*\n|\s*\n\))", ""
    for column in change.gained:
        yield rf"\n\s*{column} [^\n]*", ""
    for column, kind in change.sealed.items():
        yield rf'(?m)^(\s*"?{column}"?) BLOB', rf"\1 {SQLITE_NAMES.get(kind, kind)}"
    for column in change.emptied:
        yield rf'(?m)^(\s*"?{column}"? [A-Z]+(\(\d+\))?)', r"\1 NOT NULL"
    for name, rule in change.rules_before.items():
        yield r"\s*\)\s*$", f", \n\tCONSTRAINT {name} {rule}\n)"


def _rebuild(table: str, edits: Iterator[tuple[str, str]], change: Change | None) -> None:
    """SQLite changes no column's type: the table is made anew from its own text, and its rows are carried over."""
    connection = op.get_bind()
    texts = connection.execute(sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table"), {"table": table})
    known = [(kind, str(text)) for kind, text in texts.all() if text is not None]
    [made] = [text for kind, text in known if kind == "table"]
    for pattern, by in edits:
        made, count = re.subn(pattern, by, made, count=1)
        if count != 1:
            raise RuntimeError(f"{table} is not as this change expects it: {pattern} was not found.")
    carried = {}
    if change is not None:
        names = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})").all()]
        marked = {name: f"CAST('{MARK}' || {name} AS BLOB)" for name in change.sealed}
        carried = {name: marked.get(name, f'"{name}"') for name in names}
        carried |= {
            name: gained.value.replace(f"{table}.", f"moving_{table}.") for name, gained in change.gained.items()
        }
    # Other tables point here: whether they still do is looked at when everything has been carried over.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    if carried:
        connection.exec_driver_sql(f"CREATE TABLE moving_{table} AS SELECT * FROM {table}")  # noqa: S608 - our own names  # nosec B608
    connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(made)
    if carried:
        into, taken = ", ".join(f'"{name}"' for name in carried), ", ".join(carried.values())
        connection.exec_driver_sql(f"INSERT INTO {table} ({into}) SELECT {taken} FROM moving_{table}")  # noqa: S608  # nosec B608
        connection.exec_driver_sql(f"DROP TABLE moving_{table}")
    for kind, text in known:
        if kind in {"index", "trigger"}:
            connection.exec_driver_sql(text)
