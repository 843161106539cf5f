"""The database role of the service on PostgreSQL: it may add to the account and read it, and can change no row of it.

The tables belong to another role, which only `migrate` uses. The rights stand in `webapp/audit/protection.py`, where
`audit verify` compares them with what is so.
"""

from sqlalchemy import Connection, make_url, text
from sqlalchemy.engine import URL

from webapp.audit.protection import RIGHTS
from webapp.database import Database
from webapp.errors import Rejected


def prepare_role(owner_url: str, service_url: str) -> str:
    """Makes the role that the service's address names, unless it is there, and gives it its rights; its name.

    Safe to repeat; each release does it after its tables are made. Raises Rejected where both addresses name one role.
    """
    service = make_url(service_url)
    name = service.username or ""
    if not name or name == make_url(owner_url).username:
        raise Rejected("RTK_DATABASE_URL and RTK_OWNER_DATABASE_URL must name two different database roles.")
    database = Database(owner_url)
    try:
        with database.engine.begin() as connection:
            _make(connection, service, name)
            for statement in grants(_quoted(connection, name), _quoted(connection, service.database or "")):
                connection.execute(text(statement))
    finally:
        database.close()
    return name


def grants(role: str, database: str) -> list[str]:
    """The statements that give a role what the service needs and take the rest away; names as SQL quotes them."""
    everything = "ALL TABLES IN SCHEMA public"
    return [
        f"GRANT CONNECT ON DATABASE {database} TO {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {everything} TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
        *(f"REVOKE ALL ON {table} FROM {role}" for table in RIGHTS),
        *(f"GRANT {rights} ON {table} TO {role}" for table, rights in RIGHTS.items()),
    ]


def _make(connection: Connection, service: URL, name: str) -> None:
    known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name}).first()
    if known is not None:
        return
    # A password cannot be a parameter of this statement; the server quotes it.
    password = connection.execute(text("SELECT quote_literal(:password)"), {"password": service.password or ""})
    literal = password.scalar_one().replace(":", "\\:")
    connection.execute(text(f"CREATE ROLE {_quoted(connection, name)} LOGIN PASSWORD {literal}"))


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)
