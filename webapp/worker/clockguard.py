"""Whether the machine's clock can be believed before deadlines are fired by it.

A clock that has leapt would fire everything at once, and what was fired cannot be called back. A leap is believed when
it still stands a minute later; until then nothing fires. A clock that differs from the database's is not believed.
"""

import logging
import time
from datetime import datetime, timedelta

LEAP = timedelta(seconds=60)
HOLDS_FOR = 60.0
FROM_THE_DATABASE = timedelta(seconds=5)
log = logging.getLogger(__name__)


class ClockGuard:
    """Remembers the last look at the clock beside a counter that nobody can set."""

    def __init__(self) -> None:
        self._moment: datetime | None = None
        self._counter = 0.0
        self._leapt_at: float | None = None

    def believes(self, moment: datetime, database: datetime, counter: float | None = None) -> bool:
        """Whether timers may be fired by this moment; `counter` are seconds that only ever go forward."""
        seconds = time.monotonic() if counter is None else counter
        before, passed = self._moment, timedelta(seconds=seconds - self._counter)
        self._moment, self._counter = moment, seconds
        if abs(moment - database) > FROM_THE_DATABASE:
            log.error("The clock differs from the database's by %s. No timer is fired.", abs(moment - database))
            return False
        if before is not None and abs(moment - before - passed) > LEAP:
            log.error("The clock has leapt by %s. No timer is fired for a minute.", moment - before - passed)
            self._leapt_at = seconds
        if self._leapt_at is not None:
            if seconds - self._leapt_at < HOLDS_FOR:
                return False
            self._leapt_at = None
        return True
