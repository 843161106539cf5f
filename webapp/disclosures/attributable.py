"""The database itself lets only an alias that is linked probably or surely to the subject into a disclosure.

Proposed, approved and given are three tables, and the level of an alias can fall between them; so each has a trigger.
Basis: DPA 2018 s.38(5): what is not accurate is not transmitted.
"""

from sqlalchemy import Connection, FromClause, Table, event

RULE = "alias_attributable"
_OF_ITEM = "(SELECT alias_id FROM disclosure_item WHERE id = NEW.item_id)"
# The alias that a new row of each table is about.
_ALIAS_OF = {"disclosure_item": "NEW.alias_id", "decision_item": _OF_ITEM, "delivery_item": _OF_ITEM}
TABLES = tuple(_ALIAS_OF)
_SURE = "('CONFIRMED', 'PROBABLE')"


def statements(table: str, dialect: str) -> list[str]:
    """The trigger that keeps other aliases out of a table, for SQLite or PostgreSQL; migrations use it as well."""
    alias = _ALIAS_OF[table]
    unsure = f"EXISTS (SELECT 1 FROM alias WHERE id = {alias} AND COALESCE(link_level, '') NOT IN {_SURE})"  # noqa: S608 - fixed words  # nosec B608
    if dialect == "sqlite":
        refusal = f"SELECT RAISE(ABORT, 'CHECK constraint failed: {RULE}')"
        return [f"CREATE TRIGGER {table}_attributable BEFORE INSERT ON {table} WHEN {unsure} BEGIN {refusal}; END"]
    function = (
        f"CREATE OR REPLACE FUNCTION {table}_attributable() RETURNS trigger AS $$BEGIN IF {unsure} THEN "
        f"RAISE EXCEPTION 'alias is not attributable' USING ERRCODE = 'check_violation', CONSTRAINT = '{RULE}'; "
        "END IF; RETURN NEW; END$$ LANGUAGE plpgsql"
    )
    trigger = (
        f"CREATE TRIGGER {table}_attributable BEFORE INSERT ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_attributable()"
    )
    return [function, trigger]


def only_attributable(table: FromClause) -> None:
    """Makes the trigger with the table."""
    if not isinstance(table, Table):
        raise TypeError("Only a table has triggers.")

    def add_trigger(target: Table, connection: Connection, **_: object) -> None:
        for statement in statements(target.name, connection.dialect.name):
            connection.exec_driver_sql(statement)

    event.listen(table, "after_create", add_trigger)
