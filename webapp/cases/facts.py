"""What is on record about a case, topic by topic, in words. The caller has asked the access policy."""

from collections.abc import Callable, Collection
from uuid import UUID

from webapp.access.fields import FieldGroup
from webapp.access.queries import names_of
from webapp.cases import enquiry_facts, identity_facts, records
from webapp.cases.model import Closure
from webapp.cases.words import Row, Section, listed, moment_in_words, plain, signed, typed, words

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
    rows = [
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
    plan = records.newest_plan(case_id)
    if plan is None:
        return []
    name = names_of([plan.planned_by]).get(plan.planned_by, "")
    return [
        Row("Version", str(plan.version)),
        Row("Actions", listed(plan.actions)),
        Row("Agreed", typed(plan.detail)),
        Row("Support offered", words(plan.support_offered)),
        Row("Enhanced rights", words(plan.enhanced_rights)),
        Row("Next review", words(plan.next_review)),
        Row("Planned by", signed(name, plan.at)),
    ]


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


def _lateness(case_id: UUID) -> Rows:
    found = records.breaches_of(case_id)
    names = names_of({breach.recorded_by for breach in found})
    return [
        Row(
            f"{plain(breach.clock)}, due {moment_in_words(breach.due_at).removeprefix('on ')}",
            f"{breach.reason}\n{signed(names.get(breach.recorded_by, ''), breach.at)}",
        )
        for breach in found
    ]


TOPICS: dict[str, tuple[str, FieldGroup, Callable[[UUID], Rows]]] = {
    "report": ("Report", FieldGroup.CORE, _report),
    "risk": ("Risk and priority", FieldGroup.RISK, _risk),
    "safeguarding": ("Safeguarding plan", FieldGroup.SAFEGUARDING, _safeguarding),
    "warnings": ("Warnings of a threat to life", FieldGroup.SAFEGUARDING, _warnings),
    "aliases": ("Aliases", FieldGroup.EVIDENCE, identity_facts.aliases),
    "enquiries": ("Lines of enquiry", FieldGroup.EVIDENCE, enquiry_facts.enquiries),
    "identity": ("Identity", FieldGroup.IDENTITY, identity_facts.identity),
    "lateness": ("Steps after their deadline", FieldGroup.CORE, _lateness),
    "closure": ("Closure", FieldGroup.CORE, _closure),
}
