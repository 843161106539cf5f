"""What falls due by itself: rows that have served their purpose go, and what was not done in time is told of."""

from webapp.access.actor import SYSTEM
from webapp.cases import service as cases
from webapp.database import Database
from webapp.repeats import service as repeats


def tidy(database: Database) -> None:
    """Forgets the keys of requests that no page can send again; tells of emergencies that nobody reviews."""
    with database.transaction():
        repeats.forget_old()
        cases.escalate_overdue(SYSTEM)
