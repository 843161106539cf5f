"""A case in which nothing is open, waiting or running is found and reported: it would otherwise stand still unseen."""

import logging
from uuid import UUID

from webapp.database import Database
from webapp.instances import queries as instances
from webapp.instances import service as running

AT_ONCE = 200
log = logging.getLogger(__name__)


class Watchdog:
    """Walks through the active instances by key, a page each round, and begins again at the end."""

    def __init__(self) -> None:
        self._after: UUID | None = None

    def look(self, database: Database) -> int:
        """Looks at the next page and says how many instances stood still."""
        with database.transaction():
            page = instances.active_instances(self._after, AT_ONCE)
            silent = instances.silent_among(page)
        self._after = page[-1] if len(page) == AT_ONCE else None
        for instance_id in silent:
            try:
                with database.transaction():
                    running.report_standstill(instance_id)
            except Exception as error:  # noqa: BLE001 - one unreadable case must not hide the others
                log.error("Instance %s stands still and cannot be read: %s", instance_id, type(error).__name__)
        return len(silent)
