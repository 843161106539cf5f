"""The units of a force, and who works in which."""

from uuid import UUID

from sqlalchemy import select

from webapp.access.actions import Action
from webapp.access.actor import SYSTEM_ID, Actor
from webapp.access.model import AppUser, Unit
from webapp.access.rules import AccountFacts, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.database import session
from webapp.errors import NotFound, Rejected

LONGEST_NAME = 120
# The unit of who is given none: a force that does not divide its work has this one alone.
WHOLE_FORCE = "Whole force"


def create(actor: Actor, name: str, *, force: str, serves_force: bool = False) -> UUID:
    """The id of a new unit. Raises Rejected where the force has one of that name."""
    if not actor.is_system:
        require(actor, Action.CHANGE_USERS, AccountFacts(force))
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Rejected(f"Enter the unit's name in {LONGEST_NAME} characters or fewer.", "name")
    if session().scalars(select(Unit.id).where(Unit.force == force, Unit.name == name)).first() is not None:
        raise Rejected(f"There is a unit called {name} already.", "name")
    unit = Unit(force=force, name=name, serves_force=serves_force)
    session().add(unit)
    session().flush()
    audit.record(Event.UNIT_CREATED, actor.id, detail={"unit": str(unit.id), "serves_force": serves_force})
    return unit.id


def move(actor: Actor, user_id: UUID, unit_id: UUID) -> None:
    """From now on the person works for another unit of the force; work they have claimed stays theirs."""
    require(actor, Action.CHANGE_USERS)
    user = session().get(AppUser, user_id)
    if user is None or user.id == SYSTEM_ID:
        raise NotFound
    require(actor, Action.CHANGE_USERS, AccountFacts(user.force))
    user.unit_id = in_force(user.force, unit_id)
    audit.record(Event.USER_MOVED, actor.id, detail={"user": str(user_id), "unit": str(unit_id)})


def in_force(force: str, unit_id: UUID | None) -> UUID:
    """The unit, which has to be one of the force; without one, that of who serves the whole force."""
    if unit_id is not None:
        unit = session().get(Unit, unit_id)
        if unit is None or unit.force != force:
            raise Rejected("Choose a unit of the force.", "unit")
        return unit.id
    own = session().scalars(select(Unit).where(Unit.force == force, Unit.name == WHOLE_FORCE)).one_or_none()
    if own is None:
        own = Unit(force=force, name=WHOLE_FORCE, serves_force=True)
        session().add(own)
        session().flush()
    return own.id
