"""What a database's owner can do: rows are changed with the triggers out of the way, and the triggers put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select, text, update

from webapp.audit import rules
from webapp.audit.model import AuditEvent, AuditScope
from webapp.database import Database, append_only_statements, session

TABLES = ("audit_event", "audit_seal", "audit_seal_entry")


@contextmanager
def owner(database: Database) -> Iterator[None]:
    """A transaction in which no trigger guards the account; afterwards nothing shows that it was so."""
    sqlite = database.url.startswith("sqlite")
    with database.transaction():
        for table in TABLES:
            if sqlite:
                session().execute(text(f"DROP TRIGGER {table}_no_update"))
                session().execute(text(f"DROP TRIGGER {table}_no_delete"))
            else:
                session().execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        yield
        session().flush()
        for table in TABLES:
            if sqlite:
                for statement in append_only_statements(table, "sqlite"):
                    session().execute(text(statement))
            else:
                session().execute(text(f"ALTER TABLE {table} ENABLE TRIGGER ALL"))


def row_of(scope: str, sequence: int) -> dict[str, Any]:
    found = session().execute(
        select(*AuditEvent.__table__.columns).where(AuditEvent.scope == scope, AuditEvent.sequence == sequence)
    )
    return dict(found.one()._mapping)


def rewrite(scope: str, sequence: int, **changed: object) -> str:
    """Changes an entry and works its hash out again, as the service would have; gives the new hash."""
    row = row_of(scope, sequence) | changed
    new = rules.chained(row)
    session().execute(
        update(AuditEvent)
        .where(AuditEvent.scope == scope, AuditEvent.sequence == sequence)
        .values(**changed, hash=new)
        .execution_options(synchronize_session=False)
    )
    return new


def rewrite_tail(scope: str, first: int, last: int, **changed: object) -> None:
    """Changes an entry and works every hash after it out again, the head's too: a perfect chain over a lie."""
    previous = rewrite(scope, first, **changed)
    for sequence in range(first + 1, last + 1):
        previous = rewrite(scope, sequence, previous_hash=previous)
    session().execute(update(AuditScope).where(AuditScope.scope == scope).values(hash=previous))
