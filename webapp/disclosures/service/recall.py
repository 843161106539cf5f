"""What was told was wrong: everything stops, everybody who was told is told better, and the record is put right.

Basis: DPA 2018 ss.38(5)(c), 46, 67 and 68; Investigatory Powers Act 2016 s.231.
"""

from dataclasses import dataclass
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import service as cases
from webapp.cases import standing
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.database import session
from webapp.disclosures import records
from webapp.disclosures.model import Correction, RecallNotice
from webapp.disclosures.service.holds import hold_disclosure, lift_hold
from webapp.disclosures.service.joint import recall_joined
from webapp.disclosures.vocabulary import RECALLED
from webapp.errors import Conflict, InvalidSubmission, Rejected


@dataclass(frozen=True)
class Notice:
    """How one recipient was told that it was wrong. `recipient` is the code that the form offered, such as R1."""

    recipient: str
    mode: str
    returned: bool
    passed_on: bool
    partners_told: bool
    note: str | None = None


@dataclass(frozen=True)
class BreachAssessment:
    """What the data protection officer found."""

    ico_notified: bool
    ico_reason: str
    person_informed_of_breach: bool
    s231: str
    s231_reason: str


def open_recall(actor: Actor, case_id: UUID, cause: str, found: str) -> int:
    """Freezes disclosure and lists everybody who was told; gives their number. Raises Conflict while one is open."""
    require(actor, Action.RECORD_FACTS)
    hold_disclosure(actor, case_id, RECALLED, found)
    if (open_one := records.newest_correction(case_id)) is not None and open_one.corrected_at is None:
        raise Conflict("A recall is under way in this case already.")
    correction = Correction(
        case_id=case_id,
        number=number_after(Correction.number, Correction.case_id == case_id),
        subject_id=standing.suspected_subject(case_id),
        cause=cause,
        found=found,
        opened_by=actor.id,
        opened_at=clock.now(),
    )
    told = records.log_not_corrected(case_id)
    with written():
        session().add(correction)
        session().flush()
        session().add_all(
            RecallNotice(
                case_id=case_id,
                correction_id=correction.id,
                log_id=row.id,
                number=number,
                recipient=row.recipient,
                recipient_name=row.recipient_name,
            )
            for number, row in enumerate(told, start=1)
        )
    detail = {"correction": str(correction.id), "recipients": len(told)}
    audit.record(Event.RECALL_OPENED, actor.id, case_id, detail)
    recall_joined(actor, case_id)
    return len(told)


def notify_recipient(actor: Actor, case_id: UUID, given: Notice) -> None:
    """Ticks off one recipient. Raises InvalidSubmission for one who is not on the list, or was told before."""
    require(actor, Action.RECORD_FACTS)
    notices = {f"R{notice.number}": notice for notice in records.notices_of(_open(case_id).id)}
    notice = notices.get(given.recipient)
    if notice is None or notice.notified_at is not None:
        raise InvalidSubmission({"recipient": "Select a recipient who has not been told yet"})
    with written():
        notice.notified_at, notice.notified_by = clock.now(), actor.id
        notice.mode, notice.returned, notice.passed_on = given.mode, given.returned, given.passed_on
        notice.partners_told, notice.note = given.partners_told, given.note
    audit.record(Event.RECIPIENT_NOTIFIED, actor.id, case_id, {"notice": str(notice.id)})


def protect_person(actor: Actor, case_id: UUID, protection: str, told: str, restriction_reason: str | None) -> None:
    """Writes how the person who was named by mistake is protected, and whether they were told."""
    require(actor, Action.RECORD_FACTS)
    correction = _open(case_id)
    with written():
        correction.protection, correction.person_told = protection, told
        correction.restriction_reason, correction.protected_by = restriction_reason, actor.id


def assess_breach(actor: Actor, case_id: UUID, given: BreachAssessment) -> None:
    """Writes whether the Information Commissioner is notified, and whether the case is referred under s.231."""
    require(actor, Action.RECORD_FACTS)
    correction = _open(case_id)
    with written():
        correction.ico_notified, correction.ico_reason = given.ico_notified, given.ico_reason
        correction.person_informed_of_breach = given.person_informed_of_breach
        correction.s231, correction.s231_reason = given.s231, given.s231_reason
        correction.assessed_by, correction.assessed_at = actor.id, clock.now()


def correct_record(actor: Actor, case_id: UUID, corrected: str) -> None:
    """Removes the wrong attribution from view, marks the case as corrected, opens it, and lifts the hold.

    Raises Rejected while a recipient has not been told, or a step of the recall is missing, and for whoever assessed
    or assured the identity that was wrong.
    """
    require(actor, Action.RECORD_FACTS)
    correction = _open(case_id)
    waiting = [notice for notice in records.notices_of(correction.id) if notice.notified_at is None]
    if waiting:
        names = ", ".join(f"R{notice.number}" for notice in waiting)
        raise Rejected(f"Not everybody who was told has been told that it was wrong: {names}.")
    if correction.person_told is None or correction.ico_notified is None:
        raise Rejected("The person who was named, and the breach, have to be looked after first.")
    if any(account in standing.attributors(case_id) for account in actor.selves):
        raise Rejected("You assessed or assured this identity, so another person has to correct the record.")
    with written():
        correction.corrected, correction.corrected_by = corrected, actor.id
        correction.corrected_at = clock.now()
    cases.remove_attribution(actor, case_id, correction.subject_id)
    cases.reopen(actor, case_id)
    lift_hold(actor, case_id, RECALLED, "The record is corrected, and the identity has to be assessed again.")


def _open(case_id: UUID) -> Correction:
    correction = records.newest_correction(case_id)
    if correction is None or correction.corrected_at is not None:
        raise Rejected("No recall is under way in this case.")
    return correction
