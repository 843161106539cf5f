"""`web`, `worker` and `migrate`: the three commands of the image."""

import logging
import os
import sys
from typing import Any, NoReturn

from webapp.access import service as access
from webapp.access.actor import SYSTEM
from webapp.cases import service as cases
from webapp.clock import use_calendar
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations.upgrade import upgrade
from webapp.worker import loop
from webapp.worker.clockguard import ClockGuard

# Files that the product writes are for its own account alone.
ONLY_MINE = 0o077


def add_to(subcommands: Any) -> None:
    """The three commands and their options."""
    web = subcommands.add_parser("web", help="serve the pages with gunicorn")
    web.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    web.add_argument("--port", type=int, default=8000)
    web.add_argument("--workers", type=int, default=1, help="processes; one with SQLite, any number with PostgreSQL")
    web.set_defaults(run=lambda chosen: serve(chosen.host, chosen.port, chosen.workers))
    worker = subcommands.add_parser("worker", help="fire timers and send what waits, until stopped")
    worker.add_argument("--once", action="store_true", help="one round, then stop")
    worker.set_defaults(run=lambda chosen: work(once=chosen.once))
    migrate = subcommands.add_parser("migrate", help="bring the database to this release's tables")
    migrate.set_defaults(run=lambda _: migrate_database())


def gunicorn_arguments(host: str, port: int, workers: int) -> list[str]:
    """What the web server is started with. Worker heartbeats live in memory, where a slow disk cannot stall them."""
    heartbeat = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []  # noqa: S108 - memory, by design
    return [
        *("-m", "gunicorn", "--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "8"),
        *("--worker-class", "gthread", "--timeout", "60", "--graceful-timeout", "20", *heartbeat),
        *("--limit-request-line", "4094", "--limit-request-fields", "60", "webapp.app:create_app()"),
    ]


def serve(host: str, port: int, workers: int) -> NoReturn:
    """Becomes the web server, so that signals reach it directly."""
    os.umask(ONLY_MINE)
    settings = Settings.from_environment()
    if settings.database_url.startswith("sqlite") and workers > 1:
        sys.exit("rtk: SQLite takes one web process. Leave out --workers, or use PostgreSQL.")
    os.execv(sys.executable, [sys.executable, *gunicorn_arguments(host, port, workers)])  # noqa: S606 - no shell wanted


def work(*, once: bool) -> int:
    """The worker, for ever or for one round."""
    os.umask(ONLY_MINE)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    settings = Settings.from_environment()
    use_calendar(settings.calendar)
    database = Database(settings.database_url, settings.house)
    try:
        if once:
            print(f"{loop.run_once(database, settings, loop.Watch(ClockGuard(patient=False)))} done.")
        else:
            loop.run(database, settings)
    finally:
        database.close()
    return 0


def migrate_database() -> int:
    """Brings the tables up to date and says to which revision."""
    os.umask(ONLY_MINE)
    settings = Settings.from_environment()
    if settings.database_url.startswith("sqlite"):
        settings.data_folder.mkdir(parents=True, exist_ok=True)
    revision = upgrade(settings.database_url)
    database = Database(settings.database_url, settings.house)
    # What names people cannot be compared blindly by a change of tables alone: it takes the key.
    with database.transaction():
        access.note_names_of_all(SYSTEM)
    while _indexed_some(database):
        pass
    database.close()
    print(f"The database is at revision {revision}.")
    return 0


def _indexed_some(database: Database) -> int:
    with database.transaction():
        return cases.index_old_cases(SYSTEM)
