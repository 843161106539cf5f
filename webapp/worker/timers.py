"""Timers that are due are fired, one transaction per instance."""

import logging
from datetime import timedelta
from uuid import UUID

from webapp.clock import now
from webapp.database import Database
from webapp.errors import EngineFault
from webapp.instances import queries as instances
from webapp.instances import service as running
from webapp.instances import upkeep

AT_ONCE = 100
TRY_AGAIN = timedelta(hours=1)
log = logging.getLogger(__name__)


def fire_due(database: Database) -> int:
    """Fires what is due and says how many instances were looked at. One broken instance does not stop the sweep."""
    with database.transaction():
        due = instances.instances_with_due_timers(AT_ONCE)
    for instance_id in due:
        try:
            with database.transaction():
                running.fire_timers(instance_id)
        except EngineFault as fault:
            with database.transaction():
                upkeep.note_fault(instance_id, fault)
            _postpone(database, instance_id)
        except Exception as error:  # noqa: BLE001 - whatever one case does, the others' deadlines must still be kept
            log.error("Timers of instance %s could not be fired: %s", instance_id, type(error).__name__)
            _postpone(database, instance_id)
    return len(due)


def _postpone(database: Database, instance_id: UUID) -> None:
    with database.transaction():
        running.postpone_timers(instance_id, now() + TRY_AGAIN)
