"""Cases are opened and closed, and what was answered in them is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import Place
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import keeping
from webapp.cases.answers import storable
from webapp.cases.constraints import written
from webapp.cases.model import Case, Closure, FormSubmission
from webapp.cases.numbering import number_after
from webapp.cases.records import find_case
from webapp.cases.service.places import give_place
from webapp.cases.vocabulary import DISCLOSING, Outcome
from webapp.database import session
from webapp.errors import Conflict, Rejected
from webapp.sealing import keyring

# Both databases take the number and hold the year's row in one statement, so that no two cases get the same.
_NEXT_NUMBER = text(
    "INSERT INTO case_number (year, last) VALUES (:year, 1) "
    "ON CONFLICT (year) DO UPDATE SET last = case_number.last + 1 RETURNING last"
)


@dataclass(frozen=True)
class Closing:
    """The coordinator's closing answers; `outcome` only where the case has none yet."""

    outcome: str | None
    retention_review_date: date | None = None
    mi_relationship: str | None = None
    mi_repeat_stalking: bool | None = None
    mi_retaliation: bool | None = None
    mi_isac_referral: bool | None = None
    mi_support_taken_up: bool | None = None
    mi_criminal_justice: str | None = None
    mi_victim_satisfaction: int | None = None
    mi_complaint: bool | None = None
    mi_victim_characteristics: Sequence[str] | None = None
    mi_subject_characteristics: Sequence[str] | None = None
    lessons: str | None = None


def open_case(actor: Actor) -> Case:
    """A new case with the next reference of the year, such as RTK-2026-0001."""
    require(actor, Action.OPEN_CASE)
    year = clock.today().year
    number = session().scalar(_NEXT_NUMBER, {"year": year})
    case = Case(
        reference=f"RTK-{year}-{number:04d}",
        force=actor.force,
        unit_id=actor.unit,
        restricted=False,
        opened_by=actor.id,
        opened_at=clock.now(),
        status="open",
    )
    with written():
        session().add(case)
        session().flush()
        keyring.create(case.id)
    give_place(actor, case.id, actor.id, Place.TOOK_PART)
    audit.record(Event.CASE_OPENED, actor.id, case.id, {"reference": case.reference})
    return case


def record_submission(
    actor: Actor, case_id: UUID, element_id: str, form_id: str, form_checksum: str, answers: Mapping[str, Any]
) -> None:
    """Keeps the answers to a form whole, so that nothing typed is lost whatever the writers make of it."""
    require(actor, Action.RECORD_FACTS)
    find_case(case_id)
    kept = {key: storable(value) for key, value in answers.items()}
    session().add(
        FormSubmission(
            case_id=case_id,
            element_id=element_id,
            form_id=form_id,
            form_checksum=form_checksum,
            answers=kept,
            submitted_by=actor.id,
            at=clock.now(),
        )
    )
    give_place(actor, case_id, actor.id, Place.TOOK_PART)


def set_outcome(actor: Actor, case_id: UUID, outcome: Outcome) -> None:
    """The outcome that the case has now; a later decision may bring another."""
    require(actor, Action.RECORD_FACTS)
    find_case(case_id).outcome = outcome


def close(actor: Actor, case_id: UUID, closing: Closing) -> Outcome:
    """Closes the case with the outcome it has. Raises Rejected when there is none, Conflict when it is closed."""
    require(actor, Action.RECORD_FACTS)
    case = find_case(case_id)
    if case.status == "closed":
        raise Conflict("This case is closed already.")
    outcome = _closing_outcome(case.outcome, closing.outcome)
    if closing.retention_review_date and closing.retention_review_date <= clock.today():
        raise Rejected("The date of the retention review must be in the future.", "retention_review_date")
    case.status, case.outcome, case.closed_at = "closed", outcome, clock.now()
    case.review_on = keeping.first_review(outcome, clock.today(), closing.retention_review_date)
    with written():
        session().add(
            Closure(
                case_id=case_id,
                number=number_after(Closure.number, Closure.case_id == case_id),
                outcome=outcome,
                relationship_to_victim=closing.mi_relationship,
                repeat_stalking=closing.mi_repeat_stalking,
                retaliation=closing.mi_retaliation,
                isac_referral=closing.mi_isac_referral,
                support_taken_up=closing.mi_support_taken_up,
                criminal_justice=closing.mi_criminal_justice,
                victim_satisfaction=closing.mi_victim_satisfaction,
                complaint=closing.mi_complaint,
                victim_characteristics=list(closing.mi_victim_characteristics or ()) or None,
                subject_characteristics=list(closing.mi_subject_characteristics or ()) or None,
                retention_review_date=case.review_on,
                lessons=closing.lessons,
                closed_by=actor.id,
                at=case.closed_at,
            )
        )
    return outcome


def _closing_outcome(known: str | None, given: str | None) -> Outcome:
    if known is None and given is None:
        raise Rejected("This case has no outcome yet. Select the outcome.", "outcome")
    if known is not None and given is not None and known != given:
        raise Rejected("This case has another outcome already. Leave the question empty to keep it.", "outcome")
    outcome = Outcome(known or given or "")
    if known is None and outcome in DISCLOSING:
        raise Rejected("Nothing was disclosed in this case, so it cannot be closed with this outcome.", "outcome")
    return outcome
