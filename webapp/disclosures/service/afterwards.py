"""What comes after a decision: a refused undertaking, the contacts, a deferral, and saying that nothing is told."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases import joint
from webapp.cases import standing as cases
from webapp.cases.constraints import written
from webapp.cases.numbering import number_after
from webapp.cases.records import find_case
from webapp.cases.vocabulary import Outcome
from webapp.database import session
from webapp.disclosures import records, rules, standing, wording
from webapp.disclosures.model import (
    Decision,
    DeferralReview,
    DisclosureContact,
    NoDisclosure,
    NoIdentity,
    UndertakingReview,
)
from webapp.disclosures.service.decision import DecisionGiven, decide, refuse_earlier_person
from webapp.disclosures.vocabulary import NO_CHANGE, OFFERED, PROCEED, REDUCE, STOP
from webapp.errors import Conflict, Rejected


@dataclass(frozen=True)
class Contact:
    """The answers of a contact after a delivery; all but the first two are empty where nobody was reached."""

    after: str
    reached: bool
    not_reached_plan: str | None = None
    safe: bool | None = None
    new_incident: bool | None = None
    retaliation: bool | None = None
    support_taken_up: bool | None = None
    misuse: bool | None = None
    note: str | None = None

    @property
    def risk_changed(self) -> bool:
        """Whether the risk has to be assessed again: also when nobody was reached, for that may be why."""
        return not self.reached or self.safe is False or any((self.new_incident, self.retaliation, self.misuse))


def reconsider(actor: Actor, case_id: UUID, result: str, items: Collection[str], reason: str) -> Decision:
    """Writes what becomes of a disclosure of which nothing was told yet; gives the decision that holds now.

    Going on where the approval has ended, and going on with fewer items, are new decisions, under every rule of one.
    Raises Rejected where the meeting is missing, for a person of an earlier step, and for items that are not fewer.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    refuse_earlier_person(actor, case_id, "decide on it again")
    meeting = records.newest_delivery(case_id)
    if meeting is None or meeting.given:
        raise Rejected("There is no meeting on record at which nothing was told, so there is nothing to reconsider.")
    if (before := records.newest_decision(case_id)) is None or not before.discloses:
        raise Rejected("There is no decision to disclose on record, so there is nothing to reconsider.")
    if result != STOP and (hold := records.why_held(case_id)):
        raise Conflict(hold)
    if result != STOP and before.revoked_at is not None:
        raise Conflict("The approval was taken back, so it cannot go on. Stop, or have the grounds checked again.")
    now = _decided_again(actor, before, result, set(items), reason)
    with written():
        session().add(
            UndertakingReview(
                case_id=case_id,
                number=number_after(UndertakingReview.number, UndertakingReview.case_id == case_id),
                delivery_id=meeting.id,
                decision_id=now.id,
                result=result,
                reason=reason,
                decided_by=actor.id,
                at=clock.now(),
            )
        )
    return now


def _decided_again(actor: Actor, before: Decision, result: str, items: set[str], reason: str) -> Decision:
    approved = {item.code for item in records.approved_items(before.id)}
    ended = before.valid_until is not None and before.valid_until <= clock.now()
    if result == STOP:
        # A deferral stays one when its reassurance is dropped: the review is still to come.
        outcome = Outcome.DEFERRED if before.outcome == Outcome.DEFERRED else Outcome.REFUSED
        return decide(actor, before.case_id, replace(_as_before(before, reason), outcome=outcome, reassures=False))
    if result == PROCEED and not ended:
        return before
    if result == REDUCE and not items < approved:
        raise Rejected("Select fewer items than before, and at least one.", "items_remaining")
    again = replace(_as_before(before, reason), items_approved=items if result == REDUCE else approved)
    if result == REDUCE and before.outcome == Outcome.DISCLOSED_FULL:
        again = replace(again, outcome=Outcome.DISCLOSED_LIMITED)
    return decide(actor, before.case_id, replace(again, valid_until=None) if ended else again)


def _as_before(before: Decision, reason: str) -> DecisionGiven:
    return DecisionGiven(
        outcome=Outcome(before.outcome),
        recommendation=before.recommendation or "",
        recipient=before.recipient,
        recipient_name=before.recipient_name,
        subject_to_be_told=before.subject_to_be_told,
        subject_to_be_told_reason=before.subject_to_be_told_reason,
        departure_reason=reason,
        cps_answer=before.cps_answer,
        reassures=before.outcome == Outcome.DEFERRED,
        review_date=before.review_date,
        valid_until=_last_day(before.valid_until) if before.valid_until else None,
    )


def _last_day(end: datetime) -> date:
    """The last day of an approval that ends with that day."""
    return (end - timedelta(microseconds=1)).astimezone(clock.LONDON).date()


def record_contact(actor: Actor, case_id: UUID, contact: Contact) -> None:
    """Writes a contact with the recipient. Raises Rejected where nothing was told in this case."""
    require(actor, Action.RECORD_FACTS)
    told = records.newest_given(case_id)
    if told is None:
        raise Rejected("Nothing was told in this case, so there is nobody to look after yet.")
    with written():
        session().add(
            DisclosureContact(
                case_id=case_id,
                number=number_after(DisclosureContact.number, DisclosureContact.case_id == case_id),
                delivery_id=told.id,
                after=contact.after,
                reached=contact.reached,
                not_reached_plan=contact.not_reached_plan,
                safe=contact.safe,
                new_incident=contact.new_incident,
                retaliation=contact.retaliation,
                support_taken_up=contact.support_taken_up,
                misuse=contact.misuse,
                note=contact.note,
                recorded_by=actor.id,
                at=clock.now(),
            )
        )


def review_deferral(
    actor: Actor, case_id: UUID, change: str, resume: str, next_review_date: date | None, reason: str
) -> None:
    """Writes what has changed since the deferral and from where the case goes on.

    Raises Rejected unless the newest decision defers, for a person of an earlier step, for a review in the past, and
    where the case goes on although nothing has changed, or stays although something has.
    """
    require(actor, Action.DECIDE_DISCLOSURE)
    refuse_earlier_person(actor, case_id, "review the deferral")
    decision = records.newest_decision(case_id)
    if decision is None or decision.outcome != Outcome.DEFERRED:
        raise Rejected("The newest decision is no deferral, so there is nothing to review.")
    if resume == NO_CHANGE and (next_review_date is None or next_review_date <= clock.today()):
        raise Rejected("Enter a date in the future for the next review.", "next_review_date")
    with written():
        session().add(
            DeferralReview(
                case_id=case_id,
                number=number_after(DeferralReview.number, DeferralReview.case_id == case_id),
                decision_id=decision.id,
                change=change,
                next=resume,
                next_review_date=next_review_date,
                reason=reason,
                reviewed_by=actor.id,
                at=clock.now(),
            )
        )


@dataclass(frozen=True)
class Explanation:
    """How the victim was told that nothing is disclosed; the words only where they are not the offered ones."""

    wording: str
    safety_advice: str
    complaint_route: str
    review_offered: bool
    reason_given: str | None = None


def record_no_disclosure(actor: Actor, case_id: UUID, told: Explanation) -> None:
    """Writes how the victim was told that nothing is disclosed.

    Raises Rejected while there is a permission to tell or no decision at all, for words that name somebody on record,
    and where no review was offered.
    """
    require(actor, Action.RECORD_FACTS)
    decision = records.newest_decision(case_id)
    if decision is None or records.live_decision(case_id) is not None:
        raise Rejected("There is no decision against disclosure on record.")
    earlier = {**standing.lawyers(case_id), **standing.deciders(case_id)}
    if reason := rules.why_same_person(actor.selves, earlier, "tell the victim"):
        raise Rejected(reason)
    words = _said(case_id, told.wording, told.reason_given, decision.outcome)
    if not told.review_offered:
        raise Rejected("Offer the internal review by a different superintendent.", "review_offered")
    with written():
        session().add(
            NoDisclosure(
                case_id=case_id,
                number=number_after(NoDisclosure.number, NoDisclosure.case_id == case_id),
                decision_id=decision.id,
                wording=told.wording,
                reason_given=words,
                safety_advice=told.safety_advice,
                complaint_route=told.complaint_route,
                review_offered=told.review_offered,
                recorded_by=actor.id,
                at=clock.now(),
            )
        )


@dataclass(frozen=True)
class NobodyFound:
    """How the victim was told that nobody was identified; the words only where they are not the offered ones."""

    wording: str
    told_how: str
    safety_advice: str
    complaint_route: str
    door_open: bool
    reason_given: str | None = None


def record_no_identity(actor: Actor, case_id: UUID, told: NobodyFound) -> None:
    """Writes how the victim was told that nobody was identified. No decision is needed: nothing is kept from them.

    Raises Rejected unless a supervisor's word that the enquiries are exhausted stands, while there is a permission to
    tell, for words that name somebody on record, and where the door was not left open.
    """
    require(actor, Action.RECORD_FACTS)
    if find_case(case_id).outcome != Outcome.CLOSED_NO_IDENTITY or records.live_decision(case_id) is not None:
        raise Rejected(
            "It does not stand on record that nobody was identified: enquiries go on, or somebody may be named. Let a "
            "supervisor confirm first that the enquiries are exhausted."
        )
    words = _said(case_id, told.wording, told.reason_given, Outcome.CLOSED_NO_IDENTITY)
    if not told.door_open:
        raise Rejected("Tell the victim that the door stays open: whatever is new can be brought.", "door_open")
    with written():
        session().add(
            NoIdentity(
                case_id=case_id,
                number=number_after(NoIdentity.number, NoIdentity.case_id == case_id),
                told_how=told.told_how,
                wording=told.wording,
                said=words,
                safety_advice=told.safety_advice,
                complaint_route=told.complaint_route,
                door_open=told.door_open,
                recorded_by=actor.id,
                at=clock.now(),
            )
        )


def _said(case_id: UUID, chosen: str, own_words: str | None, outcome: str) -> str:
    """What the victim was told. Raises Rejected for words that name somebody or an account of the case."""
    said = wording.safe_words(outcome) if chosen == OFFERED else own_words or ""
    if wording.what_identifies(said, cases.names_of_subject(case_id)) or joint.names_another(case_id, (said,)):
        raise Rejected("These words name somebody or an account of this case. Use the safe wording.", "reason_given")
    return said
