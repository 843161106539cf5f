"""Where Alembic finds the tables and the database."""

from alembic import context

import webapp.tables
from webapp.database import Database

LOCK_TIMEOUT = "4s"


def run() -> None:
    """Carries the changes out in one transaction; on PostgreSQL it gives up rather than hold everybody up."""
    database = Database(context.config.get_main_option("sqlalchemy.url") or "")
    try:
        with database.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
                connection.commit()
            context.configure(
                connection=connection, target_metadata=webapp.tables.METADATA, compare_type=True, render_as_batch=False
            )
            with context.begin_transaction():
                context.run_migrations()
            connection.commit()
    finally:
        database.close()


run()
