"""What names a member of staff and those close to them is noted, blindly, so that their own case is kept from them."""

from uuid import UUID

from sqlalchemy import delete, select

from webapp.access import blindindex
from webapp.access.actor import Actor
from webapp.access.identifiers import Identifiers, kinds
from webapp.access.model import StaffIdentifier
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.database import session

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
