"""Whether the machine's clock can be believed before deadlines are fired by it.

A clock that has leapt would fire everything at once, and what was fired cannot be called back. A leap is believed when
it still stands a minute later, as is the first look of a worker after a time in which none was running; until then
nothing fires. What outlives the worker is in `instances.clockwatch`.
"""

import logging
import time
from datetime import datetime, timedelta

LEAP = timedelta(seconds=60)
AWAY = timedelta(minutes=5)
HOLDS_FOR = 60.0
log = logging.getLogger(__name__)


class ClockGuard:
    """Remembers the last look at the clock beside a counter that nobody can set.

    One that is not `patient` looks once only, and takes its first look for what it is.
    """

    def __init__(self, *, patient: bool = True) -> None:
        self._patient = patient
        self._moment: datetime | None = None
        self._counter = 0.0
        self._leapt_at: float | None = None

    def believes(self, moment: datetime, counter: float | None = None, seen_at: datetime | None = None) -> bool:
        """Whether timers may be fired by this moment; `counter` are seconds that only ever go forward.

        `seen_at` is when any worker last believed its clock.
        """
        seconds = time.monotonic() if counter is None else counter
        before, passed = self._moment, timedelta(seconds=seconds - self._counter)
        self._moment, self._counter = moment, seconds
        if before is not None and abs(moment - before - passed) > LEAP:
            log.error("The clock has leapt by %s. No timer is fired for a minute.", moment - before - passed)
            self._leapt_at = seconds
        elif before is None and self._patient and seen_at is not None and moment - seen_at > AWAY:
            log.info("No worker was running for %s. The clock is watched for a minute first.", moment - seen_at)
            self._leapt_at = seconds
        if self._leapt_at is not None:
            if seconds - self._leapt_at < HOLDS_FOR:
                return False
            self._leapt_at = None
        return True
