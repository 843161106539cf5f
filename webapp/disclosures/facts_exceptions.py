"""What is on record of holds, recalls and exceptions, topic by topic, in words. The caller has asked the policy."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from webapp.access.fields import FieldGroup
from webapp.access.queries import names_of
from webapp.cases.words import Row, moment_in_words, plain, signed, words
from webapp.disclosures import records
from webapp.disclosures.model import Correction, RecallNotice
from webapp.disclosures.vocabulary import HOLDS

Rows = list[Row]


def _holds(case_id: UUID) -> Rows:
    rows = []
    for hold in records.holds_of(case_id):
        lifted = ""
        if hold.lifted_at is not None and hold.lifted_by is not None:
            lifted = f"Lifted: {hold.lift_reason}\n{_by(hold.lifted_by, hold.lifted_at)}"
        parts = [HOLDS[hold.kind] if hold.lifted_at is None else "", hold.reason, _by(hold.set_by, hold.set_at), lifted]
        rows.append(Row(plain(hold.kind), "\n".join(filter(None, parts))))
    return rows


def _recall(case_id: UUID) -> Rows:
    rows: Rows = []
    for correction in records.corrections_of(case_id):
        rows += [
            Row("What is wrong", words(correction.cause)),
            Row("What was found", correction.found),
            Row("Opened by", _by(correction.opened_by, correction.opened_at)),
            *[
                Row(f"R{notice.number}, {words(notice.recipient).lower()}", _notice(notice))
                for notice in records.notices_of(correction.id)
            ],
            *_measures(correction),
        ]
    return rows


def _notice(notice: RecallNotice) -> str:
    if notice.notified_at is None or notice.notified_by is None:
        return f"{notice.recipient_name}\nNot told yet"
    answers = (("returned", notice.returned), ("passed on", notice.passed_on), ("partners told", notice.partners_told))
    told = [f"Told {words(notice.mode).lower()}", *(f"{label}: {words(answer).lower()}" for label, answer in answers)]
    parts = [
        notice.recipient_name,
        "; ".join(told),
        notice.note or "",
        _by(notice.notified_by, notice.notified_at),
    ]
    return "\n".join(filter(None, parts))


def _measures(correction: Correction) -> Rows:
    rows = []
    if correction.protection:
        told = f"Person told: {words(correction.person_told).lower()}"
        rows.append(Row("Protection", "\n".join(filter(None, (correction.protection, told)))))
    if correction.restriction_reason:
        rows.append(Row("Why telling is restricted", correction.restriction_reason))
    if correction.ico_notified is not None:
        rows.append(
            Row("Information Commissioner notified", f"{words(correction.ico_notified)}\n{correction.ico_reason}")
        )
        rows.append(Row("Person informed of the breach", words(correction.person_informed_of_breach)))
        rows.append(Row("Referral under section 231", f"{words(correction.s231)}\n{correction.s231_reason}"))
    if correction.corrected and correction.corrected_at and correction.corrected_by:
        rows.append(
            Row("Corrected", f"{correction.corrected}\n{_by(correction.corrected_by, correction.corrected_at)}")
        )
    return rows


def _exceptions(case_id: UUID) -> Rows:
    rows = []
    for step in records.exception_steps_of(case_id):
        said = [f"{label}: {answer}" for label, answer in step.rows]
        said.append(_by(step.recorded_by, step.at))
        rows.append(Row(f"{plain(step.kind)} {moment_in_words(step.at)}", "\n".join(said)))
    return rows


def _by(person: UUID, at: datetime) -> str:
    return signed(names_of([person]).get(person, ""), at)


TOPICS: dict[str, tuple[str, FieldGroup, Callable[[UUID], Rows]]] = {
    "holds": ("Holds on disclosure", FieldGroup.CORE, _holds),
    "recall": ("Recall", FieldGroup.DISCLOSURE, _recall),
    "exceptions": ("Exceptions", FieldGroup.SAFEGUARDING, _exceptions),
}
