"""Brings a database to the tables of this release."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from webapp.database import Database


def configuration(url: str) -> Config:
    """Alembic's configuration for one database, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    # Alembic reads its options with interpolation, in which a per cent sign in a password would be a placeholder.
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(url: str) -> str:
    """Carries out every change that is still to be made; the revision the database is at afterwards."""
    command.upgrade(configuration(url), "head")
    return current(url)


def current(url: str) -> str:
    """The revision a database is at; empty for one that was never migrated."""
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() or ""
    finally:
        database.close()
