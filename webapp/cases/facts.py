"""What is on record about a case, topic by topic, in words. The caller has asked the access policy."""

from collections.abc import Callable, Collection
from uuid import UUID

from webapp.access import queries as accounts
from webapp.access.fields import FieldGroup
from webapp.access.queries import names_of
from webapp.cases import enquiry_facts, identity_facts, records
from webapp.cases.model import Closure, SafeguardingPlan
from webapp.cases.words import (
    Row,
    Section,
    date_in_words,
    listed,
    signed,
    typed,
    words,
)

Rows = list[Row]
VICTIM, CONTACT, EVIDENCE = FieldGroup.VICTIM, FieldGroup.VICTIM_CONTACT, FieldGroup.EVIDENCE


def sections(case_id: UUID, topics: Collection[str] | None, shown: Collection[FieldGroup]) -> list[Section]:
    """The sections on these topics (all of them for None) that have anything to show, in a fixed order.

    `shown` are the groups of facts that the reader's roles see.
    """
    wanted = TOPICS if topics is None else {topic: TOPICS[topic] for topic in TOPICS if topic in topics}
    found = [Section(topic, title, rows(case_id)).shown(shown, own) for topic, (title, own, rows) in wanted.items()]
    return [section for section in found if section.rows]


def _report(case_id: UUID) -> Rows:
    case = records.find_case(case_id)
    victim = records.victim_of(case_id)
    if case.reported_by is None or case.reported_at is None or victim is None:
        return []
    names = names_of([case.reported_by])
    rows = [
        Row("Crime reference", typed(case.crime_ref)),
        Row("How the need arose", words(case.entry_route)),
        Row("Offence", words(case.offence_basis)),
        Row("Identity hidden online", words(case.online_anonymous)),
        Row("In scope", words(case.in_scope)),
    ]
    if not case.in_scope:
        rows += [Row("Referred to", words(case.out_of_scope_referral)), Row("Reason", typed(case.scope_reason))]
    rows += [
        Row("Victim", typed(victim.name), VICTIM),
        Row("Victim’s age", words(victim.age_group), VICTIM),
        Row("Victim’s needs", listed(victim.needs), VICTIM),
        Row("Wants to know the identity", words(victim.wants_identity), VICTIM),
        Row("Safe contact", _contact(victim.safe_channel, victim.safe_times, victim.code_word), CONTACT),
        Row("Number of victims", words(case.victim_count)),
    ]
    if case.related_case:
        rows.append(Row("Related case", case.related_case))
    return [*rows, Row("Reported by", signed(names.get(case.reported_by, ""), case.reported_at))]


def _contact(channel: str, times: str | None, code_word: str | None) -> str:
    return "\n".join(filter(None, (channel, times, f"Code word: {code_word}" if code_word else "")))


def _risk(case_id: UUID) -> Rows:
    triage = records.newest_triage(case_id)
    if triage is None:
        return []
    names = names_of([triage.assessed_by])
    rows = [Row("Assessed again because of", words(triage.prompt))] if triage.prompt else []
    rows += [
        Row("Level of risk", words(triage.risk_level)),
        Row("Reasons", triage.judgement_text),
        Row("S-DASH answers of yes", f"{triage.sdash_yes_count} of {len(triage.sdash)}"),
        Row("Credible threat to life", words(triage.ttl_credible)),
        Row("Approach in person in the last 14 days", words(triage.approach_recent)),
        Row("Stalker knows where to find the victim", words(triage.location_known_to_subject)),
        Row("Worse in the last 7 days", words(triage.escalation_7d)),
    ]
    if triage.override_asked:
        rows.append(Row("Officer asks to change the priority", words(triage.override_asked)))
        rows.append(Row("Officer’s reason", typed(triage.override_reason)))
    rows.append(Row("Assessed by", signed(names.get(triage.assessed_by, ""), triage.at)))
    return rows + _confirmation(case_id)


def _confirmation(case_id: UUID) -> Rows:
    confirmation = records.newest_confirmation(case_id)
    if confirmation is None:
        return []
    name = names_of([confirmation.confirmed_by]).get(confirmation.confirmed_by, "")
    rows = [Row("Priority", words(confirmation.confirmed))]
    if confirmation.confirmed != confirmation.given:
        rows.append(Row("Priority that the table gave", words(confirmation.given)))
    if confirmation.reason:
        rows.append(Row("Supervisor’s reason", confirmation.reason))
    if confirmation.note:
        rows.append(Row("Supervisor’s note", confirmation.note))
    return [*rows, Row("Confirmed by", signed(name, confirmation.at))]


def _safeguarding(case_id: UUID) -> Rows:
    """The plan that holds now, whether it was ended, and every version before it."""
    plans = records.plans_of(case_id)
    if not plans:
        return []
    end = records.end_of_safeguarding(case_id)
    victim = records.victim_of(case_id)
    names = names_of({plan.planned_by for plan in plans} | ({end.ended_by} if end else set()))
    plan = plans[0]
    rows = [
        Row("Version", str(plan.version)),
        Row("Actions", listed(plan.actions)),
        Row("Agreed", typed(plan.detail)),
        Row("Support offered", words(plan.support_offered)),
        Row("Enhanced rights", words(plan.enhanced_rights)),
        Row("Next review", "None: it was ended" if end else words(plan.next_review)),
        Row("Planned by", signed(names.get(plan.planned_by, ""), plan.at)),
    ]
    if plan.changed:
        rows.insert(1, Row("What had changed", plan.changed))
    if victim is not None:
        rows.append(Row("Safe contact", _contact(victim.safe_channel, victim.safe_times, victim.code_word), CONTACT))
    if end is not None:
        said = (words(end.reason), end.explained, signed(names.get(end.ended_by, ""), end.at))
        rows.insert(0, Row("Ended", "\n".join(said)))
    return rows + [_former(one, names.get(one.planned_by, "")) for one in plans[1:]]


def _former(plan: SafeguardingPlan, name: str) -> Row:
    changed = f"What had changed: {plan.changed}" if plan.changed else ""
    parts = (listed(plan.actions), plan.detail, changed, f"Review set for {date_in_words(plan.next_review)}")
    return Row(f"Version {plan.version}", "\n".join(filter(None, (*parts, signed(name, plan.at)))))


def _warnings(case_id: UUID) -> Rows:
    rows = []
    for warning in records.warnings_of(case_id):
        name = names_of([warning.warned_by]).get(warning.warned_by, "")
        parts = [
            words(warning.warned_how),
            warning.warning_given,
            listed(warning.protective_steps),
            f"The threat: {warning.threat_assessed}",
            signed(name, warning.at),
        ]
        rows.append(Row(f"Warning {warning.number}", "\n".join(parts)))
    return rows


def _closure(case_id: UUID) -> Rows:
    closure = records.closure_of(case_id)
    if closure is None:
        return []
    name = names_of([closure.closed_by]).get(closure.closed_by, "")
    return [
        Row("Outcome", words(closure.outcome)),
        *_figures(closure),
        Row("Review of keeping this record", words(closure.retention_review_date)),
        Row("Lessons", typed(closure.lessons)),
        Row("Closed by", signed(name, closure.at)),
    ]


def _police_link(case_id: UUID) -> Rows:
    rows = []
    for decision in records.link_decisions_of(case_id):
        units = [accounts.unit(unit) for unit in (decision.unit_id, decision.outside_unit_id) if unit]
        name = names_of([decision.decided_by])[decision.decided_by]
        parts = [
            words(decision.kept_away),
            *(f"{unit.force}, {unit.name}".strip(", ") for unit in units if unit),
            decision.reasons,
            f"Referral: {decision.referral}",
            signed(name, decision.at),
        ]
        rows.append(Row(f"Kept away, decision {decision.number}", "\n".join(parts)))
    return rows


def _transfers(case_id: UUID) -> Rows:
    rows = []
    for number, offer in enumerate(records.transfers_of(case_id), 1):
        names = names_of({offer.offered_by} | ({offer.answered_by} if offer.answered_by else set()))
        parts = [
            f"From {offer.from_force or 'the sending force'} to {offer.to_force}",
            f"Identity held by: {words(offer.identity_held_by).lower()}",
            f"Not the lead force, because: {offer.departure_reason}" if offer.departure_reason else "",
            f"Controller: {words(offer.controller).lower()}",
            offer.reason,
            signed(names[offer.offered_by], offer.offered_at),
        ]
        rows.append(Row(f"Offer {number}", "\n".join(filter(None, parts))))
        if offer.answered_by is None or offer.answered_at is None:
            rows.append(Row(f"Answer {number}", "Not answered yet: the risk stays with the sending force"))
            continue
        refused = "Withdrawn by the sending force" if offer.withdrawn else "Refused"
        said = "Accepted, with the risk" if offer.accepted else f"{refused}: the risk stays with the sending force"
        answer = [said, typed(offer.answer), signed(names[offer.answered_by], offer.answered_at)]
        rows.append(Row(f"Answer {number}", "\n".join(answer)))
    return rows


def _figures(closure: Closure) -> Rows:
    """What is counted without names, as far as it was answered."""
    answers = (
        ("Subject and victim", closure.relationship_to_victim),
        ("Stalking repeated since the outcome", closure.repeat_stalking),
        ("Retaliation", closure.retaliation),
        ("Referred to an independent advocate", closure.isac_referral),
        ("Support taken up", closure.support_taken_up),
        ("Criminal justice", closure.criminal_justice),
        ("Victim’s satisfaction, 1 to 5", closure.victim_satisfaction),
        ("Complaint, review or judicial review", closure.complaint),
    )
    return [Row(label, words(answer)) for label, answer in answers if answer is not None]


TOPICS: dict[str, tuple[str, FieldGroup, Callable[[UUID], Rows]]] = {
    "report": ("Report", FieldGroup.CORE, _report),
    "risk": ("Risk and priority", FieldGroup.RISK, _risk),
    "safeguarding": ("Safeguarding plan", FieldGroup.SAFEGUARDING, _safeguarding),
    "warnings": ("Warnings of a threat to life", FieldGroup.SAFEGUARDING, _warnings),
    "aliases": ("Aliases", FieldGroup.EVIDENCE, identity_facts.aliases),
    "enquiries": ("Lines of enquiry", FieldGroup.EVIDENCE, enquiry_facts.enquiries),
    "identity": ("Identity", FieldGroup.IDENTITY, identity_facts.identity),
    "police_link": ("Link with policing", FieldGroup.IDENTITY, _police_link),
    "transfers": ("Transfers to another force", FieldGroup.CORE, _transfers),
    "closure": ("Closure", FieldGroup.CORE, _closure),
}
