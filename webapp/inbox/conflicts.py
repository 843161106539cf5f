"""A person says what they have to do with, and gives back the tasks that they must not hold any more."""

from sqlalchemy import select

from webapp.access import conflicts as access
from webapp.access.actor import Actor
from webapp.access.identifiers import Identifiers
from webapp.cases import service
from webapp.database import session
from webapp.instances import projection
from webapp.instances.model import UserTask


def declare_case(actor: Actor, reference: str, kind: str) -> None:
    """Keeps the actor from a case. Raises Rejected for an empty reference or an unknown kind."""
    service.declare(actor, reference, kind)
    _give_back(actor)


def declare_person(actor: Actor, given: Identifiers) -> None:
    """Keeps the actor from every case about somebody they are close to. Raises Rejected for nothing given."""
    access.add_relative(actor, given)
    _give_back(actor)


def add_own(actor: Actor, given: Identifiers) -> None:
    """Keeps the actor from every case about themselves."""
    access.add_own_identifiers(actor, given)
    _give_back(actor)


def _give_back(actor: Actor) -> None:
    """Tasks of cases that the person is kept from go back to their groups, so that nobody waits for them."""
    mine = select(UserTask.case_id).where(UserTask.status == "open", UserTask.assignee_id == actor.id).distinct()
    for case_id in session().scalars(mine).all():
        projection.note_members(case_id)
