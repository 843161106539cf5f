"""`web`, `worker` and `migrate`: the three commands of the image."""

import os
import sys
from typing import Any, NoReturn

from webapp import logs
from webapp.access import conflicts
from webapp.access.actor import SYSTEM
from webapp.cases import service as cases
from webapp.cli.keys import require_sealed, seal_all
from webapp.clock import use_calendar
from webapp.config import Settings
from webapp.database import Database
from webapp.migrations.roles import prepare_role
from webapp.migrations.upgrade import upgrade
from webapp.sealing.provider import provider
from webapp.worker import loop
from webapp.worker.clockguard import ClockGuard

# Files that the product writes are for its own account alone.
ONLY_MINE = 0o077
MEMORY = "/dev/shm"  # noqa: S108 - a disk of memory is meant  # nosec B108
SERVER_LOG = "webapp.cli.serverlog.ServerLog"


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
    heartbeat = ["--worker-tmp-dir", MEMORY] if os.access(MEMORY, os.W_OK) else []
    return [
        *("-m", "gunicorn", "--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "8"),
        *("--worker-class", "gthread", "--timeout", "60", "--graceful-timeout", "20", *heartbeat),
        *("--limit-request-line", "4094", "--limit-request-fields", "60", "--logger-class", SERVER_LOG),
        "webapp.app:create_app()",
    ]


def serve(host: str, port: int, workers: int) -> NoReturn:
    """Becomes the web server, so that signals reach it directly."""
    os.umask(ONLY_MINE)
    settings = Settings.from_environment()
    if settings.database_url.startswith("sqlite") and workers > 1:
        sys.exit("rtk: SQLite takes one web process. Leave out --workers, or use PostgreSQL.")
    database = Database(settings.database_url)
    require_sealed(database)
    database.close()
    os.execv(sys.executable, [sys.executable, *gunicorn_arguments(host, port, workers)])  # noqa: S606 - no shell wanted


def work(*, once: bool) -> int:
    """The worker, for ever or for one round."""
    os.umask(ONLY_MINE)
    logs.set_up()
    settings = Settings.from_environment()
    use_calendar(settings.calendar)
    database = Database(settings.database_url)
    require_sealed(database)
    try:
        if once:
            print(f"{loop.run_once(database, settings, loop.Watch(ClockGuard(patient=False)))} done.")
        else:
            loop.run(database, settings)
    finally:
        database.close()
    return 0


def migrate_database() -> int:
    """Brings the tables up to date and says to which revision, and seals what is not sealed yet.

    Tables with an owner give the service its rights.
    """
    os.umask(ONLY_MINE)
    settings = Settings.from_environment()
    if settings.database_url.startswith("sqlite"):
        settings.data_folder.mkdir(parents=True, exist_ok=True)
    provider()
    own = settings.owner_database_url or settings.database_url
    print(f"The database is at revision {upgrade(own)}.")
    # The owner seals: the service may not change the log of disclosures, not even how its words are kept.
    database = Database(own)
    if done := seal_all(database, settings.data_folder):
        print(f"{done} rows sealed.")
    _index_old(database)
    database.close()
    if settings.owner_database_url:
        role = prepare_role(settings.owner_database_url, settings.database_url)
        print(f"The role {role} can add to the account and cannot change it.")
    return 0


def _index_old(database: Database) -> None:
    """What names people cannot be compared blindly by a change of tables alone: it takes the keys."""
    with database.transaction():
        conflicts.note_names_of_all(SYSTEM)
    while _indexed_some(database):
        pass


def _indexed_some(database: Database) -> int:
    with database.transaction():
        return cases.index_old_cases(SYSTEM)
