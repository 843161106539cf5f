"""Whom the notice of a waiting task goes to: those who may take it, as the policy says when it is sent."""

from uuid import UUID

from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.rules import Allowed, may
from webapp.database import session
from webapp.instances import queries as instances
from webapp.instances.model import UserTask


def addresses_of_those_who_may_take(task_id: UUID) -> list[str]:
    """Their e-mail addresses; none where the task was taken or done in the meantime, or is not there.

    That is: of the group, of a force and unit that the case is offered to, named where it is restricted, and neither
    barred from the case nor kept apart by a step that they did before.
    """
    task = session().get(UserTask, task_id)
    if task is None or task.status != "open" or task.assignee_id is not None:
        return []
    facts = instances.task_facts(task)
    forces = {facts.case.force, *(force for force, _ in facts.case.shares)}
    reachable = people.members_of(task.candidate_group, forces)
    taking = {actor.id for actor in reachable if isinstance(may(actor, Action.CLAIM_TASK, facts), Allowed)}
    return people.addresses_of(taking)
