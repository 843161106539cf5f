"""In a threat to life: a decision by word of mouth, which permits telling once, and how it is put in writing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import service as cases
from webapp.cases import standing as case_standing
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.cases.vocabulary import Outcome
from webapp.database import session
from webapp.disclosures import records, rules, standing, urgent
from webapp.disclosures.digests import content_digest
from webapp.disclosures.model import Decision, DecisionItem, DisclosureItem, GroundsCheck, WrittenDecision
from webapp.disclosures.service.decision import end_permission
from webapp.disclosures.vocabulary import VICTIM
from webapp.errors import Conflict, Rejected

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


@dataclass(frozen=True)
class InWriting:
    """The reasons of a decision by word of mouth, and in what the delivery differed from it."""

    necessary_reason: str
    pressing_need_reason: str
    proportionate_reason: str
    differences: str | None = None


def decide_orally(actor: Actor, case_id: UUID, given: OralGiven) -> Decision:
    """Writes down the decision; where something may be told it is a permission, used once and within a day.

    Raises Rejected for a person of an earlier step, unless the confirmed priority is P1, the identity assured as at
    least possible and the grounds to protect life met, and without the lawyer's view or why none could be reached.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    earlier = {**standing.officers(case_id), **standing.reviewers(case_id), **standing.lawyers(case_id)}
    if reason := rules.why_same_person(actor.selves, earlier, "decide"):
        raise Rejected(reason)
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
    approved = [item for item in items if item.code in set(given.items_approved)] if decision.discloses else []
    decision.content_digest = content_digest(decision, approved) if decision.discloses else None
    with written():
        session().add(decision)
        session().flush()
        session().add_all(DecisionItem(decision_id=decision.id, item_id=item.id) for item in approved)
    if decision.discloses:
        cases.set_outcome(actor, case_id, Outcome(decision.outcome))
    return decision


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
