"""Clocks that are due soon or late are told of, one transaction each."""

import logging

from webapp.database import Database
from webapp.instances import escalation

AT_ONCE = 100
log = logging.getLogger(__name__)


def escalate_due(database: Database) -> int:
    """Tells of what is due soon or late and says how much it was. One broken case does not hold up the others."""
    with database.transaction():
        waiting = escalation.waiting(AT_ONCE)
    told = 0
    for deadline_id in waiting:
        try:
            with database.transaction():
                told += escalation.take(deadline_id)
        except Exception as error:  # noqa: BLE001 - whatever one case does, the others' deadlines must still be told of
            log.error("Deadline %s could not be told of: %s", deadline_id, type(error).__name__)
            with database.transaction():
                escalation.postpone(deadline_id)
    return told
