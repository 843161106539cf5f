"""Slows guessing of passwords: after a few failures the same login from the same address has to wait.

Counted in the memory of this process, so with several server processes each counts on its own. Another address is
never made to wait because of this one, so that nobody can lock a colleague out by guessing wrongly in their name.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from webapp.clock import now

if TYPE_CHECKING:
    from datetime import datetime

FAILURES_PER_LOGIN = 5
FAILURES_PER_ADDRESS = 50
PERIOD = timedelta(minutes=15)
KEYS_KEPT = 10_000


class SignInThrottle:
    """The failures of the last quarter of an hour, by login with address and by address alone."""

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def wait_until(self, login: str, address: str) -> datetime | None:
        """When the next try is accepted; None when it is now."""
        with self._lock:
            until = [
                recent[0] + PERIOD
                for key, limit in self._keys(login, address)
                if len(recent := self._recent(key)) >= limit
            ]
        return max(until, default=None)

    def failed(self, login: str, address: str) -> None:
        """Counts a failure."""
        with self._lock:
            for key, limit in self._keys(login, address):
                self._recent(key)
                times = self._failures.setdefault(key, deque(maxlen=limit))
                times.append(now())
                self._failures.move_to_end(key)
            while len(self._failures) > KEYS_KEPT:
                self._failures.popitem(last=False)

    def succeeded(self, login: str, address: str) -> None:
        """Forgets the failures of this login from this address."""
        with self._lock:
            self._failures.pop((login, address), None)

    @staticmethod
    def _keys(login: str, address: str) -> list[tuple[tuple[str, str], int]]:
        return [((login, address), FAILURES_PER_LOGIN), (("", address), FAILURES_PER_ADDRESS)]

    def _recent(self, key: tuple[str, str]) -> deque[datetime]:
        times = self._failures.get(key, deque())
        while times and times[0] <= now() - PERIOD:
            times.popleft()
        return times
