"""Which account somebody has whom the provider has let in, and which groups that gives them."""

from collections.abc import Iterable

from sqlalchemy import select

from webapp.access import queries as people
from webapp.access import service as access
from webapp.access.actor import SYSTEM, Actor
from webapp.config import Provider
from webapp.database import session
from webapp.errors import Rejected
from webapp.signin import sessions
from webapp.signin.model import ProviderIdentity
from webapp.signin.provider import Identity
from webapp.signin.rules import End

LONGEST_LOGIN, LONGEST_NAME = 80, 120
NO_ACCOUNT = "There is no account for you here yet. Ask your administrator."


def account_of(identity: Identity, settings: Provider, force: str) -> Actor:
    """The person, with the groups that the provider gives them where it is set up to do so.

    Raises Rejected where there is no account, or where it is suspended or signs in with a password.
    """
    actor = known(identity) or _linked(identity) or _made(identity, settings, force)
    if settings.groups:
        groups = mapped(identity.groups, settings)
        if groups != actor.groups:
            access.change_groups(SYSTEM, actor.id, groups)
            sessions.end_all(actor.id, End.GROUPS_CHANGED)
            session().expire_all()
    found = people.actor_by_id(actor.id)
    if found is None:
        raise Rejected(NO_ACCOUNT)
    return found


def known(identity: Identity) -> Actor | None:
    """The person who signed in with this identity before. Raises Rejected for a suspended one."""
    row = session().get(ProviderIdentity, (identity.issuer, identity.subject))
    if row is None:
        return None
    actor = people.actor_by_id(row.user_id)
    if actor is None:
        raise Rejected(NO_ACCOUNT)
    return actor


def mapped(values: Iterable[str], settings: Provider) -> frozenset[str]:
    """Our groups for the provider's."""
    return frozenset(settings.groups[value] for value in values if value in settings.groups)


def _linked(identity: Identity) -> Actor | None:
    """An account that was made for this login and waits for its owner; one with a password is never taken over."""
    actor = people.actor_by_login(identity.login)
    if actor is None or people.has_password(actor.id):
        return None
    if session().scalars(select(ProviderIdentity).where(ProviderIdentity.user_id == actor.id)).first() is not None:
        return None
    _remember(identity, actor)
    return actor


def _made(identity: Identity, settings: Provider, force: str) -> Actor:
    groups = mapped(identity.groups, settings)
    if not settings.creates_accounts or not groups or people.is_taken(identity.login):
        raise Rejected(NO_ACCOUNT)
    if len(identity.login) > LONGEST_LOGIN:
        raise Rejected(NO_ACCOUNT)
    name = (identity.name or identity.login)[:LONGEST_NAME]
    user_id = access.create_user(SYSTEM, identity.login, name, None, groups, force=force)
    actor = people.actor_by_id(user_id)
    if actor is None:
        raise Rejected(NO_ACCOUNT)
    _remember(identity, actor)
    return actor


def _remember(identity: Identity, actor: Actor) -> None:
    session().add(ProviderIdentity(issuer=identity.issuer, subject=identity.subject, user_id=actor.id))
    session().flush()
