"""People and their groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from webapp.access.actor import SYSTEM, SYSTEM_ID, Actor
from webapp.access.model import AppUser, Membership
from webapp.clock import now
from webapp.database import session


@dataclass(frozen=True)
class Account:
    """One account as an administrator sees it."""

    id: UUID
    login: str
    name: str
    groups: tuple[str, ...]
    suspended: bool


def actor_by_id(user_id: UUID) -> Actor | None:
    """The person with this id, with the groups of this moment; None for a suspended or unknown account.

    The system is nobody who could sign in, so it is never found here.
    """
    user = session().get(AppUser, user_id)
    return _actor(user) if user is not None and user.suspended_at is None and user.id != SYSTEM_ID else None


def actor_by_login(login: str) -> Actor | None:
    """The person with this login; None for a suspended or unknown account."""
    user = _user_by_login(login)
    return _actor(user) if user is not None and user.suspended_at is None and user.id != SYSTEM_ID else None


def id_of_login(login: str) -> UUID | None:
    """The account with this login, suspended ones included; None where there is none, and for the system's own."""
    user = _user_by_login(login)
    return user.id if user is not None and user.id != SYSTEM_ID else None


def password_hash_of(login: str) -> str | None:
    """The hash to check a password against; None for a suspended or unknown account or an outdated first password."""
    user = _user_by_login(login)
    if user is None or user.suspended_at is not None:
        return None
    return None if user.temporary_until is not None and user.temporary_until <= now() else user.password_hash


def is_taken(login: str) -> bool:
    """Whether there is an account of this login, suspended or not."""
    return _user_by_login(login) is not None


def has_password(user_id: UUID) -> bool:
    """Whether the account has a password at all."""
    user = session().get(AppUser, user_id)
    return user is not None and user.password_hash.startswith("$")


def has_temporary_password(user_id: UUID) -> bool:
    """Whether the password of the account was made by the service and only opens the way to one of the owner's own."""
    user = session().get(AppUser, user_id)
    return user is not None and user.temporary_until is not None


def members_of(group: str) -> list[Actor]:
    """Everyone in a group who can sign in, by name."""
    rows = session().scalars(
        select(AppUser)
        .join(Membership)
        .where(Membership.group == group, AppUser.suspended_at.is_(None))
        .order_by(AppUser.name)
    )
    return [_actor(user) for user in rows]


def names_of(user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these people, suspended ones included."""
    wanted = set(user_ids)
    rows = session().execute(select(AppUser.id, AppUser.name).where(AppUser.id.in_(wanted - {SYSTEM_ID})))
    return {row.id: row.name for row in rows} | ({SYSTEM_ID: SYSTEM.name} if SYSTEM_ID in wanted else {})


def accounts() -> list[Account]:
    """Every account, by name."""
    rows = session().scalars(select(AppUser).where(AppUser.id != SYSTEM_ID).order_by(AppUser.name))
    return [
        Account(u.id, u.login, u.name, tuple(sorted(m.group for m in u.memberships)), u.suspended_at is not None)
        for u in rows
    ]


def _user_by_login(login: str) -> AppUser | None:
    return session().scalars(select(AppUser).where(AppUser.login == login.strip().lower())).one_or_none()


def _actor(user: AppUser) -> Actor:
    return Actor(user.id, user.login, user.name, frozenset(m.group for m in user.memberships), user.force)


def addresses_in(group: str) -> list[str]:
    """The e-mail addresses of a group's members."""
    return list(
        session().scalars(
            select(AppUser.email)
            .join(Membership)
            .where(Membership.group == group, AppUser.suspended_at.is_(None), AppUser.email != "")
            .order_by(AppUser.email)
        )
    )
