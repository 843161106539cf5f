"""People, their groups and their units."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from webapp.access.actor import SYSTEM, SYSTEM_ID, Actor
from webapp.access.facts import AccountFacts
from webapp.access.model import AppUser, Cover, Membership, StaffIdentifier, Unit
from webapp.clock import now
from webapp.database import session
from webapp.errors import NotFound


@dataclass(frozen=True)
class Account:
    """One account as an administrator sees it."""

    id: UUID
    login: str
    name: str
    groups: tuple[str, ...]
    suspended: bool
    unit: str = ""


@dataclass(frozen=True)
class UnitRow:
    """One unit of a force."""

    id: UUID
    force: str
    name: str
    serves_force: bool

    @property
    def label(self) -> str:
        """Force and name, which together say which unit it is."""
        return f"{self.force}/{self.name}"


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


@dataclass(frozen=True)
class SignInFacts:
    """What a try to sign in is judged by: who may come in, if anybody, and the hash that the password has to fit."""

    user_id: UUID | None
    password_hash: str | None


def sign_in_facts(login: str) -> SignInFacts:
    """Of the account with this login, in one statement, whichever way it goes; nothing of an account that is closed."""
    query = select(AppUser.id, AppUser.password_hash, AppUser.suspended_at, AppUser.temporary_until)
    row = session().execute(query.where(AppUser.login == login.strip().lower())).one_or_none()
    if row is None or row.suspended_at is not None or row.id == SYSTEM_ID:
        return SignInFacts(None, None)
    outdated = row.temporary_until is not None and row.temporary_until <= now()
    return SignInFacts(row.id, None if outdated else row.password_hash)


def password_hash_of(login: str) -> str | None:
    """The hash to check a password against; None for a suspended or unknown account or an outdated first password."""
    return sign_in_facts(login).password_hash


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


def members_of(group: str, forces: Iterable[str] | None = None) -> list[Actor]:
    """Everyone in a group who can sign in, by name; of these forces, or of all for None."""
    query = select(AppUser).join(Membership).where(Membership.group == group, AppUser.suspended_at.is_(None))
    if forces is not None:
        query = query.where(AppUser.force.in_(sorted(forces)))
    return [_actor(user) for user in session().scalars(query.order_by(AppUser.name))]


def account_facts(user_id: UUID) -> AccountFacts:
    """What the policy asks about somebody's account. Raises NotFound."""
    user = session().get(AppUser, user_id)
    if user is None:
        raise NotFound
    return AccountFacts(user.force)


def people_in(groups: Iterable[str], force: str) -> frozenset[UUID]:
    """Everybody of a force in any of these groups who can sign in."""
    query = select(AppUser.id).join(Membership).where(Membership.group.in_(list(groups)), AppUser.force == force)
    return frozenset(session().scalars(query.where(AppUser.suspended_at.is_(None))))


def unit_of(user_id: UUID) -> UUID | None:
    """The unit of a person, suspended ones included; None for who has none."""
    return session().scalar(select(AppUser.unit_id).where(AppUser.id == user_id))


def names_of(user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of these people, suspended ones included."""
    wanted = set(user_ids)
    rows = session().execute(select(AppUser.id, AppUser.name).where(AppUser.id.in_(wanted - {SYSTEM_ID})))
    return {row.id: row.name for row in rows} | ({SYSTEM_ID: SYSTEM.name} if SYSTEM_ID in wanted else {})


def accounts(force: str) -> list[Account]:
    """Every account of a force, by name."""
    query = select(AppUser).where(AppUser.id != SYSTEM_ID, AppUser.force == force)
    names = {unit.id: unit.name for unit in units(force)}
    return [
        Account(
            u.id,
            u.login,
            u.name,
            tuple(sorted(m.group for m in u.memberships)),
            u.suspended_at is not None,
            names.get(u.unit_id, "") if u.unit_id else "",
        )
        for u in session().scalars(query.order_by(AppUser.name))
    ]


def units(force: str) -> list[UnitRow]:
    """The units of a force, by name."""
    rows = session().scalars(select(Unit).where(Unit.force == force).order_by(Unit.name))
    return [UnitRow(row.id, row.force, row.name, row.serves_force) for row in rows]


def every_unit() -> list[UnitRow]:
    """The units of all forces that share this installation, by force and name."""
    rows = session().scalars(select(Unit).order_by(Unit.force, Unit.name))
    return [UnitRow(row.id, row.force, row.name, row.serves_force) for row in rows]


def unit_called(label: str) -> UnitRow | None:
    """The unit of a label such as “Avon/North”, as forms list units."""
    return next((row for row in every_unit() if row.label == label), None)


def unit(unit_id: UUID) -> UnitRow | None:
    """One unit; None where there is none of this id."""
    row = session().get(Unit, unit_id)
    return UnitRow(row.id, row.force, row.name, row.serves_force) if row is not None else None


def _user_by_login(login: str) -> AppUser | None:
    return session().scalars(select(AppUser).where(AppUser.login == login.strip().lower())).one_or_none()


def _actor(user: AppUser) -> Actor:
    accounts_of_person = _accounts_of(user)
    return Actor(
        id=user.id,
        login=user.login,
        name=user.name,
        groups=frozenset(m.group for m in user.memberships),
        force=user.force,
        unit=user.unit_id,
        units=_units_served(user.unit_id),
        accounts=accounts_of_person,
        identifiers=_identifiers_of(accounts_of_person),
        covers=_covered_by(user.id),
    )


def _units_served(unit_id: UUID | None) -> frozenset[UUID]:
    """The unit itself, and all of its force where it serves the whole of it."""
    own = session().get(Unit, unit_id) if unit_id is not None else None
    if own is None:
        return frozenset()
    if not own.serves_force:
        return frozenset({own.id})
    return frozenset(session().scalars(select(Unit.id).where(Unit.force == own.force)))


def _covered_by(user_id: UUID) -> frozenset[UUID]:
    """The people for whom this person acts now."""
    at = now()
    query = select(Cover.absent_id).where(Cover.colleague_id == user_id, Cover.starts_at <= at, Cover.ends_at > at)
    return frozenset(session().scalars(query.where(Cover.ended_at.is_(None))))


def _identifiers_of(accounts_of_person: frozenset[UUID]) -> frozenset[str]:
    query = select(StaffIdentifier.digest).where(StaffIdentifier.user_id.in_(sorted(accounts_of_person)))
    return frozenset(session().scalars(query))


def identifier_kinds(user_id: UUID) -> dict[str, list[str]]:
    """Which kinds of identifiers are on record of a person (`self`) and of those close to them (`relative`)."""
    rows = session().execute(
        select(StaffIdentifier.whose, StaffIdentifier.kind).where(StaffIdentifier.user_id == user_id).distinct()
    )
    found: dict[str, list[str]] = {"self": [], "relative": []}
    for whose, kind in rows:
        found[whose].append(kind)
    return {whose: sorted(kinds) for whose, kinds in found.items()}


def _accounts_of(user: AppUser) -> frozenset[UUID]:
    if not user.staff_number:
        return frozenset({user.id})
    same = select(AppUser.id).where(AppUser.staff_number == user.staff_number, AppUser.force == user.force)
    return frozenset(session().scalars(same))


def addresses_in(group: str, force: str = "", unit_id: UUID | None = None) -> list[str]:
    """The e-mail addresses of a group's members, of one force or of all, and of those who work for one unit."""
    query = select(AppUser.email).join(Membership).where(Membership.group == group)
    if force:
        query = query.where(AppUser.force == force)
    if unit_id is not None:
        of_unit = select(Unit.force).where(Unit.id == unit_id).scalar_subquery()
        whole_force = select(Unit.id).where(Unit.force == of_unit, Unit.serves_force)
        query = query.where(or_(AppUser.unit_id == unit_id, AppUser.unit_id.in_(whole_force)))
    query = query.where(AppUser.suspended_at.is_(None), AppUser.email != "")
    return list(session().scalars(query.order_by(AppUser.email)))


def addresses_of(user_ids: Iterable[UUID]) -> list[str]:
    """The e-mail addresses of these people, as far as they can sign in and have one."""
    query = select(AppUser.email).where(AppUser.id.in_(sorted(user_ids)), AppUser.suspended_at.is_(None))
    return list(session().scalars(query.where(AppUser.email != "").order_by(AppUser.email)))
