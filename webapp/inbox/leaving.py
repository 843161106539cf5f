"""The tasks of somebody who leaves, or who no longer has the role for them, go back to their groups."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.database import session
from webapp.instances import advancing
from webapp.instances.model import UserTask
from webapp.notifications import service as notifications


def give_back(actor: Actor, user_id: UUID, still_in: Collection[str] = ()) -> int:
    """Releases the open tasks that a person has claimed, but for those of the groups they are still in.

    Says how many there were. Each group is told that a task waits; the administrator learns nothing of the case.
    """
    require(actor, Action.CHANGE_USERS)
    claimed = (
        select(UserTask.id, UserTask.instance_id)
        .where(UserTask.status == "open", UserTask.assignee_id == user_id, UserTask.candidate_group.not_in(still_in))
        .order_by(UserTask.case_id, UserTask.id)
    )
    count = 0
    for row in session().execute(claimed).all():
        # Held in one order, so that it is either completed before it is given back or not at all.
        advancing.locked(row.instance_id)
        task = session().get_one(UserTask, row.id, populate_existing=True)
        if task.status != "open" or task.assignee_id != user_id:
            continue
        task.assignee_id = None
        task.revision += 1
        audit.record(Event.TASK_RELEASED, actor.id, task.case_id, {"task": str(task.id), "name": task.name})
        notifications.task_waits(task.candidate_group, task.id)
        count += 1
    return count
