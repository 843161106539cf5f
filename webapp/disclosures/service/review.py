"""The subject is heard or it is said why not, the case is reviewed legally, and advice against it is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import Allowed, may, require
from webapp.cases import standing as cases
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.database import session
from webapp.disclosures import consulting, ranks, records, rules, standing
from webapp.disclosures.model import GroundsCheck, LegalReview, Representations, SeniorApproval
from webapp.disclosures.vocabulary import ADVISE_AGAINST, RETURNED
from webapp.errors import Rejected


@dataclass(frozen=True)
class Advice:
    """The answers of the legal review. `guidance_title` is the register's entry as the reviewer read it."""

    legal_result: str
    guidance_version: str
    departure_from_guidance: bool
    guidance_title: str | None = None
    return_to: str | None = None
    conditions: str | None = None
    legal_advice: str | None = None
    departure_from_guidance_reason: str | None = None


@dataclass(frozen=True)
class Invitation:
    """Whether the subject is invited to comment: how, or why not and how that was weighed."""

    invited: bool
    dispense_reasons: Sequence[str] = ()
    considered: str | None = None
    invitation: str | None = None


def decide_invitation(actor: Actor, case_id: UUID, given: Invitation) -> None:
    """Writes whether the subject is invited to comment on what the newest grounds check proposes.

    Raises Rejected without a reason for not inviting them, and where they have died.
    Basis: R (L) v Commissioner [2009] UKSC 3; X (South Yorkshire) [2012] EWHC 2954 (Admin).
    """
    require(actor, Action.RECORD_FACTS)
    check = _check_of(case_id)
    _refuse_later_person(actor, case_id)
    if cases.standing(case_id).subject_status == consulting.DECEASED:
        raise Rejected("The subject has died, so nobody is invited. Correct the identity if that is wrong.")
    if not given.invited and not given.dispense_reasons:
        raise Rejected("Select at least one reason why the subject is not invited.", "reps_dispense_reasons")
    if not given.invited and not given.considered:
        raise Rejected("Explain why the subject is not invited.", "reps_considered")
    now = clock.now()
    with written():
        session().add(
            Representations(
                case_id=case_id,
                number=number_after(Representations.number, Representations.case_id == case_id),
                check_id=check.id,
                invited=given.invited,
                dispense_reasons=list(given.dispense_reasons),
                invitation=given.invitation,
                considered=None if given.invited else given.considered,
                considered_by=None if given.invited else actor.id,
                considered_at=None if given.invited else now,
                recorded_by=actor.id,
                at=now,
            )
        )


def receive_representations(actor: Actor, case_id: UUID, text: str) -> None:
    """Writes what the subject said. Raises Rejected where they were not invited."""
    require(actor, Action.RECORD_FACTS)
    _refuse_later_person(actor, case_id)
    row = _invited(case_id)
    row.text, row.received_by, row.received_at = text, actor.id, clock.now()


def consider_representations(actor: Actor, case_id: UUID, considered: str, text: str | None = None) -> None:
    """Writes how what the subject said was considered; `text` is what came meanwhile. Without any, their time ran out.

    Raises Rejected where the subject was not invited.
    """
    require(actor, Action.RECORD_FACTS)
    _refuse_later_person(actor, case_id)
    row = _invited(case_id)
    if text:
        row.text = f"{row.text}\n\n{text}" if row.text else text
        row.received_by, row.received_at = row.received_by or actor.id, row.received_at or clock.now()
    with written():
        row.unanswered = row.text is None
        row.considered, row.considered_by, row.considered_at = considered, actor.id, clock.now()


def review_legally(actor: Actor, case_id: UUID, advice: Advice) -> None:
    """Writes the legal review of the newest grounds check.

    Raises Rejected when this person investigated, checked the grounds, or assessed or assured the identity, and for
    a return that names no stage.
    """
    require(actor, Action.REVIEW_LEGALLY)
    check = _check_of(case_id)
    earlier = {**standing.officers(case_id), **standing.reviewers(case_id), **standing.deciders(case_id)}
    earlier |= standing.approvers(case_id)
    if reason := rules.why_same_person(actor.selves, earlier, "review the case legally"):
        raise Rejected(reason)
    if advice.legal_result == RETURNED and not advice.return_to:
        raise Rejected("Select the stage to which you return the case.", "return_to")
    with written():
        session().add(
            LegalReview(
                case_id=case_id,
                number=number_after(LegalReview.number, LegalReview.case_id == case_id),
                check_id=check.id,
                result=advice.legal_result,
                return_to=advice.return_to if advice.legal_result == RETURNED else None,
                conditions=advice.conditions,
                advice=advice.legal_advice,
                guidance_version=advice.guidance_version,
                guidance_title=advice.guidance_title,
                departure_from_guidance=advice.departure_from_guidance,
                departure_reason=advice.departure_from_guidance_reason,
                reviewed_by=actor.id,
                at=clock.now(),
            )
        )


def approve_against_advice(actor: Actor, case_id: UUID, approved: bool, reason: str) -> None:
    """Writes whether a disclosure may go on although the legal reviewer advises against it.

    Raises Rejected where there is no such advice, and for a person of any earlier step: it is another senior person's.
    Basis: house rule; Human Rights Act 1998 s.6.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    review = records.review_of(_check_of(case_id).id)
    if review is None or review.result != ADVISE_AGAINST:
        raise Rejected("There is no legal advice against the disclosure, so there is nothing to approve.")
    earlier = {
        **standing.officers(case_id),
        **standing.reviewers(case_id),
        **standing.lawyers(case_id),
        **standing.deciders(case_id),
    }
    if sentence := rules.why_same_person(actor.selves, earlier, "answer the legal advice"):
        raise Rejected(sentence)
    if sentence := ranks.why_not_ranking(senior=isinstance(may(actor, Action.DECIDE_AS_SENIOR), Allowed)):
        raise Rejected(sentence)
    with written():
        session().add(
            SeniorApproval(
                case_id=case_id,
                number=number_after(SeniorApproval.number, SeniorApproval.case_id == case_id),
                review_id=review.id,
                approved=approved,
                reason=reason,
                approved_by=actor.id,
                at=clock.now(),
            )
        )


def _refuse_later_person(actor: Actor, case_id: UUID) -> None:
    later = {**standing.lawyers(case_id), **standing.deciders(case_id), **standing.approvers(case_id)}
    if reason := rules.why_same_person(actor.selves, later, "record the representations"):
        raise Rejected(reason)


def _invited(case_id: UUID) -> Representations:
    row = records.representations_on(_check_of(case_id).id)
    if row is None or not row.invited:
        raise Rejected("The subject was not invited to comment on the present grounds check.")
    return row


def _check_of(case_id: UUID) -> GroundsCheck:
    check = records.newest_check(case_id)
    if check is None:
        raise Rejected("The grounds have not been checked yet.")
    return check
