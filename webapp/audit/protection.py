"""What keeps the rows of the account from being changed here, and whether whoever asks could do it all the same."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text

from webapp.database import session

APPEND_ONLY = ("audit_event", "audit_seal", "audit_seal_entry", "disclosure_log")
# What the role of the service may do with each of them; every other table it may read and write.
RIGHTS = {
    **dict.fromkeys(APPEND_ONLY, "SELECT, INSERT"),
    "audit_scope": "SELECT",
    "audit_unsealed": "SELECT, DELETE",
    "alembic_version": "SELECT",
}
_SQLITE_TRIGGERS = text("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
_POSTGRESQL_TRIGGERS = text(
    "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND pg_table_is_visible(pg_class.oid)"
)
_RIGHTS = text(
    "SELECT relname, pg_has_role(current_user, relowner, 'USAGE') AS owns, "
    "has_table_privilege(pg_class.oid, 'UPDATE') AS changes, has_table_privilege(pg_class.oid, 'DELETE') AS removes, "
    "has_table_privilege(pg_class.oid, 'TRUNCATE') AS empties, rolsuper AS is_superuser, current_user AS role "
    "FROM pg_class JOIN pg_roles ON rolname = current_user "
    "WHERE pg_table_is_visible(pg_class.oid) AND relkind = 'r'"
)


def missing_triggers() -> list[str]:
    """A sentence for each table that the database would let somebody change, because its trigger is gone or off."""
    sqlite = _sqlite()
    found = {(row[0], row[1]) for row in session().execute(_SQLITE_TRIGGERS if sqlite else _POSTGRESQL_TRIGGERS)}
    endings = ("no_update", "no_delete") if sqlite else ("no_change", "no_truncate")
    wanted = [(table, f"{table}_{ending}") for table in APPEND_ONLY for ending in endings]
    wanted.append(("audit_event", "audit_event_append"))
    return [
        f"The trigger {name} of {table} is missing or switched off."
        for table, name in wanted
        if (table, name) not in found
    ]


def of_this_role() -> list[str]:
    """Sentences on whether this database role could change the account; empty when it could not."""
    if _sqlite():
        return [
            "SQLite: whoever can write the file can change it. Keep anchors elsewhere; live data belongs in PostgreSQL."
        ]
    rows = [row for row in session().execute(_RIGHTS) if row.relname in APPEND_ONLY]
    return _superuser(rows) or _owner(rows) or _granted(rows)


def _superuser(rows: Sequence[Row[Any]]) -> list[str]:
    if not any(row.is_superuser for row in rows):
        return []
    return [f"The database role {rows[0].role} is a superuser and could change the account."]


def _owner(rows: Sequence[Row[Any]]) -> list[str]:
    owned = [row.relname for row in rows if row.owns]
    if not owned:
        return []
    return [f"The database role {rows[0].role} owns {', '.join(sorted(owned))} and could switch the triggers off."]


def _granted(rows: Sequence[Row[Any]]) -> list[str]:
    rights = {"changes": "UPDATE", "removes": "DELETE", "empties": "TRUNCATE"}
    return [
        f"The database role {row.role} has the right {right} on {row.relname}, which the service does not need."
        for row in rows
        for name, right in rights.items()
        if getattr(row, name)
    ]


def _sqlite() -> bool:
    return session().get_bind().dialect.name == "sqlite"
