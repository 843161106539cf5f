"""Auditors search and export, each time with a reason that is kept."""

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from webapp import clock
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import queries as account
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.operations import Operation
from webapp.audit.particulars import Particulars
from webapp.database import session
from webapp.errors import Rejected
from webapp.oversight.model import AuditInquiry
from webapp.oversight.queries import case_of, in_words, own_inquiry, person_of, wanted_by
from webapp.spreadsheets import harmless

SHORTEST_REASON = 10
LONGEST_REASON = 1000
MOST_EXPORTED = 10_000
COLUMNS = (
    "time", "what", "kind", "person", "roles", "case", "records", "fields", "purpose", "result", "address",
    "recipient", "channel",
)  # fmt: skip


@dataclass(frozen=True)
class Criteria:
    """What a search asks for, as it was typed; empty texts ask for nothing in particular."""

    reference: str = ""
    login: str = ""
    operation: str = ""
    since: str = ""
    until: str = ""
    without_task: bool = False


def search(actor: Actor, criteria: Criteria, reason: str) -> UUID:
    """The id of a search that can be looked through. Raises Rejected with the question that must be answered better."""
    require(actor, Action.SEARCH_AUDIT)
    return _kept(actor, _checked(actor, criteria), reason, export=False)


def export(actor: Actor, inquiry_id: UUID, reason: str) -> str:
    """What a search of the actor's own finds, as CSV. Raises Rejected where it is too much for one file."""
    require(actor, Action.EXPORT_AUDIT)
    inquiry = own_inquiry(actor, inquiry_id)
    reason_id = _kept(actor, inquiry.criteria, reason, export=True)
    rows = account.lines(wanted_by(actor, inquiry.criteria), None, MOST_EXPORTED + 1)
    if len(rows) > MOST_EXPORTED:
        raise Rejected(f"This search finds more than {MOST_EXPORTED} entries. Narrow it, then export it.", "reason")
    text = _csv(rows)
    # The digest ties a file that turns up somewhere to the export it came from.
    digest = hashlib.sha256(text.encode()).hexdigest()
    detail = {"inquiry": str(inquiry_id), "entries": len(rows), "digest": digest}
    told = Particulars(fields=("account",), reason_id=reason_id, channel="csv", recipient="auditor")
    audit.record(Event.AUDIT_EXPORTED, actor.id, detail=detail, particulars=told)
    return text


def _kept(actor: Actor, criteria: dict[str, Any], reason: str, *, export: bool) -> UUID:
    typed = reason.strip()
    if not SHORTEST_REASON <= len(typed) <= LONGEST_REASON:
        raise Rejected(f"Give the reason in {SHORTEST_REASON} to {LONGEST_REASON} characters.", "reason")
    inquiry = AuditInquiry(actor_id=actor.id, at=clock.now(), export=export, criteria=criteria, reason=typed)
    session().add(inquiry)
    session().flush()
    return inquiry.id


def _checked(actor: Actor, criteria: Criteria) -> dict[str, Any]:
    case_id = case_of(actor, criteria.reference) if criteria.reference.strip() else None
    if criteria.reference.strip() and case_id is None:
        raise Rejected("There is no case with this reference.", "reference")
    user_id = person_of(actor, criteria.login) if criteria.login.strip() else None
    if criteria.login.strip() and user_id is None:
        raise Rejected("There is no account with this username.", "login")
    if criteria.operation not in {"", *Operation}:
        raise Rejected("Choose a kind from the list.", "operation")
    return {
        "case": str(case_id) if case_id else "",
        "user": str(user_id) if user_id else "",
        "operation": criteria.operation,
        "since": _day(criteria.since, "since"),
        "until": _day(criteria.until, "until"),
        "without_task": criteria.without_task,
    }


def _day(text: str, field: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError:
        raise Rejected("Give the day as year, month and day, such as 2026-03-27.", field) from None


def _csv(rows: list[Any]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row, line in zip(rows, in_words(rows), strict=True):
        cells = (
            line.at.isoformat(), f"{line.words} {line.about}".strip(), line.kind, line.name, " ".join(line.roles),
            line.reference, " ".join(row.records or ()), " ".join(line.fields), line.purpose, line.result,
            line.address, line.recipient, line.channel,
        )  # fmt: skip
        writer.writerow(map(harmless, cells))
    return out.getvalue()
