"""Who has to do with a case goes with its tasks: offered to groups, claimed, released, completed."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import Place
from webapp.access.rules import require
from webapp.cases import sight
from webapp.cases.model import CaseMember
from webapp.database import session


def offer_to_groups(actor: Actor, case_id: UUID, groups: Collection[str]) -> None:
    """These groups, and no others, have an open task now: their members in the case's units may know of the case."""
    require(actor, Action.RECORD_FACTS)
    sight.offer(case_id, groups)


def keep_claims_of(actor: Actor, case_id: UUID, people: Collection[UUID]) -> None:
    """These people, and no others, hold a task of the case now, and may know of it as long as they do."""
    require(actor, Action.RECORD_FACTS)
    session().flush()
    session().execute(
        delete(CaseMember).where(
            CaseMember.case_id == case_id, CaseMember.place == Place.CLAIMED, CaseMember.user_id.not_in(sorted(people))
        )
    )
    for person in sorted(people):
        give_place(actor, case_id, person, Place.CLAIMED)


def give_place(actor: Actor, case_id: UUID, person: UUID, place: Place) -> None:
    """Notes that a person by name has to do with the case."""
    require(actor, Action.RECORD_FACTS)
    if session().get(CaseMember, (case_id, person, place)) is None:
        session().add(CaseMember(case_id=case_id, user_id=person, place=place, by=actor.id, at=clock.now()))
        session().flush()
