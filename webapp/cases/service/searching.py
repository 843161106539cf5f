"""Cases are searched for: only those the person may know of, counted, recorded, and people with a reason.

Basis: DPA 2018 s.62 (consultation is logged).
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from webapp.access import blindindex, limits
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.identifiers import Identifiers, names
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import blind, queries, reasons
from webapp.cases.model import Case, CaseIdentifier
from webapp.cases.queries import CaseRow
from webapp.cases.reasons import SHORTEST_REASON
from webapp.cases.sight import known_to
from webapp.database import session
from webapp.errors import Rejected

MOST_FOUND = 50
REFERENCE = "reference"
KINDS = {
    REFERENCE: "Reference of the case or of the crime",
    "name": "Name",
    "phone": "Telephone number",
    "email": "E-mail address",
    "account": "Online name or account",
}


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
    _record(actor, reason, found, kind)
    return queries.case_rows(found)


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


def _record(actor: Actor, reason: str, found: Sequence[Case], kind: str) -> None:
    """Keeps the reason and the account of what was shown; the account holds no word that was typed."""
    shown = reasons.particulars(found, reasons.keep(actor, Action.SEARCH_CASES, reason) if reason else None)
    audit.record(Event.CASES_SEARCHED, actor.id, detail={"kind": kind, "found": len(found)}, particulars=shown)
