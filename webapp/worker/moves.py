"""Cases that wait to be moved to another version are moved, and plans tried, one transaction for each case."""

import logging
from uuid import UUID

from sqlalchemy.exc import OperationalError

from webapp.database import Database
from webapp.instances import moving
from webapp.instances.judging import Judge

AT_ONCE = 200
COULD_NOT_BE_READ = "The case could not be read, so it stays as it is. Tell the administrator."
log = logging.getLogger(__name__)


def move_due(database: Database) -> int:
    """Takes the next cases of the queue and says how many. One that cannot be read does not hold up the others."""
    with database.transaction():
        moving.forget_ways_back()
        waiting = moving.queue(AT_ONCE)
    judges: dict[UUID, Judge] = {}
    for row_id, plan_id in waiting:
        try:
            with database.transaction():
                if plan_id not in judges:
                    judges[plan_id] = moving.judge_of(plan_id)
                moving.take(row_id, judges[plan_id])
        except OperationalError:
            # The database is busy or away: the case waits where it is for the next round.
            raise
        except Exception as error:  # noqa: BLE001 - whatever one case does, the others must still be moved
            log.error("Move %s could not be made: %s", row_id, type(error).__name__)
            with database.transaction():
                moving.give_up(row_id, COULD_NOT_BE_READ)
    return len(waiting)
