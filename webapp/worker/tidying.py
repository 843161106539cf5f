"""Rows that have served their purpose are removed."""

from webapp.database import Database
from webapp.repeats import service as repeats


def tidy(database: Database) -> None:
    """Forgets the keys of requests that no page can send again."""
    with database.transaction():
        repeats.forget_old()
