"""What is on record of what followed a decision, topic by topic, in words. The caller has asked the access policy."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from webapp.access.fields import FieldGroup
from webapp.access.queries import names_of
from webapp.cases.records import find_case
from webapp.cases.vocabulary import Outcome
from webapp.cases.words import Row, date_in_words, signed, typed, words
from webapp.disclosures import records, wording
from webapp.disclosures.model import Delivery
from webapp.disclosures.vocabulary import CONTACTS

Rows = list[Row]


def _script(case_id: UUID) -> Rows:
    """What is read out and said: it stands beside the delivery while there is a permission, prepared or not."""
    decision = records.live_decision(case_id)
    if decision is None:
        return []
    items = records.approved_items(decision.id)
    plan = records.plan_of(decision.id)
    days = [item.as_at for item in items if item.as_at]
    rows = [Row("Read out first", plan.caveat if plan else wording.caveat(decision.identity_level or "", days))]
    if plan:
        rows += [
            Row("Say", plan.script),
            Row("Items", ", ".join(plan.items_planned)),
            Row("Where and when", plan.meeting_plan),
            Row("Interpreter", words(plan.interpreter_arranged)),
            Row("Support ready", plan.aftercare),
            Row("Prepared by", _by(plan.prepared_by, plan.at)),
        ]
    return [*rows, Row("Terms of the undertaking", wording.TERMS)]


def _delivery(case_id: UUID) -> Rows:
    rows: Rows = []
    for meeting in records.deliveries_of(case_id):
        rows += _meeting(meeting)
    return rows


def _meeting(meeting: Delivery) -> Rows:
    given = "\n".join(f"{item.code}: {item.text}" for item in records.given_items(meeting.id))
    rows = [
        Row("Recipient", meeting.recipient_name),
        *([Row("Verified as", meeting.recipient_capacity)] if meeting.recipient_capacity else []),
        *[Row("Also told", _other(other)) for other in meeting.other_recipients or ()],
        Row("Items given", given or "None"),
        *([Row("Why nothing was given", words(meeting.not_given_reason))] if meeting.not_given_reason else []),
        Row("How", words(meeting.mode)),
        *([Row("Why by secure video", meeting.mode_reason)] if meeting.mode_reason else []),
        *(
            [Row("Reached at", meeting.recipient_contact, FieldGroup.VICTIM_CONTACT)]
            if meeting.recipient_contact
            else []
        ),
        Row("Interpreter", words(meeting.interpreter_used)),
        Row("Undertaking", words(meeting.undertaking)),
        Row("Caveat read", words(meeting.caveat_read)),
        Row("Reaction", meeting.reaction),
        Row("Safety plan updated", words(meeting.safety_plan_updated)),
    ]
    if meeting.given:
        rows.append(Row("Logged", words(bool(records.logged_numbers(meeting.id)))))
    return [*rows, Row("Delivered by" if meeting.given else "Met by", _by(meeting.delivered_by, meeting.at))]


def _other(other: Mapping[str, str]) -> str:
    return f"{other['name']}\n{other['capacity']}\nUndertaking: {words(other['undertaking']).lower()}"


def _undertaking(case_id: UUID) -> Rows:
    return [
        Row(words(review.result), f"{review.reason}\n{_by(review.decided_by, review.at)}")
        for review in records.undertaking_reviews_of(case_id)
    ]


def _contacts(case_id: UUID) -> Rows:
    rows = []
    for contact in records.contacts_of(case_id):
        answers = (
            ("safe", contact.safe),
            ("new incident", contact.new_incident),
            ("retaliation", contact.retaliation),
            ("support taken up", contact.support_taken_up),
            ("went further than it should", contact.misuse),
        )
        parts = [
            ", ".join(f"{label}: {words(answer).lower()}" for label, answer in answers).capitalize()
            if contact.reached
            else f"Not reached. {contact.not_reached_plan}",
            contact.note or "",
            _by(contact.recorded_by, contact.at),
        ]
        rows.append(Row(f"Contact {CONTACTS[contact.after]}", "\n".join(filter(None, parts))))
    return rows


def _deferral(case_id: UUID) -> Rows:
    rows = []
    for review in records.deferral_reviews_of(case_id):
        parts = [
            words(review.change),
            f"Goes on from: {words(review.next).lower()}",
            f"Next review {date_in_words(review.next_review_date)}" if review.next_review_date else "",
            review.reason,
            _by(review.reviewed_by, review.at),
        ]
        rows.append(Row(f"Review {review.number}", "\n".join(filter(None, parts))))
    return rows


def _safe_wording(case_id: UUID) -> Rows:
    if (outcome := find_case(case_id).outcome) == Outcome.CLOSED_NO_IDENTITY:
        return [Row("Say", wording.safe_words(outcome))]
    decision = records.newest_decision(case_id)
    if decision is None or decision.discloses:
        return []
    return [Row("Say", wording.safe_words(decision.outcome))]


def _no_disclosure(case_id: UUID) -> Rows:
    row = records.newest_no_disclosure(case_id)
    if row is None:
        return []
    return [
        Row("Wording", words(row.wording)),
        Row("What the victim was told", row.reason_given),
        Row("Safety advice", row.safety_advice),
        Row("Way to complain", row.complaint_route),
        *([Row("Internal review offered", words(row.review_offered))] if row.review_offered is not None else []),
        Row("Told by", _by(row.recorded_by, row.at)),
    ]


def _no_identity(case_id: UUID) -> Rows:
    row = records.newest_no_identity(case_id)
    if row is None:
        return []
    return [
        Row("How", words(row.told_how)),
        Row("Wording", words(row.wording)),
        Row("What the victim was told", row.said),
        Row("Safety advice", row.safety_advice),
        Row("Way to complain", row.complaint_route),
        Row("Told that the door stays open", words(row.door_open)),
        Row("Told by", _by(row.recorded_by, row.at)),
    ]


def _by(person: UUID, at: datetime) -> str:
    return typed(signed(names_of([person]).get(person, ""), at))


TOPICS: dict[str, tuple[str, FieldGroup, Callable[[UUID], Rows]]] = {
    "script": ("What to say", FieldGroup.DISCLOSURE, _script),
    "delivery": ("Delivery", FieldGroup.DISCLOSURE, _delivery),
    "undertaking": ("After a meeting at which nothing was told", FieldGroup.DISCLOSURE, _undertaking),
    "contacts": ("Contacts after the delivery", FieldGroup.SAFEGUARDING, _contacts),
    "deferral": ("Reviews of the deferral", FieldGroup.DISCLOSURE, _deferral),
    "safe_wording": ("What to say", FieldGroup.DISCLOSURE, _safe_wording),
    "no_disclosure": ("Telling that nothing is disclosed", FieldGroup.DISCLOSURE, _no_disclosure),
    "no_identity": ("Telling that nobody was identified", FieldGroup.DISCLOSURE, _no_identity),
}
