"""Every few seconds: timers, then messages. Stops cleanly between two rounds; a stopped worker loses nothing."""

import logging
import signal
from threading import Event
from types import FrameType

from webapp.config import Settings
from webapp.database import Database
from webapp.worker.outbox import send_due
from webapp.worker.timers import fire_due

log = logging.getLogger(__name__)


def run_once(database: Database, settings: Settings) -> int:
    """One round; says how much there was to do."""
    return fire_due(database) + send_due(database, settings)


def run(database: Database, settings: Settings, stop: Event | None = None) -> None:
    """Rounds until SIGTERM, SIGINT or `stop`. A round that fails is logged, and the next one tries again."""
    stopping = stop or Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - a signal handler's shape
        stopping.set()

    if stop is None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, ask_to_stop)
    log.info("The worker has started.")
    while not stopping.is_set():
        try:
            run_once(database, settings)
        except Exception as error:  # noqa: BLE001 - a database that is away for a minute must not end the worker
            log.error("A round of the worker failed: %s", type(error).__name__)
        stopping.wait(settings.worker_seconds)
    log.info("The worker has stopped.")
