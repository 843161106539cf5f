"""What is on record about lines of enquiry, in words. The caller has asked the access policy."""

from datetime import date
from uuid import UUID

from webapp.access.queries import names_of
from webapp.cases import records
from webapp.cases.authority import days_left
from webapp.cases.model import EnquiryRequest, LineOfEnquiry
from webapp.cases.vocabulary import WITH_CONDITIONS
from webapp.cases.words import Row, date_in_words, signed, words
from webapp.clock import LONDON, now


def enquiries(case_id: UUID) -> list[Row]:
    """The planned lines with what is still awaited, then what the enquiries gave, then the supervisor's word."""
    results = records.enquiries_of(case_id)
    answered = {row.request_id for row in results}
    waiting = [row for row in records.requests_of(case_id) if row.id not in answered]
    return [*_plan(case_id), *(_awaited(row) for row in waiting), *(_result(row) for row in results), *_over(case_id)]


def _plan(case_id: UUID) -> list[Row]:
    rows = []
    for line in records.lines_of(case_id):
        state = f"Closed: {words(line.result).lower()}" if line.closed_at else "Open"
        kind = words(line.kind) if line.kind else ""
        rows.append(Row(f"Line {line.number}", "\n".join(filter(None, (kind, line.may_show, state)))))
    return rows


def _awaited(row: EnquiryRequest) -> Row:
    name = names_of([row.pursued_by]).get(row.pursued_by, "")
    parts = [
        _authority(row),
        _end("The authority lapses", row.authority_expires_on),
        _end("The data is preserved until", row.preserved_until),
        f"Advice of the single point of contact: {row.spoc_advice}" if row.spoc_advice else "",
        f"Chased: {words(row.chase_result).lower()}" if row.chase_result else "",
        row.chase_note or "",
        signed(name, row.at),
    ]
    return Row(f"Asked for, {row.number}", "\n".join(filter(None, parts)))


def _result(row: LineOfEnquiry) -> Row:
    name = names_of([row.pursued_by]).get(row.pursued_by, "")
    parts = [
        _authority(row),
        f"Given {date_in_words(row.authority_granted_on)}" if row.authority_granted_on else "",
        f"Expires {date_in_words(row.authority_expires_on)}" if row.authority_expires_on else "",
        f"Obtained {date_in_words(row.obtained_on)}" if row.obtained_on else "",
        f"Result: {words(row.result).lower()}",
        row.result_summary or "",
        f"Handling code C: {row.handling_conditions}" if row.handling_code == WITH_CONDITIONS else "",
        "From the joint investigation" if row.joint_source else "",
        signed(name, row.at),
    ]
    return Row(f"Enquiry {row.number}", "\n".join(filter(None, parts)))


def _over(case_id: UUID) -> list[Row]:
    review = records.newest_exhaustion(case_id)
    if review is None:
        return []
    name = names_of([review.reviewed_by]).get(review.reviewed_by, "")
    verdict = "Confirmed" if review.exhausted else "Not confirmed"
    return [Row("Enquiries exhausted", "\n".join((verdict, review.reasons, signed(name, review.at))))]


def _authority(row: EnquiryRequest | LineOfEnquiry) -> str:
    authority = words(row.authority_type)
    return f"{authority}, {row.authority_ref}" if row.authority_ref else authority


def _end(what: str, day: date | None) -> str:
    """An end in words, with how near it is."""
    left = days_left(now().astimezone(LONDON).date(), day)
    if day is None or left is None:
        return ""
    how = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(left) or (f"in {left} days" if left > 0 else "over")
    return f"{what} {date_in_words(day)} ({how})"
