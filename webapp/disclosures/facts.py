"""What is on record of a disclosure up to the decision, topic by topic, in words. The caller has asked the policy."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from webapp.access.fields import FieldGroup
from webapp.access.queries import names_of
from webapp.cases.vocabulary import NO, Outcome
from webapp.cases.words import Row, Section, date_in_words, listed, moment_in_words, signed, typed, words
from webapp.disclosures import consulting, facts_afterwards, facts_exceptions, records, standing
from webapp.disclosures.model import Decision, DisclosureItem

Rows = list[Row]
STAGES = {
    "identity": "The assessment of the identity",
    "views": "The views of others",
    "grounds": "The check of the grounds",
}


def sections(case_id: UUID, topics: Collection[str] | None, shown: Collection[FieldGroup]) -> list[Section]:
    """The sections on these topics (all of them for None) that have anything to show, in a fixed order.

    `shown` are the groups of facts that the reader's roles see.
    """
    wanted = TOPICS if topics is None else {topic: TOPICS[topic] for topic in TOPICS if topic in topics}
    found = [Section(topic, title, rows(case_id)).shown(shown, own) for topic, (title, own, rows) in wanted.items()]
    return [section for section in found if section.rows]


def _consultations(case_id: UUID) -> Rows:
    rows = []
    for view in records.consultations_of(case_id):
        parts = [
            words(view.view),
            view.reason or "",
            f"Until {date_in_words(view.until)}" if view.until else "",
            f"Would not object to: {view.less_than_full}" if view.less_than_full else "",
            f"Conditions: {view.conditions}" if view.conditions else "",
            _by(view.recorded_by, view.at),
        ]
        rows.append(Row(words(view.consultee), "\n".join(filter(None, parts))))
    return rows + _views_to_come(case_id)


def _views_to_come(case_id: UUID) -> Rows:
    """Who has been asked, or has to be, and has not answered."""
    facts = standing.view_facts(case_id)
    required = consulting.required_consultees(facts)
    blocking = consulting.blocking_views(facts)
    asked = {row.consultee: row for row in records.requests_of(case_id)}
    rows = []
    for consultee in dict.fromkeys([*required, *asked]):
        if consultee in facts.views:
            continue
        request = asked.get(consultee)
        parts = [
            f"No view yet; asked {moment_in_words(request.asked_at)}" if request else "Not asked yet",
            f"Must be asked because {required[consultee]}" if consultee in required else "",
            "Nothing can be disclosed before it" if consultee in blocking else "",
        ]
        rows.append(Row(words(consultee), "\n".join(filter(None, parts))))
    return rows


def _grounds(case_id: UUID) -> Rows:
    check = records.newest_check(case_id)
    if check is None:
        return []
    answers = records.answers_of(check.id)
    refused = [
        f"{code}: {answer.note}" if answer.note else code for code, answer in answers.items() if answer.answer == NO
    ]
    rows = [
        Row("Purpose", words(check.purpose)),
        # The table answers after the check, and its answer is noted by the step that goes by it.
        *(
            [Row("Result of the grounds table", words(check.result)), Row("Regime", typed(check.regime))]
            if check.result
            else []
        ),
        Row("Checks answered no", "\n".join(refused) or "None"),
        Row("Checks that stand against a disclosure", str(check.checks_failed)),
        Row("Recipient lives", words(check.recipient_location)),
        Row("Less intrusive steps", check.less_intrusive_considered),
        Row("Impact on the subject", check.impact_on_subject),
        Row("Impact on others", check.impact_on_third_parties),
        Row("Risk of retaliation", words(check.retaliation_risk)),
    ]
    if check.apd_ref:
        rows.append(Row("Appropriate policy document", check.apd_ref))
    if check.dpia_ref:
        rows.append(Row("Data protection impact assessment", check.dpia_ref))
    return [*rows, Row("Checked by", _by(check.checked_by, check.at))]


def _items(case_id: UUID) -> Rows:
    check = records.newest_check(case_id)
    return [Row(item.code, _item(item)) for item in records.items_of(check.id)] if check else []


def _item(item: DisclosureItem) -> str:
    parts = [
        item.text,
        f"{words(item.kind)}, as at {date_in_words(item.as_at)}" if item.as_at else words(item.kind),
    ]
    if item.sensitive:
        necessary = "strictly necessary" if item.strictly_necessary else "not strictly necessary"
        parts.append(f"Sensitive, {necessary}, Schedule 8 paragraph {item.sch8_para or 'not named'}")
    if item.reassures:
        parts.append("A reassurance: describes nobody")
    if item.uses_conditional:
        parts.append("Uses material that needs its owner’s consent")
    return "\n".join(parts)


def _representations(case_id: UUID) -> Rows:
    check = records.newest_check(case_id)
    row = records.representations_on(check.id) if check else None
    if row is None:
        return []
    rows = [Row("Subject invited", words(row.invited))]
    if not row.invited:
        rows.append(Row("Why not invited", listed(row.dispense_reasons)))
    else:
        said = row.text or ("Nothing came in time" if row.unanswered else "Nothing has come yet")
        rows += [Row("How invited", typed(row.invitation)), Row("What the subject said", said)]
        if row.received_by and row.received_at:
            rows.append(Row("Received by", _by(row.received_by, row.received_at)))
    if row.considered and row.considered_by and row.considered_at:
        rows.append(Row("How considered", row.considered))
        rows.append(Row("Considered by", _by(row.considered_by, row.considered_at)))
    return rows


def _legal_review(case_id: UUID) -> Rows:
    review = records.newest_review(case_id)
    if review is None:
        return []
    rows = [Row("Result", words(review.result))]
    if review.return_to:
        rows.append(Row("Returned to", STAGES[review.return_to]))
    if review.conditions:
        rows.append(Row("Conditions", review.conditions))
    if review.advice:
        rows.append(Row("Advice", review.advice))
    rows.append(Row("Guidance", review.guidance_title or words(review.guidance_version)))
    if review.departure_reason:
        rows.append(Row("Reason for departing from the guidance", review.departure_reason))
    rows.append(Row("Reviewed by", _by(review.reviewed_by, review.at)))
    approval = records.approval_on(review.id)
    if approval is not None:
        rows.append(Row("Going on against this advice", "Approved" if approval.approved else "Not approved"))
        rows.append(Row("Reason", approval.reason))
        rows.append(Row("Answered by", _by(approval.approved_by, approval.at)))
    return rows


def _tests(case_id: UUID) -> Rows:
    check = records.newest_check(case_id)
    tests = records.tests_on(check.id) if check else None
    if tests is None:
        return []
    return [
        Row("Necessary", f"{words(tests.necessary)}\n{tests.necessary_reason}"),
        Row("Pressing need", f"{words(tests.pressing_need)}\n{tests.pressing_need_reason}"),
        Row("Proportionate", f"{words(tests.proportionate)}\n{tests.proportionate_reason}"),
        Row("Weighed by", _by(tests.weighed_by, tests.at)),
    ]


def _decision(case_id: UUID) -> Rows:
    decision = records.newest_decision(case_id)
    if decision is None:
        return []
    rows = [Row("Outcome", words(decision.outcome))]
    rows += _oral(decision) if decision.oral else [Row("Recommended", words(decision.recommendation))]
    if decision.discloses and decision.outcome == Outcome.DEFERRED:
        rows.append(Row("Meanwhile", "A reassurance that describes nobody may be given"))
    optional = (
        ("Reason for departing from the recommendation", decision.departure_reason),
        ("Approval to act against legal advice", decision.acc_approval),
        ("Answer to the objection of the Crown Prosecution Service", decision.cps_answer),
        ("Why the subject is told later or not", decision.subject_to_be_told_reason),
    )
    rows += [Row(label, value) for label, value in optional if value]
    if decision.review_date:
        rows.append(Row("Review", date_in_words(decision.review_date)))
    if decision.discloses:
        rows += _permission(decision)
    return [*rows, Row("Decided by", _by(decision.decided_by, decision.decided_at))]


def _oral(decision: Decision) -> Rows:
    rows = [Row("Decided by word of mouth", decision.oral_reasons or "")]
    if decision.legal_view:
        rows.append(Row("The lawyer’s view by telephone", decision.legal_view))
    if decision.no_lawyer_reason:
        rows.append(Row("Why no lawyer could be reached", decision.no_lawyer_reason))
    written = records.in_writing(decision.id)
    if written is None:
        return [*rows, Row("In writing", "Not yet")]
    reasons = (written.necessary_reason, written.pressing_need_reason, written.proportionate_reason)
    rows.append(Row("Reasons in writing", "\n\n".join(reasons)))
    if written.differences:
        rows.append(Row("Told otherwise than decided", written.differences))
    return [*rows, Row("Put in writing by", _by(written.written_by, written.at))]


def _permission(decision: Decision) -> Rows:
    approved = "\n".join(f"{item.code}: {item.text}" for item in records.approved_items(decision.id))
    return [
        Row("Items approved", approved),
        Row("Recipient", words(decision.recipient)),
        *([Row("Name of the recipient", name, FieldGroup.VICTIM)] if (name := decision.recipient_name) else []),
        *([Row("Subject to be told", words(decision.subject_to_be_told))] if decision.subject_to_be_told else []),
        Row("Permission", _state_of(decision)),
    ]


def _state_of(decision: Decision) -> str:
    if decision.spent_at:
        return f"Used {moment_in_words(decision.spent_at)}"
    if decision.revoked_at:
        return f"Taken back {moment_in_words(decision.revoked_at)}\n{typed(decision.revoked_reason)}"
    return f"Not used yet; ends {moment_in_words(decision.valid_until)}" if decision.valid_until else "Not used yet"


def _by(person: UUID, at: datetime) -> str:
    return signed(names_of([person]).get(person, ""), at)


TOPICS: dict[str, tuple[str, FieldGroup, Callable[[UUID], Rows]]] = {
    "consultations": ("Consultations", FieldGroup.DISCLOSURE, _consultations),
    "grounds": ("Grounds", FieldGroup.DISCLOSURE, _grounds),
    "items": ("Items proposed for disclosure", FieldGroup.DISCLOSURE, _items),
    "representations": ("Representations", FieldGroup.DISCLOSURE, _representations),
    "legal_review": ("Legal review", FieldGroup.LEGAL_ADVICE, _legal_review),
    "tests": ("The three tests", FieldGroup.DISCLOSURE, _tests),
    "decision": ("Decision", FieldGroup.DISCLOSURE, _decision),
    **facts_afterwards.TOPICS,
    **facts_exceptions.TOPICS,
}
