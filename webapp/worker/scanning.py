"""Files in quarantine are shown to the virus scanner; what nothing belongs to is removed from the store.

No transaction is open while the scanner reads: a version is taken first, and the verdict is written afterwards.
"""

import logging
import time
from uuid import UUID

from webapp.access.actor import SYSTEM
from webapp.access.groups import ADMINISTRATORS
from webapp.config import Settings
from webapp.database import Database
from webapp.documents import queries, service
from webapp.documents.clamav import Scanner, ScannerTrouble
from webapp.documents.store import DocumentStore
from webapp.errors import NotFound
from webapp.notifications import service as notifications

AT_ONCE = 20
# Longer than any request takes, so that a file is never removed between being stored and being named by a row.
LEFT_OVER_AFTER = 6 * 3600.0
BETWEEN_SWEEPS = 3600.0
log = logging.getLogger(__name__)


def store_of(settings: Settings) -> DocumentStore:
    """Where the bytes of documents are kept."""
    return DocumentStore(settings.data_folder / "documents")


def scan_due(database: Database, settings: Settings) -> int:
    """Scans what waits and says how many verdicts there were. Without a scanner the files stay as they are."""
    if not settings.scanner:
        return 0
    scanner, store = Scanner(settings.scanner), store_of(settings)
    with database.transaction():
        due = queries.due(AT_ONCE)
    return sum(_scan(database, scanner, store, version_id) for version_id in due)


def _scan(database: Database, scanner: Scanner, store: DocumentStore, version_id: UUID) -> int:
    with database.transaction():
        stored_as = service.claim_for_scan(SYSTEM, version_id)
    if not stored_as:
        return 0
    try:
        with store.open(stored_as) as stream:
            verdict = scanner.scan(stream)
    except (ScannerTrouble, NotFound) as trouble:
        kind = trouble.kind if isinstance(trouble, ScannerTrouble) else "missing"
        log.error("File version %s could not be scanned: %s", version_id, type(trouble).__name__)
        with database.transaction():
            service.record_trouble(SYSTEM, version_id, kind)
        return 0
    with database.transaction():
        if service.record_verdict(SYSTEM, version_id, verdict.signature):
            log.error("File version %s holds a virus and is locked.", version_id)
            notifications.file_locked(ADMINISTRATORS, version_id)
    return 1


class Sweeper:
    """Once an hour, files that no row names are removed: their request failed after they had been stored."""

    def __init__(self) -> None:
        self._last: float | None = None

    def sweep(self, database: Database, settings: Settings, counter: float | None = None) -> int:
        """Removes what is left over, if an hour has gone by, and says how much it was."""
        seconds = time.monotonic() if counter is None else counter
        if self._last is not None and seconds - self._last < BETWEEN_SWEEPS:
            return 0
        self._last = seconds
        store = store_of(settings)
        with database.transaction():
            left = list(queries.unknown_of(store.left_since(LEFT_OVER_AFTER)))
        for name in left:
            store.delete(name)
        return len(left)
