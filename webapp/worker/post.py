"""Messages and signals are handed to the cases that wait for them, one transaction per case."""

import logging

from webapp.database import Database
from webapp.errors import EngineFault
from webapp.instances import messages, upkeep
from webapp.instances import service as running

AT_ONCE = 100
log = logging.getLogger(__name__)


def deliver_due(database: Database, *, expiring: bool = True) -> int:
    """Hands over what can be taken now and says how much it was. One broken case does not stop the others' post.

    Nothing expires by a clock that is not believed.
    """
    with database.transaction():
        if expiring:
            messages.expire()
        waiting = messages.instances_with_post(AT_ONCE)
    delivered = 0
    for instance_id in waiting:
        try:
            with database.transaction():
                delivered += running.deliver_kept(instance_id)
        except EngineFault as fault:
            with database.transaction():
                upkeep.note_fault(instance_id, fault)
                messages.postpone(instance_id)
        except Exception as error:  # noqa: BLE001 - whatever one case does, the others' messages must still arrive
            log.error("Messages of instance %s could not be delivered: %s", instance_id, type(error).__name__)
            with database.transaction():
                messages.postpone(instance_id)
    return delivered
