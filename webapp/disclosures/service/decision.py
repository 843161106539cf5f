"""The three tests are weighed, and a decision is made. A disclosing decision is a permission that is used once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import update

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import Allowed, may, require
from webapp.cases import service as cases
from webapp.cases import standing as case_standing
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.cases.vocabulary import DISCLOSING, UNDER_18, Outcome
from webapp.database import session
from webapp.disclosures import consulting, ranks, records, rules, standing
from webapp.disclosures.digests import content_digest
from webapp.disclosures.model import Decision, DecisionItem, DisclosureItem, DisclosureTests, GroundsCheck
from webapp.disclosures.vocabulary import ADVISE_AGAINST
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
    asks_approval: bool = False


@dataclass(frozen=True)
class DecisionGiven:
    """The answers of the decision; `recommendation` is what the scope table gave.

    `reassures` approves a reassurance beside a deferral. `longest_deferral_days` is how far off the review of a
    deferral may be at this priority, where the diagram says so.
    """

    outcome: Outcome
    recommendation: str
    items_approved: Collection[str] = ()
    recipient: str | None = None
    recipient_name: str | None = None
    subject_to_be_told: str | None = None
    subject_to_be_told_reason: str | None = None
    departure_reason: str | None = None
    cps_answer: str | None = None
    reassures: bool = False
    longest_deferral_days: int | None = None
    review_date: date | None = None
    valid_until: date | None = None


def weigh_tests(actor: Actor, case_id: UUID, tests: Tests) -> None:
    """Writes the three tests for the newest grounds check.

    Raises Rejected for a person of an earlier step, for one whose rank is too low where the subject is a child, and
    unless approval is asked for exactly where legal advice can be acted against.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    check = records.newest_check(case_id)
    if check is None:
        raise Rejected("The grounds have not been checked yet.")
    refuse_earlier_person(actor, case_id, "weigh the tests")
    review = records.review_of(check.id)
    if tests.asks_approval and (review is None or review.result != ADVISE_AGAINST):
        raise Rejected("Legal advice is not against the disclosure, so no approval is needed.", "asks_approval")
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
                asks_approval=tests.asks_approval,
                weighed_by=actor.id,
                at=clock.now(),
            )
        )


def decide(actor: Actor, case_id: UUID, given: DecisionGiven) -> Decision:
    """Writes the decision; an earlier permission that was not used ends with it.

    Raises Rejected for a person of an earlier step or too low a rank, for a disclosing decision whose steps are not on
    record, and for a departure from the recommendation, or an objection, without an answer.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    refuse_earlier_person(actor, case_id, "decide")
    _check_dates(given)
    if (given.outcome in DISCLOSING or given.reassures) and (hold := records.why_held(case_id)):
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
    """Raises Rejected for whoever took an earlier step or is of too low a rank. `act` is what they may not do."""
    earlier = {
        **standing.officers(case_id),
        **standing.reviewers(case_id),
        **standing.lawyers(case_id),
        **standing.approvers(case_id),
    }
    if reason := rules.why_same_person(actor.selves, earlier, act):
        raise Rejected(reason)
    child = case_standing.standing(case_id).subject_age_group == UNDER_18
    if reason := ranks.why_not_senior(
        child_subject=child, senior=isinstance(may(actor, Action.DECIDE_AS_SENIOR), Allowed), act=act
    ):
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
    approval = records.approval_on(review.id) if review else None
    heard = records.representations_on(check.id) if check else None
    return rules.DecisionFacts(
        outcome=given.outcome,
        immediate=case.immediate,
        recommendation=given.recommendation,
        departure_reason=given.departure_reason or "",
        grounds=standing.grounds_facts(check) if check else None,
        identity_accepted=case.identity_accepted,
        identity_level=case.identity_level,
        legal_result=review.result if review else None,
        senior_approval=approval.approved if approval else None,
        # Nobody is left to be heard where the subject has died. Basis: DPA 2018 s.3(2), living individuals.
        representations_answered=(heard is not None and heard.considered is not None)
        or case.subject_status == consulting.DECEASED,
        tests=(tests.necessary, tests.pressing_need, tests.proportionate) if tests else None,
        views=standing.view_facts(case_id),
        cps_answered=bool(given.cps_answer),
        proposed=frozenset(item.code for item in items),
        approved=frozenset(given.items_approved),
        reassuring=frozenset(item.code for item in items if item.reassures),
        barred=standing.barred(case_id, items),
        recipient=given.recipient or "",
        recipient_name=given.recipient_name or "",
        subject_to_be_told=given.subject_to_be_told or "",
        review_in_days=(given.review_date - clock.today()).days if given.review_date else None,
        longest_deferral_days=given.longest_deferral_days,
        reassures=given.reassures,
    )


def _row(actor: Actor, case_id: UUID, given: DecisionGiven, check: GroundsCheck | None) -> Decision:
    case = case_standing.standing(case_id)
    review = records.review_of(check.id) if check else None
    tests = records.tests_on(check.id) if check else None
    approval = records.approval_on(review.id) if review else None
    return Decision(
        case_id=case_id,
        number=number_after(Decision.number, Decision.case_id == case_id),
        check_id=check.id if check else None,
        tests_id=tests.id if tests else None,
        outcome=given.outcome,
        discloses=given.outcome in DISCLOSING or given.reassures,
        recommendation=given.recommendation or None,
        departure_reason=given.departure_reason,
        cps_answer=given.cps_answer,
        recipient=given.recipient,
        recipient_name=given.recipient_name,
        subject_to_be_told=given.subject_to_be_told,
        subject_to_be_told_reason=given.subject_to_be_told_reason,
        review_date=given.review_date,
        grounds_result=check.result if check else None,
        legal_result=review.result if review else None,
        identity_level=case.identity_level or None,
        checked_by=check.checked_by if check else None,
        assured_by=case.assured_by,
        reviewed_by=review.reviewed_by if review else None,
        approved_by=approval.approved_by if approval and approval.approved else None,
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
