"""Accounts are made, put into groups and units, and suspended; units are made."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select

from webapp.access import conflicts, passwords
from webapp.access.actions import Action
from webapp.access.actor import SYSTEM_ID, Actor
from webapp.access.groups import GROUPS
from webapp.access.identifiers import Identifiers
from webapp.access.model import AppUser, Membership, StaffIdentifier, Unit
from webapp.access.rules import AccountFacts, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.errors import NotFound, Rejected

# Not a hash at all, so that no password can match it.
NOT_A_HASH = "!"
LONGEST_NAME = 120
# The unit of who is given none: a force that does not divide its work has this one alone.
WHOLE_FORCE = "Whole force"


def create_user(
    actor: Actor,
    login: str,
    name: str,
    password: str | None,
    groups: Collection[str],
    force: str = "",
    email: str = "",
    unit_id: UUID | None = None,
    staff_number: str = "",
    date_of_birth: date | None = None,
) -> UUID:
    """The id of a new account. Raises Rejected for a taken login, a short password, an unknown group or unit.

    Without a password nobody can sign in to the account. Without a unit the person serves the whole force.
    """
    if not actor.is_system:
        require(actor, Action.CHANGE_USERS, AccountFacts(force))
    login = login.strip().lower()
    if not login or not name.strip():
        raise Rejected("Give the account a login and the person's name.")
    if password is not None and len(password) < passwords.MINIMUM_CHARACTERS:
        raise Rejected(f"The password needs at least {passwords.MINIMUM_CHARACTERS} characters.")
    if unknown := sorted(set(groups) - set(GROUPS)):
        raise Rejected(f"There is no group called {', '.join(unknown)}.")
    if session().scalars(select(AppUser.id).where(AppUser.login == login)).first() is not None:
        raise Rejected(f"The login {login} is taken.")
    password_hash = NOT_A_HASH if password is None else passwords.hashed(password)
    user = AppUser(
        login=login,
        name=name.strip(),
        force=force,
        unit_id=_unit_in(force, unit_id),
        staff_number=staff_number.strip(),
        email=email,
        password_hash=password_hash,
    )
    user.memberships = [Membership(group=group) for group in sorted(set(groups))]
    session().add(user)
    session().flush()
    audit.record(Event.USER_CREATED, actor.id, detail={"user": str(user.id), "groups": sorted(set(groups))})
    own = Identifiers(name=name, date_of_birth=date_of_birth, emails=(email,))
    conflicts.note_identifiers(actor, user.id, conflicts.SELF, own)
    return user.id


def note_names_of_all(actor: Actor) -> int:
    """Notes name and e-mail address of accounts from before they were noted; says of how many."""
    if not actor.is_system:
        require(actor, Action.CHANGE_USERS)
    noted = select(StaffIdentifier.user_id).where(StaffIdentifier.user_id == AppUser.id).exists()
    rows = session().scalars(select(AppUser).where(AppUser.id != SYSTEM_ID, ~noted)).all()
    for user in rows:
        conflicts.note_identifiers(actor, user.id, conflicts.SELF, Identifiers(name=user.name, emails=(user.email,)))
    return len(rows)


def note_date_of_birth(actor: Actor, user_id: UUID, born: date) -> None:
    """From now on the person is matched by name and date of birth, and where the latter is unknown by name.

    An administrator enters it: who could enter their own could choose one that lets them in.
    """
    require(actor, Action.CHANGE_USERS)
    user = session().get(AppUser, user_id)
    if user is None or user.id == SYSTEM_ID:
        raise NotFound
    require(actor, Action.CHANGE_USERS, AccountFacts(user.force))
    conflicts.forget_name_alone(user_id, user.name)
    own = Identifiers(name=user.name, date_of_birth=born, emails=(user.email,))
    conflicts.note_identifiers(actor, user_id, conflicts.SELF, own)


def add_own_identifiers(actor: Actor, given: Identifiers) -> None:
    """What else names the person: telephone numbers, e-mail and other addresses, accounts."""
    require(actor, Action.DECLARE_CONFLICT)
    conflicts.note_identifiers(actor, actor.id, conflicts.SELF, given)


def add_relative(actor: Actor, given: Identifiers) -> None:
    """Somebody the person is close to: cases about them are kept from the person. Raises Rejected for nothing given."""
    require(actor, Action.DECLARE_CONFLICT)
    if not given.of_staff():
        raise Rejected("Enter the person’s name, telephone number or e-mail address.", "name")
    conflicts.note_identifiers(actor, actor.id, conflicts.RELATIVE, given)


def suspend(actor: Actor, user_id: UUID) -> None:
    """Ends an account: the person can no longer sign in, and what they did stays theirs."""
    require(actor, Action.CHANGE_USERS)
    user = session().get(AppUser, user_id)
    if user is None or user.id == SYSTEM_ID:
        raise NotFound
    require(actor, Action.CHANGE_USERS, AccountFacts(user.force))
    user.suspended_at = now()
    audit.record(Event.USER_SUSPENDED, actor.id, detail={"user": str(user_id)})


def create_unit(actor: Actor, name: str, *, force: str, serves_force: bool = False) -> UUID:
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


def move_to_unit(actor: Actor, user_id: UUID, unit_id: UUID) -> None:
    """From now on the person works for another unit of the force; work they have claimed stays theirs."""
    require(actor, Action.CHANGE_USERS)
    user = session().get(AppUser, user_id)
    if user is None or user.id == SYSTEM_ID:
        raise NotFound
    require(actor, Action.CHANGE_USERS, AccountFacts(user.force))
    user.unit_id = _unit_in(user.force, unit_id)
    audit.record(Event.USER_MOVED, actor.id, detail={"user": str(user_id), "unit": str(unit_id)})


def _unit_in(force: str, unit_id: UUID | None) -> UUID:
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


def ensure_system_user() -> None:
    """The row that stands for the system, so that what the clock did has somebody to belong to."""
    if session().get(AppUser, SYSTEM_ID) is None:
        session().add(AppUser(id=SYSTEM_ID, login="system", name="The system", password_hash=NOT_A_HASH))
        session().flush()
