"""A wrong attribution goes out of sight and stays in the account; a closed case is opened again."""

from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import blind, records
from webapp.cases.records import find_case
from webapp.database import session
from webapp.errors import Rejected


def remove_attribution(actor: Actor, case_id: UUID, subject_id: UUID | None) -> None:
    """Takes a person who was named by mistake out of what is shown, searched and attributed; the rows stay.

    Basis: DPA 2018 s.46 (rectification) and s.38(1). Every assessment of that person falls with it, and with the last
    one the levels of the aliases.
    """
    require(actor, Action.RECORD_FACTS)
    subject = next((each for each in records.subjects_of(case_id) if each.id == subject_id), None)
    if subject is None:
        raise Rejected("There is nobody on record whose attribution could be removed.")
    subject.misidentified_at = clock.now()
    session().flush()
    for alias in records.aliases_of(case_id):
        alias.link_level = None
    find_case(case_id).corrected_at = clock.now()
    blind.refresh(case_id)
    audit.record(Event.RECORD_CORRECTED, actor.id, case_id, {"subject": str(subject.id)})


def reopen(actor: Actor, case_id: UUID) -> None:
    """Opens a closed case again; one that is open stays as it is. Its earlier closing stays on record."""
    require(actor, Action.RECORD_FACTS)
    case = find_case(case_id)
    if case.erased_at is not None:
        raise Rejected("The record of this case was erased, so it cannot be opened again.")
    if case.status == "closed":
        case.status, case.closed_at, case.review_on = "open", None, None
        session().flush()
        audit.record(Event.CASE_REOPENED, actor.id, case_id, {})
