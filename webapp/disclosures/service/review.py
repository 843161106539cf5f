"""Representations are considered, and the case is reviewed legally."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.database import session
from webapp.disclosures import records, rules, standing
from webapp.disclosures.model import GroundsCheck, LegalReview, Representations
from webapp.errors import Rejected


@dataclass(frozen=True)
class Advice:
    """The answers of the legal review."""

    legal_result: str
    guidance_version: str
    departure_from_guidance: bool
    conditions: str | None = None
    legal_advice: str | None = None
    departure_from_guidance_reason: str | None = None


def consider_representations(
    actor: Actor, case_id: UUID, invited: bool, dispense_reasons: Sequence[str], text: str | None, considered: str
) -> None:
    """Writes whether the subject was invited to comment and how that was considered.

    Raises Rejected without a reason for not inviting them, or without their answer when they were invited.
    Basis: R (L) v Commissioner [2009] UKSC 3; X (South Yorkshire) [2012] EWHC 2954 (Admin).
    """
    require(actor, Action.RECORD_FACTS)
    check = _check_of(case_id)
    earlier = {**standing.lawyers(case_id), **standing.deciders(case_id)}
    if reason := rules.why_same_person(actor.selves, earlier, "record the representations"):
        raise Rejected(reason)
    if not invited and not dispense_reasons:
        raise Rejected("Select at least one reason why the subject was not invited.", "reps_dispense_reasons")
    if invited and not text:
        raise Rejected("Enter what the subject said, or that nothing came in time.", "reps_text")
    with written():
        session().add(
            Representations(
                case_id=case_id,
                number=number_after(Representations.number, Representations.case_id == case_id),
                check_id=check.id,
                invited=invited,
                dispense_reasons=list(dispense_reasons),
                text=text,
                considered=considered,
                recorded_by=actor.id,
                at=clock.now(),
            )
        )


def review_legally(actor: Actor, case_id: UUID, advice: Advice) -> None:
    """Writes the legal review of the newest grounds check.

    Raises Rejected when this person investigated, checked the grounds, or assessed or assured the identity.
    """
    require(actor, Action.REVIEW_LEGALLY)
    check = _check_of(case_id)
    earlier = {**standing.officers(case_id), **standing.reviewers(case_id), **standing.deciders(case_id)}
    if reason := rules.why_same_person(actor.selves, earlier, "review the case legally"):
        raise Rejected(reason)
    with written():
        session().add(
            LegalReview(
                case_id=case_id,
                number=number_after(LegalReview.number, LegalReview.case_id == case_id),
                check_id=check.id,
                result=advice.legal_result,
                conditions=advice.conditions,
                advice=advice.legal_advice,
                guidance_version=advice.guidance_version,
                departure_from_guidance=advice.departure_from_guidance,
                departure_reason=advice.departure_from_guidance_reason,
                reviewed_by=actor.id,
                at=clock.now(),
            )
        )


def _check_of(case_id: UUID) -> GroundsCheck:
    check = records.newest_check(case_id)
    if check is None:
        raise Rejected("The grounds have not been checked yet.")
    return check
