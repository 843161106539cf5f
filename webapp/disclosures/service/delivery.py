"""The delivery is prepared; the recipient is told, once, and the log says so."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import or_, update

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.queries import names_of
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import joint, named
from webapp.cases import standing as cases
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.cases.words import moment_in_words, words
from webapp.database import session
from webapp.disclosures import delivery_rules, log, recipient_rules, records, rules, standing, urgent, wording
from webapp.disclosures.digests import content_digest
from webapp.disclosures.model import (
    Decision,
    Delivery,
    DeliveryItem,
    DeliveryPlan,
    DisclosureItem,
)
from webapp.disclosures.vocabulary import PROFESSIONAL, REFUSED_UNDERTAKING, SECURE_VIDEO, UNDERTAKING_REFUSED, VICTIM
from webapp.errors import Conflict, Rejected

NOT_URGENT = "What may be told was decided in writing. It is told in the usual way."
FELL = (
    "The identity was reviewed again after this was decided: it was returned, is about another person or is less sure. "
    "Give nothing, and have the disclosure decided again."
)
ONLY_URGENT = "What may be told was decided by word of mouth. It is told in the task for a threat to life."


@dataclass(frozen=True)
class Preparation:
    """The answers of the preparation."""

    items_planned: Collection[str]
    script: str
    meeting_plan: str
    interpreter_arranged: str
    aftercare: str


@dataclass(frozen=True)
class OtherRecipient:
    """Somebody who was told at the same meeting, with what makes them the right person and their undertaking."""

    name: str
    capacity: str
    undertaking: str


@dataclass(frozen=True)
class Meeting:
    """The answers of the delivery."""

    recipient_id_verified: bool
    safe_location: bool
    mode: str
    interpreter_used: str
    undertaking: str
    caveat_read: bool
    reaction: str
    safety_plan_updated: bool
    items_given: Collection[str] = ()
    recipient_name: str | None = None
    recipient_capacity: str | None = None
    recipient_contact: str | None = None
    other_recipient: Sequence[OtherRecipient] = ()
    mode_reason: str | None = None
    not_given_reason: str | None = None


def prepare(actor: Actor, case_id: UUID, given: Preparation) -> None:
    """Writes what is going to be said, and the caveat that follows from the identity level and the dates of the items.

    Raises Conflict where the permission was used, taken back or has ended, Rejected for an item that is not approved,
    for words that name another victim, or where the victim needs an interpreter and none is arranged.
    """
    require(actor, Action.DELIVER_DISCLOSURE)
    if hold := records.why_held(case_id):
        raise Conflict(hold)
    decision = _permission(case_id)
    _refuse_earlier_person(actor, case_id, "prepare the delivery")
    planned = set(given.items_planned)
    items = [item for item in records.approved_items(decision.id) if item.code in planned]
    if beyond := sorted(planned - {item.code for item in items}):
        raise Rejected(f"Only approved items may be given. Not approved: {', '.join(beyond)}.", "items_planned")
    if _needs_interpreter(case_id, decision) and given.interpreter_arranged != PROFESSIONAL:
        raise Rejected(delivery_rules.INTERPRETER_NEEDED, "interpreter_arranged")
    if joint.names_another(case_id, (given.script,)):
        raise Rejected("The words may name nobody but the subject. Take out the other name or reference.", "script")
    with written():
        session().add(
            DeliveryPlan(
                case_id=case_id,
                number=number_after(DeliveryPlan.number, DeliveryPlan.case_id == case_id),
                decision_id=decision.id,
                items_planned=[item.code for item in items],
                script=given.script,
                caveat=wording.caveat(decision.identity_level or "", [item.as_at for item in items if item.as_at]),
                meeting_plan=given.meeting_plan,
                interpreter_arranged=given.interpreter_arranged,
                aftercare=given.aftercare,
                prepared_by=actor.id,
                at=clock.now(),
            )
        )


def deliver(actor: Actor, case_id: UUID, meeting: Meeting, *, urgently: bool = False) -> Delivery:
    """Writes the meeting; where items were given it uses up the decision's permission and writes the log.

    Only what was decided by word of mouth is told `urgently`, and nothing of it otherwise: what has to follow would be
    left out.

    Raises Conflict when the permission was used, taken back or has ended, Rejected when a rule of delivery is broken.
    A meeting at which nothing was given is recorded with its reason, and leaves the permission as it is.
    """
    require(actor, Action.DELIVER_DISCLOSURE)
    if meeting.items_given and (hold := records.why_held(case_id)):
        raise Conflict(hold)
    decision = _permission(case_id) if meeting.items_given else _decision_to_disclose(case_id)
    if decision.oral is not urgently:
        raise Rejected(NOT_URGENT if urgently else ONLY_URGENT)
    if urgently and not cases.standing(case_id).immediate:
        raise Rejected(urgent.NOT_IMMEDIATE)
    # Basis: DPA 2018 s.38(5): what was accurate when it was decided may not be so when it is told.
    if meeting.items_given and cases.fell_since(case_id, decision.decided_at):
        raise Conflict(FELL)
    _refuse_earlier_person(actor, case_id, "deliver the disclosure")
    approved = records.approved_items(decision.id)
    if refusal := delivery_rules.why_not_deliver(_facts(case_id, decision, meeting, approved)):
        raise Rejected(refusal.sentence, refusal.field)
    if meeting.items_given and (refusal := recipient_rules.why_not_this_person(_person(case_id, decision, meeting))):
        raise Rejected(refusal.sentence, refusal.field)
    given = [item for item in approved if item.code in set(meeting.items_given)]
    if given:
        _spend(actor, decision, approved)
    delivery = _row(actor, case_id, decision, meeting, bool(given))
    with written():
        session().add(delivery)
        session().flush()
        session().add_all(
            DeliveryItem(delivery_id=delivery.id, decision_id=decision.id, item_id=item.id) for item in given
        )
        session().flush()
    if given:
        detail = {"delivery": str(delivery.id), "items": sorted(item.code for item in given)}
        told = log.particulars(delivery, decision)
        audit.record(Event.DISCLOSURE_DELIVERED, actor.id, case_id, detail, told)
        log.write(delivery, decision, given)
    return delivery


def _refuse_earlier_person(actor: Actor, case_id: UUID, act: str) -> None:
    earlier = {**standing.lawyers(case_id), **standing.deciders(case_id)}
    if reason := rules.why_same_person(actor.selves, earlier, act):
        raise Rejected(reason)


def _decision_to_disclose(case_id: UUID) -> Decision:
    newest = records.newest_decision(case_id)
    if newest is None or not newest.discloses:
        raise Rejected("There is no decision to disclose on record, so nothing may be told.")
    return newest


def _permission(case_id: UUID) -> Decision:
    decision = records.live_decision(case_id)
    if decision is not None:
        return decision
    newest = _decision_to_disclose(case_id)
    if newest.spent_at is not None and newest.spent_by is not None:
        name = names_of([newest.spent_by])[newest.spent_by]
        raise Conflict(f"The approved items were told by {name} {moment_in_words(newest.spent_at)}.")
    raise Conflict("The decision to disclose was taken back, so nothing may be told.")


def _needs_interpreter(case_id: UUID, decision: Decision) -> bool:
    return decision.recipient == VICTIM and cases.standing(case_id).victim_needs_interpreter


def _facts(
    case_id: UUID, decision: Decision, meeting: Meeting, approved: Sequence[DisclosureItem]
) -> delivery_rules.DeliveryFacts:
    return delivery_rules.DeliveryFacts(
        immediate=cases.standing(case_id).immediate,
        approved=frozenset(item.code for item in approved),
        given=frozenset(meeting.items_given),
        barred=standing.barred(case_id, approved),
        recipient_id_verified=meeting.recipient_id_verified,
        safe_location=meeting.safe_location,
        caveat_read=meeting.caveat_read,
        undertaking=meeting.undertaking,
        video_without_reason=meeting.mode == SECURE_VIDEO and not meeting.mode_reason,
        not_given_reason=meeting.not_given_reason or "",
        refusal_accepted=records.is_refusal_accepted(decision.id),
        # Where life is in danger the warning waits for no interpreter. Basis: ECHR Article 2.
        interpreter_missing=not decision.oral
        and _needs_interpreter(case_id, decision)
        and meeting.interpreter_used != PROFESSIONAL,
        third_party=decision.recipient != VICTIM,
        third_party_named=bool(meeting.recipient_name and meeting.recipient_capacity),
    )


def _person(case_id: UUID, decision: Decision, meeting: Meeting) -> recipient_rules.RecipientFacts:
    subject = named.suspected(case_id)
    victim = named.victim_of(case_id) if decision.recipient == VICTIM else None
    return recipient_rules.RecipientFacts(
        name=meeting.recipient_name or "",
        expected=victim.name if victim else decision.recipient_name or "",
        others=[other.name for other in meeting.other_recipient],
        contact=meeting.recipient_contact or "",
        by_video=meeting.mode == SECURE_VIDEO,
        verified_as=meeting.recipient_capacity or "",
        born=victim.date_of_birth if victim else None,
        subject=subject.fields,
        subject_names=subject.names,
    )


def _spend(actor: Actor, decision: Decision, approved: Sequence[DisclosureItem]) -> None:
    """Uses up the permission in one statement: of two people who try, the database lets one through."""
    now = clock.now()
    session().flush()
    spent = session().execute(
        update(Decision)
        .where(
            Decision.id == decision.id,
            Decision.discloses,
            Decision.spent_at.is_(None),
            Decision.revoked_at.is_(None),
            or_(Decision.valid_until.is_(None), Decision.valid_until > now),
            Decision.content_digest == content_digest(decision, approved),
        )
        .values(spent_at=now, spent_by=actor.id)
        .returning(Decision.id)
    )
    if spent.first() is None:
        raise Conflict(
            "Nothing may be told: the decision was used, taken back or changed at the same moment, or its time has "
            "ended. Open the task again."
        )


def _row(actor: Actor, case_id: UUID, decision: Decision, meeting: Meeting, given: bool) -> Delivery:
    return Delivery(
        case_id=case_id,
        number=number_after(Delivery.number, Delivery.case_id == case_id),
        decision_id=decision.id,
        given=given,
        recipient_name=_recipient_name(case_id, decision, meeting),
        recipient_capacity=meeting.recipient_capacity,
        other_recipients=[asdict(other) for other in meeting.other_recipient] or None,
        not_given_reason=None if given else _why_nothing_given(meeting),
        recipient_id_verified=meeting.recipient_id_verified,
        safe_location=meeting.safe_location,
        mode=meeting.mode,
        mode_reason=meeting.mode_reason,
        recipient_contact=meeting.recipient_contact,
        interpreter_used=meeting.interpreter_used,
        undertaking=meeting.undertaking,
        caveat_read=meeting.caveat_read,
        reaction=meeting.reaction,
        safety_plan_updated=meeting.safety_plan_updated,
        decided_by=decision.decided_by,
        reviewed_by=decision.reviewed_by,
        delivered_by=actor.id,
        at=clock.now(),
    )


def _recipient_name(case_id: UUID, decision: Decision, meeting: Meeting) -> str:
    if meeting.recipient_name:
        return meeting.recipient_name
    return cases.standing(case_id).victim_name if decision.recipient == VICTIM else words(decision.recipient)


def _why_nothing_given(meeting: Meeting) -> str | None:
    return UNDERTAKING_REFUSED if meeting.undertaking == REFUSED_UNDERTAKING else meeting.not_given_reason
