"""Rows that two processes may want to make at the same moment."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from webapp.database import Base, session


def insert_if_missing(table: type[Base]) -> Any:
    """An insert that does nothing where the row is there already; each database has its own spelling of it."""
    if session().get_bind().dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()
