"""Records are reviewed, held, and erased by two people. An erasure destroys the key of the case."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import blind, joint, keeping
from webapp.cases.constraints import written
from webapp.cases.sight import access_facts
from webapp.database import session
from webapp.documents import sealing as documents
from webapp.errors import Conflict, NotFound, Rejected
from webapp.instances import erasure as instances
from webapp.retention import queries, rules
from webapp.retention.model import LegalHold, RetentionReview
from webapp.sealing import keyring

# What an erasure takes away besides the key: whatever a package keeps of a case that the key does not seal, such as
# the rows of a blind index or the files of a store, and what is simply no longer needed.
TAKEN_AWAY: tuple[Callable[[UUID], None], ...] = (instances.forget, documents.forget, joint.forget, blind.forget)


def keep(actor: Actor, case_id: UUID, reason: str, years: int) -> None:
    """The record is still needed: it is looked at again after so many years."""
    require(actor, Action.REVIEW_RETENTION, access_facts(case_id))
    _check_reason(reason)
    case = keeping.held(case_id)
    _refuse(rules.why_not_review(queries.facts_of(case)))
    _refuse(rules.why_not_for(years), "years")
    next_review_on = keeping.years_after(clock.today(), years)
    review = _review(actor, case_id, "keep", reason, next_review_on=next_review_on)
    keeping.review_again(case_id, next_review_on)
    detail = {"review": str(review.id), "next": next_review_on.isoformat()}
    audit.record(Event.RECORD_KEPT, actor.id, case_id, detail)


def propose_erasure(actor: Actor, case_id: UUID, ground: str, reason: str) -> None:
    """The record is not needed any more: a second person decides whether it goes."""
    require(actor, Action.REVIEW_RETENTION, access_facts(case_id))
    if ground not in rules.GROUNDS:
        raise Rejected("Select why the record is to be erased.", "ground")
    _check_reason(reason)
    case = keeping.held(case_id)
    facts = queries.facts_of(case)
    _refuse(rules.why_not_review(facts) or rules.why_not_erase(facts))
    _refuse(rules.why_not_yet(ground, clock.today(), case.review_on), "ground")
    review = _review(actor, case_id, "erase", reason, ground=ground)
    audit.record(Event.ERASURE_PROPOSED, actor.id, case_id, {"review": str(review.id), "ground": ground})


def return_proposal(actor: Actor, case_id: UUID, reason: str) -> None:
    """The second person does not agree: the record stays, and its review is still due."""
    require(actor, Action.CONFIRM_ERASURE, access_facts(case_id))
    _check_reason(reason)
    keeping.held(case_id)
    review = _proposal(actor, case_id)
    review.settle_reason = reason
    _settle(actor, review, "returned")
    audit.record(Event.ERASURE_RETURNED, actor.id, case_id, {"review": str(review.id)})


def confirm_erasure(actor: Actor, case_id: UUID) -> None:
    """Erases the record for ever: its key is destroyed, and what the key does not seal is taken away.

    The account keeps that it was done, when, by which two people and on which ground, and nothing of the content; the
    log keeps that and when something was disclosed. Raises Rejected while the record is on hold or in use.
    """
    require(actor, Action.CONFIRM_ERASURE, access_facts(case_id))
    case = keeping.held(case_id)
    review = _proposal(actor, case_id)
    _refuse(rules.why_not_erase(queries.facts_of(case)))
    _settle(actor, review, "confirmed")
    for take_away in TAKEN_AWAY:
        take_away(case_id)
    keyring.destroy(case_id)
    keeping.mark_erased(case_id)
    audit.record(Event.CASE_ERASED, actor.id, case_id, {"review": str(review.id), "ground": review.ground})


def set_hold(actor: Actor, case_id: UUID, reason: str) -> None:
    """Forbids the erasure of a record, whatever its review says, open cases included."""
    require(actor, Action.SET_HOLD, access_facts(case_id))
    _check_reason(reason)
    if keeping.held(case_id).erased_at is not None:
        raise Conflict("The record has been erased already.")
    with written():
        hold = LegalHold(case_id=case_id, reason=reason, set_by=actor.id, set_at=clock.now())
        session().add(hold)
    audit.record(Event.HOLD_SET, actor.id, case_id, {"hold": str(hold.id)})


def lift_hold(actor: Actor, hold_id: UUID, reason: str) -> UUID:
    """Ends a hold that somebody else set, and gives the case it was on."""
    require(actor, Action.LIFT_HOLD)
    _check_reason(reason)
    hold = session().get(LegalHold, hold_id, with_for_update=True)
    if hold is None:
        raise NotFound
    require(actor, Action.LIFT_HOLD, access_facts(hold.case_id))
    keeping.held(hold.case_id)
    if hold.lifted_at is not None:
        raise Conflict("This hold has been lifted already.")
    _refuse(rules.why_same_person(hold.set_by, actor.id, "set this hold"))
    with written():
        hold.lift_reason, hold.lifted_by, hold.lifted_at = reason, actor.id, clock.now()
    audit.record(Event.HOLD_LIFTED, actor.id, hold.case_id, {"hold": str(hold.id)})
    return hold.case_id


def _review(
    actor: Actor,
    case_id: UUID,
    verdict: str,
    reason: str,
    ground: str | None = None,
    next_review_on: date | None = None,
) -> RetentionReview:
    row = RetentionReview(
        case_id=case_id,
        number=len(queries.reviews_of(case_id)) + 1,
        verdict=verdict,
        ground=ground,
        reason=reason,
        next_review_on=next_review_on,
        reviewed_by=actor.id,
        reviewed_at=clock.now(),
    )
    with written():
        session().add(row)
    return row


def _proposal(actor: Actor, case_id: UUID) -> RetentionReview:
    review = queries.open_proposal(case_id)
    if review is None:
        raise Conflict("No erasure of this record waits for a decision: it was settled already.")
    _refuse(rules.why_same_person(review.reviewed_by, actor.id, "proposed the erasure"))
    return review


def _settle(actor: Actor, review: RetentionReview, how: str) -> None:
    with written():
        review.settled_as, review.settled_by, review.settled_at = how, actor.id, clock.now()


def _check_reason(reason: str) -> None:
    _refuse(rules.why_bad_reason(reason), "reason")


def _refuse(sentence: str, field: str = "") -> None:
    if sentence:
        raise Rejected(sentence, field)
