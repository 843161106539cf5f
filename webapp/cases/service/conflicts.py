"""Conflicts of interest: declared by the person, or set for a whole unit, and never lifted by a role or an emergency.

Basis: Code of Ethics for policing (impartiality); College of Policing guidance on declarable associations.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from webapp.access import limits
from webapp.access import queries as accounts
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.groups import AUDITORS, PROFESSIONAL_STANDARDS
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import blind, sight
from webapp.cases.model import Case, CaseConflict
from webapp.cases.vocabulary import CONFLICT_KINDS
from webapp.clock import now
from webapp.database import session
from webapp.errors import NotFound, Rejected
from webapp.notifications import service as notifications

COMMAND = "command"
OWN_KINDS = tuple(kind for kind in CONFLICT_KINDS if kind != COMMAND)


def declare(actor: Actor, reference: str, kind: str) -> None:
    """Keeps the person from the case of this reference, or from every case of this crime reference.

    Whether there is such a case is not said: who declares may not even know of it. Raises Rejected for an empty
    reference or an unknown kind.
    """
    require(actor, Action.DECLARE_CONFLICT)
    wanted = " ".join(reference.split())
    if not wanted:
        raise Rejected("Enter the reference of the case or of the crime.", "reference")
    if kind not in OWN_KINDS:
        raise Rejected("Select what you have to do with the case.", "kind")
    found = session().scalars(select(Case.id).where(blind.of_reference(wanted)))
    for case_id in found.all():
        session().add(
            CaseConflict(case_id=case_id, user_id=actor.id, kind=kind, declared_by=actor.id, declared_at=now())
        )
        audit.record(Event.CONFLICT_DECLARED, actor.id, case_id, {"kind": kind})
    session().flush()


def keep_unit_away(actor: Actor, case_id: UUID, unit_id: UUID) -> None:
    """Keeps a whole unit, such as the subject's command, from the case. Raises Rejected for the actor's own."""
    require(actor, Action.CHANGE_CASE_BARS, sight.access_facts(case_id))
    if accounts.unit(unit_id) is None or unit_id == actor.unit:
        raise Rejected("Choose another unit than your own.", "away")
    session().add(CaseConflict(case_id=case_id, unit_id=unit_id, kind=COMMAND, declared_by=actor.id, declared_at=now()))
    session().flush()
    audit.record(Event.UNIT_KEPT_AWAY, actor.id, case_id, {"unit": str(unit_id)})


def end_conflict(actor: Actor, case_id: UUID, conflict_id: UUID) -> None:
    """Ends a conflict that was declared by mistake. Nobody ends their own."""
    require(actor, Action.CHANGE_CASE_BARS, sight.access_facts(case_id))
    row = session().get(CaseConflict, conflict_id)
    if row is None or row.case_id != case_id or row.ended_at is not None:
        raise NotFound
    row.ended_at, row.ended_by = now(), actor.id
    session().flush()
    audit.record(Event.CONFLICT_ENDED, actor.id, case_id, {"conflict": str(conflict_id)})


def note_attempt(actor: Actor, detail: Mapping[str, str]) -> None:
    """A person tried to reach a case they are kept from: it is recorded, and professional standards is told.

    `detail` holds identifiers of what was asked for. The notice names neither the person nor the case.
    """
    require(actor, Action.DECLARE_CONFLICT)
    audit.record(Event.BAR_MET, actor.id, detail=detail)
    notifications.bar_met(PROFESSIONAL_STANDARDS, actor.force, actor.id)


def note_limit(actor: Actor) -> None:
    """A person has reached a limit of the day: audit is told, once a day."""
    require(actor, Action.DECLARE_CONFLICT)
    if limits.is_first_alarm(actor):
        audit.record(Event.LIMIT_REACHED, actor.id)
        notifications.limit_reached(AUDITORS, actor.force, actor.id)


def index_old_cases(actor: Actor, limit: int = 500) -> int:
    """Fills the blind index for cases from before there was one; says how many were done."""
    require(actor, Action.RECORD_FACTS)
    waiting = blind.not_indexed(limit)
    for case_id in waiting:
        blind.refresh(case_id)
    return len(waiting)
