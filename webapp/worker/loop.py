"""Every few seconds: timers, clocks, events, moves, mail, scans, still cases. A stopped worker loses nothing.

Operations outside have a thread of their own, so that one that takes long holds up no deadline.
"""

import logging
import secrets
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from types import FrameType

from webapp.audit import context
from webapp.clock import now
from webapp.config import Settings
from webapp.database import Database
from webapp.instances import clockwatch
from webapp.logs import OurWords
from webapp.worker.clockguard import ClockGuard
from webapp.worker.entrance import Entrance
from webapp.worker.escalation import escalate_due
from webapp.worker.moves import move_due
from webapp.worker.outbox import send_due
from webapp.worker.post import deliver_due
from webapp.worker.scanning import Sweeper, scan_due
from webapp.worker.sealer import Sealer
from webapp.worker.services import carry_out_due
from webapp.worker.tidying import tidy
from webapp.worker.timers import fire_due
from webapp.worker.watchdog import Watchdog

SECONDS_TO_STOP = 15
log = logging.getLogger(__name__)


@dataclass
class Watch:
    """What one worker has seen of clock, cases and files."""

    clock: ClockGuard = field(default_factory=ClockGuard)
    watchdog: Watchdog = field(default_factory=Watchdog)
    sealer: Sealer = field(default_factory=Sealer)
    alarm: str = ""
    entrance: Entrance = field(default_factory=Entrance)
    sweeper: Sweeper = field(default_factory=Sweeper)


def run_once(database: Database, settings: Settings, watch: Watch | None = None) -> int:
    """One round of everything; says how much there was to do.

    `watch` is what a worker remembers from round to round.
    """
    return _round(database, settings, watch) + _outside(database, settings)


def _round(database: Database, settings: Settings, watch: Watch | None) -> int:
    """Seals are not counted: what the others do in a round is sealed at its end."""
    seen = watch or Watch()
    with context.coming_from(_origin()):
        believed = watch is None or _clock_is_believed(database, settings, watch)
        fired = fire_due(database) + escalate_due(database) if believed else 0
        if believed:
            tidy(database)
            seen.entrance.tidy(database, settings)
        done = deliver_due(database, expiring=believed) + move_due(database) + send_due(database, settings)
        done += scan_due(database, settings)
        if watch is not None:
            done += watch.sweeper.sweep(database, settings)
        done += seen.watchdog.look(database)
        seen.sealer.look(database, settings)
    return fired + done


def _outside(database: Database, settings: Settings, stopping: Event | None = None) -> int:
    with context.coming_from(_origin()):
        return carry_out_due(database, settings, stopping)


def _origin() -> context.Origin:
    return context.Origin(secrets.token_hex(8), "worker")


def _clock_is_believed(database: Database, settings: Settings, watch: Watch) -> bool:
    # The database is asked first: while it is busy the answer waits, and our own moment must not be from before that.
    by_the_database = database.now()
    moment = now()
    with database.transaction():
        seen_at = clockwatch.last_seen()
        if settings.demonstration:
            # It is stopped for days on end, and its cases are made up.
            return True
        alarm = clockwatch.look(moment, by_the_database)
    if alarm != watch.alarm:
        if alarm:
            log.error("No timer is fired. %s", OurWords(alarm))
        else:
            log.info("The clock is believed again.")
        watch.alarm = alarm
    return watch.clock.believes(moment, seen_at=seen_at) and not alarm


def run(database: Database, settings: Settings, stop: Event | None = None) -> None:
    """Rounds until SIGTERM, SIGINT or `stop`. A round that fails is logged, and the next one tries again."""
    stopping = stop or Event()
    watch = Watch()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a signal handler's shape
        stopping.set()

    if stop is None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, ask_to_stop)

    def go_round(work: Callable[[], int]) -> None:
        while not stopping.is_set():
            try:
                work()
            except Exception as error:  # noqa: BLE001 - a database that is away for a minute must not end the worker
                log.error("A round of the worker failed: %s", type(error).__name__)
            stopping.wait(settings.worker_seconds)

    log.info("The worker has started.")
    # A daemon: an operation that is stuck does not keep the worker from stopping; another one takes the job over.
    outside = Thread(
        target=go_round, args=[lambda: _outside(database, settings, stopping)], name="services", daemon=True
    )
    outside.start()
    go_round(lambda: _round(database, settings, watch))
    outside.join(SECONDS_TO_STOP)
    log.info("The worker has stopped.")
