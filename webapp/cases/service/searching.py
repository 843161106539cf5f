"""Cases are searched for and exported: only those the person may know of, counted, recorded, and with a reason.

Basis: DPA 2018 s.62 (consultation and disclosure are logged).
"""

import csv
import io
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select

from webapp.access import blindindex, limits
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.identifiers import Identifiers, names
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.particulars import MOST_RECORDS, Particulars, cases_shown
from webapp.cases import blind, queries
from webapp.cases.model import AccessReason, Case, CaseIdentifier
from webapp.cases.queries import CaseRow
from webapp.cases.sight import known_to
from webapp.cases.words import moment_in_words, words
from webapp.clock import now
from webapp.database import session
from webapp.errors import Rejected

SHORTEST_REASON = 20
MOST_FOUND = 50
MOST_EXPORTED = 5000
REFERENCE = "reference"
KINDS = {
    REFERENCE: "Reference of the case or of the crime",
    "name": "Name",
    "phone": "Telephone number",
    "email": "E-mail address",
    "account": "Online name or account",
}
COLUMNS = ("Case", "State", "Outcome", "Priority", "Opened", "Opened by")


def search(actor: Actor, kind: str, wanted: str, reason: str) -> list[CaseRow]:
    """The cases of this reference, or about a person with exactly this identifier, that the actor may know of.

    Raises Rejected for an unknown kind, nothing to look for, or a person looked for without a reason; NotPermitted at
    the limit of the day.
    """
    require(actor, Action.SEARCH_CASES)
    wanted, reason = " ".join(wanted.split()), reason.strip()
    if kind not in KINDS:
        raise Rejected("Select what you are looking for.", "kind")
    condition = _condition(kind, wanted)
    if condition is None:
        raise Rejected(f"Enter the {KINDS[kind].lower()} as a whole.", "wanted")
    if kind != REFERENCE and len(reason) < SHORTEST_REASON:
        raise Rejected(f"Say in at least {SHORTEST_REASON} characters why you look for this person.", "reason")
    limits.note(actor, Action.SEARCH_CASES)
    query = select(Case).where(known_to(actor), condition).order_by(Case.opened_at.desc(), Case.id.desc())
    found = session().scalars(query.limit(MOST_FOUND)).all()
    _record(actor, Event.CASES_SEARCHED, Action.SEARCH_CASES, reason, found, {"kind": kind})
    return queries.case_rows(found)


def export(actor: Actor, reason: str) -> str:
    """The register of the actor as comma-separated values, with who exported it, when and why at its head.

    Raises Rejected without a reason, NotPermitted at the limit of the day.
    """
    require(actor, Action.EXPORT_CASES)
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Rejected(f"Say in at least {SHORTEST_REASON} characters what the list is for.", "reason")
    limits.note(actor, Action.EXPORT_CASES)
    query = select(Case).where(known_to(actor)).order_by(Case.opened_at.desc(), Case.id.desc())
    found = session().scalars(query.limit(MOST_EXPORTED)).all()
    number = _record(actor, Event.CASES_EXPORTED, Action.EXPORT_CASES, reason, found, {})
    head = [f"Exported by {actor.name} ({actor.login}) {moment_in_words(now())}, reason {number}"]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerow(COLUMNS)
    for row in queries.case_rows(found):
        opened = row.opened_at.strftime("%Y-%m-%d")
        cells = (row.reference, words(row.status), row.outcome and words(row.outcome), row.priority, opened)
        writer.writerow([_harmless(cell) for cell in (*cells, row.opened_by_name)])
    return text.getvalue()


def _condition(kind: str, wanted: str) -> ColumnElement[bool] | None:
    if kind == REFERENCE:
        return blind.of_reference(wanted) if wanted else None
    if kind == "name":
        fields = {("name", name) for name in names(wanted)}
    else:
        given = {"phone": Identifiers(phones=(wanted,)), "email": Identifiers(emails=(wanted,))}
        fields = given.get(kind, Identifiers(accounts=(wanted,))).of_case()
    if not fields:
        return None
    digests = sorted(blindindex.digests(fields))
    return Case.id.in_(select(CaseIdentifier.case_id).where(CaseIdentifier.digest.in_(digests)))


def _record(
    actor: Actor, event: Event, action: Action, reason: str, found: Sequence[Case], detail: dict[str, str]
) -> UUID | None:
    """Keeps the reason and the account of what was shown; the account holds no word that was typed."""
    kept = AccessReason(user_id=actor.id, action=action, reason=reason, at=now()) if reason else None
    if kept is not None:
        session().add(kept)
        session().flush()
    # Beyond what one entry names, the rest is counted: the search can be done again by whoever asks.
    shown = Particulars(
        records=cases_shown(case.id for case in found[:MOST_RECORDS]),
        fields=("reference", "priority", "outcome"),
        reason_id=kept.id if kept else None,
    )
    audit.record(event, actor.id, detail={**detail, "found": len(found)}, particulars=shown)
    return kept.id if kept else None


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula. Basis: OWASP ASVS 5.0, 1.2.10."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
