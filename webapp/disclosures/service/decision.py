"""The three tests are weighed, and a decision is made. A disclosing decision is a permission that is used once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import update

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import service as cases
from webapp.cases import standing as case_standing
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.cases.vocabulary import DISCLOSING, Outcome
from webapp.database import session
from webapp.disclosures import records, rules, standing
from webapp.disclosures.digests import content_digest
from webapp.disclosures.model import Decision, DecisionItem, DisclosureItem, DisclosureTests, GroundsCheck
from webapp.errors import Conflict, Rejected


@dataclass(frozen=True)
class Tests:
    """The three limbs with their reasons."""

    necessary: bool
    necessary_reason: str
    pressing_need: bool
    pressing_need_reason: str
    proportionate: bool
    proportionate_reason: str


@dataclass(frozen=True)
class DecisionGiven:
    """The answers of the decision; `recommendation` is what the scope table gave."""

    outcome: Outcome
    recommendation: str
    items_approved: Collection[str] = ()
    recipient: str | None = None
    subject_to_be_told: str | None = None
    subject_to_be_told_reason: str | None = None
    departure_reason: str | None = None
    acc_approval: str | None = None
    review_date: date | None = None
    valid_until: date | None = None


def weigh_tests(actor: Actor, case_id: UUID, tests: Tests) -> None:
    """Writes the three tests for the newest grounds check. Raises Rejected for a person of an earlier step."""
    require(actor, Action.DECIDE_DISCLOSURE)
    check = records.newest_check(case_id)
    if check is None:
        raise Rejected("The grounds have not been checked yet.")
    refuse_earlier_person(actor, case_id, "weigh the tests")
    with written():
        session().add(
            DisclosureTests(
                case_id=case_id,
                number=number_after(DisclosureTests.number, DisclosureTests.case_id == case_id),
                check_id=check.id,
                necessary=tests.necessary,
                necessary_reason=tests.necessary_reason,
                pressing_need=tests.pressing_need,
                pressing_need_reason=tests.pressing_need_reason,
                proportionate=tests.proportionate,
                proportionate_reason=tests.proportionate_reason,
                weighed_by=actor.id,
                at=clock.now(),
            )
        )


def decide(actor: Actor, case_id: UUID, given: DecisionGiven) -> Decision:
    """Writes the decision; an earlier permission that was not used ends with it.

    Raises Rejected for a person of an earlier step, for a disclosing decision whose steps are not on record, and for
    a departure from the recommendation without a reason.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    refuse_earlier_person(actor, case_id, "decide")
    _check_dates(given)
    if given.outcome in DISCLOSING and (hold := records.why_held(case_id)):
        raise Rejected(hold, "outcome")
    check = records.newest_check(case_id)
    items = records.items_of(check.id) if check else []
    if refusal := rules.why_not_decide(_facts(case_id, given, check, items)):
        raise Rejected(refusal.sentence, refusal.field)
    end_permission(actor, case_id, "Replaced by a new decision.")
    decision = _row(actor, case_id, given, check)
    approved = [item for item in items if item.code in set(given.items_approved)] if decision.discloses else []
    decision.content_digest = content_digest(decision, approved) if decision.discloses else None
    with written():
        session().add(decision)
        session().flush()
        session().add_all(DecisionItem(decision_id=decision.id, item_id=item.id) for item in approved)
    cases.set_outcome(actor, case_id, given.outcome)
    return decision


def revoke_decision(actor: Actor, case_id: UUID, reason: str) -> None:
    """Takes back the permission to disclose. Raises Conflict when it was used or taken back before."""
    require(actor, Action.RECORD_FACTS)
    if not reason.strip():
        raise Rejected("Give the reason for taking back the permission.")
    if not end_permission(actor, case_id, reason):
        raise Conflict("There is no unused permission to take back: it was used, or taken back already.")


def refuse_earlier_person(actor: Actor, case_id: UUID, act: str) -> None:
    """Raises Rejected for whoever investigated, assessed, assured or reviewed. `act` is what they may not do."""
    earlier = {**standing.officers(case_id), **standing.reviewers(case_id), **standing.lawyers(case_id)}
    if reason := rules.why_same_person(actor.selves, earlier, act):
        raise Rejected(reason)


def _check_dates(given: DecisionGiven) -> None:
    if given.review_date and given.review_date < clock.today():
        raise Rejected("The date of the review must not be in the past.", "review_date")
    if given.valid_until and given.valid_until < clock.today():
        raise Rejected("The approval must not end in the past.", "valid_until")


def _facts(
    case_id: UUID, given: DecisionGiven, check: GroundsCheck | None, items: Sequence[DisclosureItem]
) -> rules.DecisionFacts:
    case = case_standing.standing(case_id)
    review = records.review_of(check.id) if check else None
    tests = records.tests_on(check.id) if check else None
    return rules.DecisionFacts(
        outcome=given.outcome,
        immediate=case.immediate,
        recommendation=given.recommendation,
        departure_reason=given.departure_reason or "",
        grounds=standing.grounds_facts(check) if check else None,
        identity_accepted=case.identity_accepted,
        identity_level=case.identity_level,
        legal_result=review.result if review else None,
        acc_approval=given.acc_approval or "",
        representations_answered=check is not None and records.representations_on(check.id) is not None,
        tests=(tests.necessary, tests.pressing_need, tests.proportionate) if tests else None,
        views=standing.view_facts(case_id),
        proposed=frozenset(item.code for item in items),
        approved=frozenset(given.items_approved),
        unattributable=standing.unattributable(case_id, items),
        recipient=given.recipient or "",
        subject_to_be_told=given.subject_to_be_told or "",
        has_review_date=given.review_date is not None,
    )


def _row(actor: Actor, case_id: UUID, given: DecisionGiven, check: GroundsCheck | None) -> Decision:
    case = case_standing.standing(case_id)
    review = records.review_of(check.id) if check else None
    tests = records.tests_on(check.id) if check else None
    return Decision(
        case_id=case_id,
        number=number_after(Decision.number, Decision.case_id == case_id),
        check_id=check.id if check else None,
        tests_id=tests.id if tests else None,
        outcome=given.outcome,
        discloses=given.outcome in DISCLOSING,
        recommendation=given.recommendation or None,
        departure_reason=given.departure_reason,
        acc_approval=given.acc_approval,
        recipient=given.recipient,
        subject_to_be_told=given.subject_to_be_told,
        subject_to_be_told_reason=given.subject_to_be_told_reason,
        review_date=given.review_date,
        grounds_result=check.result if check else None,
        legal_result=review.result if review else None,
        identity_level=case.identity_level or None,
        checked_by=check.checked_by if check else None,
        assured_by=case.assured_by,
        reviewed_by=review.reviewed_by if review else None,
        decided_by=actor.id,
        decided_at=clock.now(),
        valid_until=_end_of(given.valid_until) if given.valid_until else None,
    )


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.LONDON)


def end_permission(actor: Actor, case_id: UUID, reason: str) -> bool:
    """Revokes the live permission, if there is one. The mirror image of spending it: one statement, one row or none."""
    session().flush()
    ended = (
        session()
        .execute(
            update(Decision)
            .where(
                Decision.case_id == case_id,
                Decision.discloses,
                Decision.spent_at.is_(None),
                Decision.revoked_at.is_(None),
            )
            .values(revoked_at=clock.now(), revoked_by=actor.id)
            .returning(Decision.id)
        )
        .first()
    )
    if ended is None:
        return False
    session().get_one(Decision, ended.id).revoked_reason = reason
    return True
