"""In a threat to life: a decision by word of mouth, which permits telling once, and how it is put in writing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import PoliceLink
from webapp.access.groups import PROFESSIONAL_STANDARDS
from webapp.access.rules import require
from webapp.cases import service as cases
from webapp.cases import standing as case_standing
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.cases.records import find_case
from webapp.cases.vocabulary import Outcome
from webapp.database import session
from webapp.disclosures import records, standing, urgent
from webapp.disclosures.digests import content_digest
from webapp.disclosures.model import (
    Decision,
    DecisionItem,
    DisclosureItem,
    GroundsCheck,
    UndertakingReview,
    WrittenDecision,
)
from webapp.disclosures.service.decision import end_permission, refuse_earlier_person
from webapp.disclosures.vocabulary import PROCEED, STOP, VICTIM
from webapp.errors import Conflict, Rejected
from webapp.notifications import service as notifications

# What is decided on the telephone at night is told in that night, or decided anew. House rule: docs/process.md, clocks.
HOLDS_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class OralGiven:
    """What the decision maker said, and what the lawyer said or why none could be reached."""

    tell_now: bool
    oral_reasons: str
    items_approved: Collection[str] = ()
    recipient: str | None = None
    recipient_name: str | None = None
    legal_view: str | None = None
    no_lawyer_reason: str | None = None
    other_command: bool | None = None


@dataclass(frozen=True)
class InWriting:
    """The reasons of a decision by word of mouth, and in what the delivery differed from it."""

    necessary_reason: str
    pressing_need_reason: str
    proportionate_reason: str
    differences: str | None = None


def decide_orally(actor: Actor, case_id: UUID, given: OralGiven) -> Decision:
    """Writes down the decision; where something may be told it is a permission, used once and within a day.

    A link of the subject with policing that is not settled yet does not hold it up: whoever decides says that they are
    of another command, and professional standards is told at once.

    Raises Rejected for a person of an earlier step or, where the subject is a child, of too low a rank; unless the
    confirmed priority is P1, the identity assured as at least possible and the grounds to protect life met; and without
    the lawyer's view or why none could be reached.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    refuse_earlier_person(actor, case_id, "decide")
    if given.tell_now and (hold := records.why_held(case_id)):
        raise Rejected(hold, "tell_now")
    check = records.newest_check(case_id)
    items = records.items_of(check.id) if check else []
    facts = _facts(case_id, given, check, items)
    if refusal := urgent.why_not_decide_orally(facts, tells=given.tell_now):
        raise Rejected(refusal.sentence, refusal.field)
    if given.tell_now:
        # An earlier permission by word of mouth, or one whose time is over, ends with this one.
        end_permission(actor, case_id, "Replaced by a new decision.")
    decision = _row(actor, case_id, given, check)
    decision.other_command = facts.link_open or None
    approved = [item for item in items if item.code in set(given.items_approved)] if decision.discloses else []
    decision.content_digest = content_digest(decision, approved) if decision.discloses else None
    with written():
        session().add(decision)
        session().flush()
        session().add_all(DecisionItem(decision_id=decision.id, item_id=item.id) for item in approved)
    if facts.link_open:
        notifications.decided_unsettled(PROFESSIONAL_STANDARDS, find_case(case_id).force, case_id)
    if decision.discloses:
        cases.set_outcome(actor, case_id, Outcome(decision.outcome))
    return decision


def reconsider_urgently(actor: Actor, case_id: UUID, result: str, reason: str) -> None:
    """Writes whether it is tried again after a meeting at which nothing was told; stopping takes the permission back.

    Raises Rejected for a person of an earlier step or of too low a rank, without such a meeting, and for trying again
    when the permission has ended; Conflict while a hold stands.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    refuse_earlier_person(actor, case_id, "decide on it again")
    meeting, decision = records.newest_delivery(case_id), records.newest_oral(case_id)
    if meeting is None or decision is None or meeting.given or meeting.decision_id != decision.id:
        raise Rejected("There is no meeting on record at which nothing was told, so there is nothing to reconsider.")
    if result == PROCEED:
        if hold := records.why_held(case_id):
            raise Conflict(hold)
        if not decision.discloses or decision.revoked_at or not decision.valid_until or _is_over(decision.valid_until):
            raise Rejected(
                "The approval has ended or was taken back, so it cannot be tried again. Stop here; if life is still in "
                "danger, begin the procedure again.",
                "urgent_next",
            )
    with written():
        session().add(
            UndertakingReview(
                case_id=case_id,
                number=number_after(UndertakingReview.number, UndertakingReview.case_id == case_id),
                delivery_id=meeting.id,
                decision_id=decision.id,
                result=result,
                reason=reason,
                decided_by=actor.id,
                at=clock.now(),
            )
        )
    if result == STOP:
        _stop(actor, case_id, decision, reason)


def _stop(actor: Actor, case_id: UUID, decision: Decision, reason: str) -> None:
    live = records.live_decision(case_id)
    if live is not None and live.id == decision.id:
        end_permission(actor, case_id, reason)
    case = find_case(case_id)
    if case.outcome == decision.outcome and records.newest_given(case_id) is None:
        case.outcome = None


def _is_over(end: datetime) -> bool:
    return end <= clock.now()


def write_down(actor: Actor, case_id: UUID, given: InWriting) -> None:
    """Puts the newest decision by word of mouth in writing, by whoever made it.

    Raises Rejected for anybody else, Conflict where there is none or it was put in writing before.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    decision = records.newest_oral(case_id)
    if decision is None or records.in_writing(decision.id) is not None:
        raise Conflict("No decision by word of mouth waits to be put in writing.")
    if decision.decided_by not in actor.selves:
        raise Rejected("Another person decided by word of mouth, and has to put it in writing.")
    with written():
        session().add(
            WrittenDecision(
                case_id=case_id,
                decision_id=decision.id,
                necessary_reason=given.necessary_reason,
                pressing_need_reason=given.pressing_need_reason,
                proportionate_reason=given.proportionate_reason,
                differences=given.differences,
                decided_by=decision.decided_by,
                written_by=decision.decided_by,
                at=clock.now(),
            )
        )


def _facts(
    case_id: UUID, given: OralGiven, check: GroundsCheck | None, items: Sequence[DisclosureItem]
) -> urgent.OralFacts:
    case = case_standing.standing(case_id)
    return urgent.OralFacts(
        immediate=case.immediate,
        identity_accepted=case.identity_accepted,
        identity_level=case.identity_level,
        grounds=standing.grounds_facts(check) if check else None,
        legal_view=given.legal_view or "",
        no_lawyer_reason=given.no_lawyer_reason or "",
        proposed=frozenset(item.code for item in items),
        approved=frozenset(given.items_approved),
        unattributable=frozenset(standing.barred(case_id, items)),
        recipient_unnamed=given.recipient not in (None, VICTIM) and not given.recipient_name,
        permitted_already=_is_permitted(case_id),
        link_open=find_case(case_id).police_link == PoliceLink.OPEN,
        other_command=given.other_command,
    )


def _is_permitted(case_id: UUID) -> bool:
    """Whether a decision in writing permits telling now."""
    live = records.live_decision(case_id)
    return live is not None and not live.oral and (live.valid_until is None or live.valid_until > clock.now())


def _row(actor: Actor, case_id: UUID, given: OralGiven, check: GroundsCheck | None) -> Decision:
    case = case_standing.standing(case_id)
    third_party = given.recipient not in (None, VICTIM)
    told = Outcome.DISCLOSED_THIRD_PARTY if third_party else Outcome.DISCLOSED_LIMITED
    return Decision(
        case_id=case_id,
        number=number_after(Decision.number, Decision.case_id == case_id),
        check_id=check.id if check else None,
        oral=True,
        outcome=told if given.tell_now else Outcome.REFUSED,
        discloses=given.tell_now,
        oral_reasons=given.oral_reasons,
        legal_view=given.legal_view,
        no_lawyer_reason=given.no_lawyer_reason,
        recipient=given.recipient if given.tell_now else None,
        recipient_name=given.recipient_name if given.tell_now else None,
        priority=case.priority or None,
        purpose=check.purpose if check else None,
        grounds_result=check.result if check else None,
        identity_level=case.identity_level or None,
        checked_by=check.checked_by if check else None,
        assured_by=case.assured_by,
        decided_by=actor.id,
        decided_at=clock.now(),
        valid_until=clock.now() + HOLDS_FOR if given.tell_now else None,
    )
