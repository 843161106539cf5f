"""The measures of a case, topic by topic, in words. The caller has asked the access policy."""

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from webapp.access.fields import FieldGroup
from webapp.access.queries import names_of
from webapp.cases import words as cases
from webapp.cases.words import Row, Section, date_in_words, signed
from webapp.measures import records
from webapp.measures.model import MeasureStep
from webapp.measures.rules import OrderStanding, StepFacts, order_standing
from webapp.measures.vocabulary import WORDS, Measure

TOPICS: dict[str, tuple[str, FieldGroup, Measure]] = {
    "protection_orders": ("Stalking protection orders", FieldGroup.RISK, Measure.PROTECTION_ORDER),
    "mappa": ("MAPPA", FieldGroup.RISK, Measure.MAPPA),
    "forums": ("Multi-agency referrals", FieldGroup.SAFEGUARDING, Measure.FORUM),
    "support": ("Support", FieldGroup.SAFEGUARDING, Measure.SUPPORT),
}
NAMES = {
    Measure.PROTECTION_ORDER: "Order",
    Measure.MAPPA: "Consideration",
    Measure.FORUM: "Referral",
    Measure.SUPPORT: "Offer",
}
# The question in a few words, for each answer that is kept in words.
LABELS = {
    "order_acts": "Acts associated with stalking",
    "order_risk": "A risk associated with stalking",
    "order_necessary": "An order is necessary",
    "disclosure_order": "Order of measures",
    "court_reference": "Court’s reference",
    "order_conditions": "Conditions",
    "order_reasons": "Reasons",
    "disclosure_order_reasons": "Reasons for this order",
    "supersession_reasons": "Reasons",
    "order_length_checked": "Length checked",
    "order_served_how": "How",
    "order_notification_note": "Note",
    "order_breach_reasons": "Reasons",
    "order_change_detail": "Note",
    "mappa_facts": "Risk of serious harm",
    "mappa_reasons": "Reasons",
    "mappa_referral_note": "Note",
    "mappa_actions": "Actions for the police",
    "forum_name": "Forum",
    "forum_reasons": "Reasons",
    "forum_views": "Views",
    "forum_actions_done": "Done",
    "support_note": "Note",
    "support_uptake_note": "Note",
    "order_breach_action": "Action",
    "mappa_conviction": "Conviction",
    "mappa_sentence": "Sentence",
    "mappa_level": "Level",
    "mappa_departure_reason": "Reason for departing from the table",
    "national_record": "National record",
    "national_record_reference": "Reference of the national record",
    "forum_shared": "Shared",
    "forum_basis": "Basis",
    "forum_guidance": "Regard was had to",
    "forum_guidance_version": "Entry of the guidance register",
    "forum_departed": "Departed from it",
    "forum_departure_reason": "Reason for the departure",
    "forum_actions": "Actions for the police",
    "victim_rights": "Rights explained",
    "support_safe_contact": "Only the safe contact was given",
}
# These are of a closed list; whatever else is kept was typed, and is shown exactly so.
CLOSED = frozenset(
    {
        "disclosure_order", "order_breach_action", "mappa_conviction", "mappa_sentence", "mappa_level",
        "national_record", "forum_basis", "victim_rights",
    }
)  # fmt: skip
# Who it is stands in these, so they are shown to who sees the identity.
OF_THE_IDENTITY = frozenset({"national_record_reference"})
NOTIFIED = {
    "": "",
    "waiting": "name and address not notified yet",
    "notified": "name and address notified",
    "not_notified": "name and address not notified in time",
}


def sections(case_id: UUID, topics: Collection[str] | None, shown: Collection[FieldGroup]) -> list[Section]:
    """The sections on these topics (all of them for None) that have anything to show, in a fixed order."""
    wanted = TOPICS if topics is None else {topic: TOPICS[topic] for topic in TOPICS if topic in topics}
    found = [
        Section(topic, title, list(_rows(records.steps_of(case_id, measure), measure))).shown(shown, own)
        for topic, (title, own, measure) in wanted.items()
    ]
    return [section for section in found if section.rows]


def _rows(steps: Iterable[MeasureStep], measure: Measure) -> Iterable[Row]:
    for number, group in groupby(steps, key=lambda step: step.number):
        course = list(group)
        names = names_of({step.recorded_by for step in course})
        if measure is Measure.PROTECTION_ORDER:
            standing = order_standing(StepFacts(step.state, step.happened_on, step.until) for step in course)
            yield Row(f"Order {number} now", in_words(standing, course[-1].sort))
        for place, step in enumerate(course):
            label = f"{NAMES[measure]} {number}: {_words(step.state).lower()}"
            yield Row(label, "\n".join([*_lines(step, first=place == 0), signed(names[step.recorded_by], step.at)]))
            for key in OF_THE_IDENTITY & step.facts.keys():
                yield Row(LABELS[key], str(step.facts[key]), FieldGroup.IDENTITY)


def in_words(standing: OrderStanding, route: str) -> str:
    """How an order stands, in one line for each thing that is known."""
    lines = [
        f"{_words(standing.state)}, {_words(route).lower()}" if route != "none" else _words(standing.state),
        f"Until {date_in_words(standing.until)}" if standing.until else "",
        f"Served on {date_in_words(standing.served_on)}; {NOTIFIED[standing.notified]}" if standing.served_on else "",
        f"Breaches recorded: {standing.breaches}" if standing.breaches else "",
    ]
    return "\n".join(filter(None, lines))


def _lines(step: MeasureStep, *, first: bool) -> Iterable[str]:
    until = f", until {date_in_words(step.until)}" if step.until else ""
    yield f"On {date_in_words(step.happened_on)}{until}"
    if first or step.measure == Measure.MAPPA:
        yield _words(step.sort)
    for key, value in step.facts.items():
        if key not in OF_THE_IDENTITY:
            yield f"{LABELS[key]}: {_value(key, value)}"


def _value(key: str, value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_words(one) for one in value)
    return _words(value) if key in CLOSED or isinstance(value, bool) else str(value)


def _words(value: object) -> str:
    return WORDS.get(value) or cases.words(value) if isinstance(value, str) else cases.words(value)
