"""Sessions whose time is over get their end noted, what signing in left behind is forgotten in its time, and people
are told of many tries to sign in as them.

The tries are looked for here and not at the door, where the time it takes would tell that there is such an account.
"""

from datetime import datetime, timedelta

from webapp.clock import now
from webapp.config import Settings
from webapp.database import Database
from webapp.notifications import service as notifications
from webapp.signin import attempts, sessions
from webapp.signin.rules import Limits

EVERY = timedelta(minutes=1)


class Entrance:
    """Tidies up once a minute, whatever the pause between two rounds."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def tidy(self, database: Database, settings: Settings) -> int:
        """Says how many sessions were closed."""
        if self._last is not None and timedelta() <= now() - self._last < EVERY:
            return 0
        self._last = now()
        with database.transaction():
            for person in sorted(attempts.people_with_many()):
                notifications.sign_in_tried(person, now() - attempts.WITHIN)
        with database.transaction():
            return sessions.tidy(Limits.of(settings))
