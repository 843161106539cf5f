"""What the database itself does with the account: each entry follows the last one, and none is changed.

Head, count and waiting list are kept by triggers, so that the service needs no right but to add entries and to read.
"""

from sqlalchemy import Connection, FromClause, Table, event

_SQLITE = (
    """
CREATE TRIGGER audit_event_append AFTER INSERT ON audit_event BEGIN
  INSERT OR IGNORE INTO audit_scope (scope, sequence, hash) VALUES (NEW.scope, 0, hex(zeroblob(32)));
  SELECT RAISE(ABORT, 'an entry must follow the last one of its scope') WHERE NOT EXISTS (
    SELECT 1 FROM audit_scope
    WHERE scope = NEW.scope AND sequence = NEW.sequence - 1 AND hash = NEW.previous_hash);
  UPDATE audit_scope SET sequence = NEW.sequence, hash = NEW.hash WHERE scope = NEW.scope;
  INSERT INTO audit_unsealed (scope, sequence, hash) VALUES (NEW.scope, NEW.sequence, NEW.hash);
END""",
)
# SECURITY DEFINER: they run with the rights of the tables' owner, who made them, and not of whoever adds an entry.
_POSTGRESQL = (
    """
CREATE OR REPLACE FUNCTION audit_head(wanted text)
RETURNS TABLE (last_sequence integer, last_hash text, moment timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$BEGIN
  INSERT INTO audit_scope (scope, sequence, hash) VALUES (wanted, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
  RETURN QUERY SELECT s.sequence, s.hash::text, clock_timestamp() FROM audit_scope s WHERE s.scope = wanted FOR UPDATE;
END$$""",
    """
CREATE OR REPLACE FUNCTION audit_append() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$BEGIN
  PERFORM audit_head(NEW.scope);
  UPDATE audit_scope SET sequence = NEW.sequence, hash = NEW.hash
    WHERE scope = NEW.scope AND sequence = NEW.sequence - 1 AND hash = NEW.previous_hash;
  IF NOT FOUND THEN RAISE EXCEPTION 'an entry must follow the last one of its scope'; END IF;
  INSERT INTO audit_unsealed (scope, sequence, hash) VALUES (NEW.scope, NEW.sequence, NEW.hash);
  RETURN NULL;
END$$""",
    "CREATE TRIGGER audit_event_append AFTER INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_append()",
)


def append_statements(dialect: str) -> tuple[str, ...]:
    """The triggers that keep head, count and waiting list, for SQLite or PostgreSQL; migrations use them as well."""
    return _SQLITE if dialect == "sqlite" else _POSTGRESQL


def kept_by_triggers(table: FromClause) -> None:
    """Makes the triggers with the table of entries."""
    if not isinstance(table, Table):
        raise TypeError("Only a table has triggers.")

    def add(target: Table, connection: Connection, **_: object) -> None:  # noqa: ARG001 - SQLAlchemy's signature
        for statement in append_statements(connection.dialect.name):
            connection.exec_driver_sql(statement)

    event.listen(table, "after_create", add)
