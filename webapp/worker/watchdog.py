"""A case in which nothing is open, waiting or running is found and reported: it would otherwise stand still unseen."""

import logging
from collections.abc import Sequence
from uuid import UUID

from webapp.database import Database
from webapp.instances import queries as instances
from webapp.instances import upkeep

AT_ONCE = 200
# How many cases of each round are compared with their saved state, which costs some milliseconds each.
COMPARED = 1
log = logging.getLogger(__name__)


class Watchdog:
    """Walks through the active instances by key, a page each round, and begins again at the end.

    Those without anything on record are looked after at once; on a second, slower walk every one is.
    """

    def __init__(self) -> None:
        self._after: UUID | None = None
        self._compared: UUID | None = None

    def look(self, database: Database) -> int:
        """Looks at the next page and says in how many instances something had to be put right."""
        with database.transaction():
            page = instances.active_instances(self._after, AT_ONCE)
            silent = instances.silent_among(page)
            next_ones = instances.active_instances(self._compared, COMPARED) or instances.active_instances(
                None, COMPARED
            )
        self._after = page[-1] if len(page) == AT_ONCE else None
        self._compared = next_ones[-1] if next_ones else None
        return _look_after(database, [*silent, *(own for own in next_ones if own not in silent)])


def _look_after(database: Database, instance_ids: Sequence[UUID]) -> int:
    found = 0
    for instance_id in instance_ids:
        try:
            with database.transaction():
                found += upkeep.look_after(instance_id)
        except Exception as error:  # noqa: BLE001 - one unreadable case must not hide the others
            log.error("Instance %s cannot be looked after: %s", instance_id, type(error).__name__)
    return found
