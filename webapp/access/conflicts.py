"""What names a member of staff and those close to them is noted, blindly, so that their own case is kept from them."""

from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from webapp.access import blindindex
from webapp.access.actions import Action
from webapp.access.actor import SYSTEM_ID, Actor
from webapp.access.identifiers import Identifiers, kinds
from webapp.access.model import AppUser, StaffIdentifier
from webapp.access.rules import AccountFacts, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.database import session
from webapp.errors import NotFound, Rejected

SELF, RELATIVE = "self", "relative"


def note_identifiers(actor: Actor, user_id: UUID, whose: str, given: Identifiers) -> None:
    """Adds digests; none is ever taken away by the person themselves, who could let themselves in by that."""
    known = set(
        session().scalars(
            select(StaffIdentifier.digest).where(StaffIdentifier.user_id == user_id, StaffIdentifier.whose == whose)
        )
    )
    fields = given.of_staff()
    for field, value in sorted(fields):
        found = blindindex.digest(field, value)
        if found not in known:
            known.add(found)
            session().add(StaffIdentifier(user_id=user_id, whose=whose, digest=found, kind=kinds([(field, value)])[0]))
    session().flush()
    if fields:
        detail = {"user": str(user_id), "whose": whose, "kinds": kinds(fields)}
        audit.record(Event.IDENTIFIERS_NOTED, actor.id, detail=detail)


def forget_name_alone(user_id: UUID, name: str) -> None:
    """Once a date of birth is on record, the bare name is no match any more: the two together are."""
    bare = blindindex.digests(Identifiers(name=name).of_staff())
    session().execute(
        delete(StaffIdentifier).where(
            StaffIdentifier.user_id == user_id, StaffIdentifier.whose == SELF, StaffIdentifier.digest.in_(sorted(bare))
        )
    )


def note_names_of_all(actor: Actor) -> int:
    """Notes name and e-mail address of accounts from before they were noted; says of how many."""
    if not actor.is_system:
        require(actor, Action.CHANGE_USERS)
    noted = select(StaffIdentifier.user_id).where(StaffIdentifier.user_id == AppUser.id).exists()
    rows = session().scalars(select(AppUser).where(AppUser.id != SYSTEM_ID, ~noted)).all()
    for user in rows:
        note_identifiers(actor, user.id, SELF, Identifiers(name=user.name, emails=(user.email,)))
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
    forget_name_alone(user_id, user.name)
    own = Identifiers(name=user.name, date_of_birth=born, emails=(user.email,))
    note_identifiers(actor, user_id, SELF, own)


def add_own_identifiers(actor: Actor, given: Identifiers) -> None:
    """What else names the person: telephone numbers, e-mail and other addresses, accounts."""
    require(actor, Action.DECLARE_CONFLICT)
    note_identifiers(actor, actor.id, SELF, given)


def add_relative(actor: Actor, given: Identifiers) -> None:
    """Somebody the person is close to: cases about them are kept from the person. Raises Rejected for nothing given."""
    require(actor, Action.DECLARE_CONFLICT)
    if not given.of_staff():
        raise Rejected("Enter the person’s name, telephone number or e-mail address.", "name")
    note_identifiers(actor, actor.id, RELATIVE, given)
