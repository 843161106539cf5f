"""Accounts are made, put into groups and units, and suspended."""

import re
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from webapp.access import conflicts, passwords, units
from webapp.access.actions import Action
from webapp.access.actor import SYSTEM_ID, Actor
from webapp.access.groups import GROUPS, why_not_together
from webapp.access.identifiers import Identifiers
from webapp.access.model import AppUser, Membership
from webapp.access.rules import AccountFacts, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.errors import NotFound, Rejected

# One address and nothing that a mail server could take for more.
_ONE_ADDRESS = re.compile(r"[^\s@<>,;:\"\\]+@[^\s@<>,;:\"\\]+")
# Not a hash at all, so that no password can match it.
NOT_A_HASH = "!"


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
    if password is not None and len(password) > passwords.MAXIMUM_CHARACTERS:
        raise Rejected(f"The password may have {passwords.MAXIMUM_CHARACTERS} characters at most.")
    if unknown := sorted(set(groups) - set(GROUPS)):
        raise Rejected(f"There is no group called {', '.join(unknown)}.")
    if groups and not actor.is_system:
        raise Rejected("Groups are proposed by one administrator and approved by another.", field="groups")
    if reason := why_not_together(groups):
        raise Rejected(reason, field="groups")
    if email and not _ONE_ADDRESS.fullmatch(email):
        raise Rejected("Write one e-mail address, such as name@force.example.", field="email")
    if session().scalars(select(AppUser.id).where(AppUser.login == login)).first() is not None:
        raise Rejected(f"The login {login} is taken.")
    password_hash = NOT_A_HASH if password is None else passwords.hashed(password)
    user = AppUser(
        login=login,
        name=name.strip(),
        force=force,
        unit_id=units.in_force(force, unit_id),
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


def change_groups(actor: Actor, user_id: UUID, groups: Collection[str]) -> None:
    """Puts an account into these groups and no others. Raises Rejected for groups that do not go together.

    A person decides on somebody else's groups, never on their own; the system carries out what the force's provider
    says. Whoever calls this ends the sessions of the account.
    """
    if not actor.is_system:
        require(actor, Action.DECIDE_STAFF_CHANGE)
    if user_id == actor.id:
        raise Rejected("Nobody decides on their own groups.")
    if unknown := sorted(set(groups) - set(GROUPS)):
        raise Rejected(f"There is no group called {', '.join(unknown)}.", field="groups")
    if reason := why_not_together(groups):
        raise Rejected(reason, field="groups")
    user = _of_the_force(actor, user_id)
    before = sorted(member.group for member in user.memberships)
    kept = {member.group: member for member in user.memberships}
    user.memberships = [kept.get(group) or Membership(group=group) for group in sorted(set(groups))]
    session().flush()
    detail = {"user": str(user_id), "before": before, "after": sorted(set(groups))}
    audit.record(Event.USER_GROUPS_CHANGED, actor.id, detail=detail)


def set_own_password(actor: Actor, password_hash: str) -> None:
    """Gives the actor's account the password of which this is the hash; it is their own and lasts."""
    require(actor, Action.MANAGE_OWN_SIGN_IN)
    user = session().get_one(AppUser, actor.id)
    user.password_hash, user.temporary_until = password_hash, None
    audit.record(Event.PASSWORD_CHANGED, actor.id, detail={"user": str(actor.id)})


def give_first_password(
    actor: Actor, user_id: UUID, password_hash: str, until: datetime, by_proposal: UUID | None = None
) -> None:
    """Gives an account a password that only opens the way to one of the owner's own.

    For a new account, or for one whose owner has lost theirs; the latter needs the approved proposal's id and a fresh
    proof. Raises Rejected for an account that is in use.
    """
    require(actor, Action.DECIDE_STAFF_CHANGE if by_proposal else Action.CHANGE_USERS)
    user = _of_the_force(actor, user_id)
    # An account that may do anything already is not one administrator's to open, with a password or without.
    if by_proposal is None and (user.password_hash != NOT_A_HASH or user.memberships):
        raise Rejected("This account is in use. Propose a new password, and another administrator decides.")
    user.password_hash, user.temporary_until = password_hash, until
    detail = {"user": str(user_id), "temporary": True} | ({"proposal": str(by_proposal)} if by_proposal else {})
    audit.record(Event.PASSWORD_CHANGED, actor.id, detail=detail)


def take_back(actor: Actor, user_id: UUID) -> None:
    """Opens a suspended account again, with the groups it had."""
    require(actor, Action.DECIDE_STAFF_CHANGE)
    _of_the_force(actor, user_id).suspended_at = None
    audit.record(Event.USER_RETURNED, actor.id, detail={"user": str(user_id)})


def suspend(actor: Actor, user_id: UUID) -> None:
    """Ends an account: the person can no longer sign in, and what they did stays theirs."""
    require(actor, Action.CHANGE_USERS)
    _of_the_force(actor, user_id).suspended_at = now()
    audit.record(Event.USER_SUSPENDED, actor.id, detail={"user": str(user_id)})


def _of_the_force(actor: Actor, user_id: UUID) -> AppUser:
    """The account, which is neither the system's nor another force's. Raises NotFound."""
    # The key stays as it is: whoever writes something in this person's name meanwhile need not wait for us, which they
    # would do with their case held, while we wait for that case to give their tasks back.
    user = session().get(AppUser, user_id, with_for_update={"key_share": True})
    if user is None or user.id == SYSTEM_ID:
        raise NotFound
    if not actor.is_system:
        require(actor, Action.CHANGE_USERS, AccountFacts(user.force))
    return user


def ensure_system_user() -> None:
    """The row that stands for the system, so that what the clock did has somebody to belong to."""
    if session().get(AppUser, SYSTEM_ID) is None:
        session().add(AppUser(id=SYSTEM_ID, login="system", name="The system", password_hash=NOT_A_HASH))
        session().flush()
