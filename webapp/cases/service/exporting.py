"""A list of cases is taken away: one person asks, another one decides, and the file is fetched once.

Basis: DPA 2018 s.62 (consultation is logged) and s.66 (security of processing); the second person and the times are
house rules (docs/data-protection.md).
"""

import csv
import io
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select, update

from webapp.access import limits
from webapp.access import queries as accounts
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import ExportFacts
from webapp.access.roles import EXPORT_DECIDERS
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.particulars import Particulars
from webapp.cases import queries, reasons
from webapp.cases.model import Case, CaseExport
from webapp.cases.model.exports import APPROVED, DECIDED_WITHIN, EXPORT_OUTCOMES, FETCHED_WITHIN
from webapp.cases.reasons import SHORTEST_REASON
from webapp.cases.sight import known_to
from webapp.cases.words import moment_in_words, words
from webapp.clock import now
from webapp.database import session
from webapp.errors import Conflict, NotFound, Rejected
from webapp.notifications import service as notifications
from webapp.spreadsheets import harmless

MOST_EXPORTED = 5000
COLUMNS = ("Case", "State", "Outcome", "Priority", "Opened", "Opened by")


def ask(actor: Actor, reason: str) -> UUID:
    """Asks to take the list of one's cases away; nothing of it is given out yet.

    Raises Rejected without a reason or where nobody could decide, NotPermitted at the limit of the day.
    """
    require(actor, Action.EXPORT_CASES)
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Rejected(f"Say in at least {SHORTEST_REASON} characters what the list is for.", "reason")
    if not accounts.people_in(EXPORT_DECIDERS, actor.force) - actor.selves:
        raise Rejected("There is no other person in data protection or professional standards to decide.", "reason")
    limits.note(actor, Action.EXPORT_CASES)
    reason_id = reasons.keep(actor, Action.EXPORT_CASES, reason)
    found = session().scalar(select(func.count()).select_from(_list_of(actor).limit(MOST_EXPORTED).subquery())) or 0
    asked = CaseExport(force=actor.force, asked_by=actor.id, asked_at=now(), reason_id=reason_id, found=found)
    session().add(asked)
    session().flush()
    told = Particulars(reason_id=reason_id)
    audit.record(Event.EXPORT_ASKED, actor.id, detail={"export": str(asked.id), "found": found}, particulars=told)
    for group in sorted(EXPORT_DECIDERS):
        notifications.export_asked(group, actor.force, asked.id)
    return asked.id


def decide(actor: Actor, export_id: UUID, outcome: str, note: str) -> None:
    """Approves or refuses what another person asked for.

    Raises NotPermitted for who asked, NotFound for another force's, Conflict where it is decided or has lapsed.
    """
    asked = session().get(CaseExport, export_id, with_for_update=True)
    if asked is None:
        raise NotFound
    require(actor, Action.DECIDE_EXPORT, ExportFacts(asked.force, asked.asked_by))
    if asked.outcome is not None:
        raise Conflict("This has been decided already.")
    if asked.asked_at <= now() - DECIDED_WITHIN:
        raise Conflict("This was asked for too long ago. Whoever still needs the list asks again.")
    if outcome not in EXPORT_OUTCOMES:
        raise Rejected("Select whether the list may be taken away.", "outcome")
    if outcome != APPROVED and len(note.strip()) < SHORTEST_REASON:
        raise Rejected(f"Say in at least {SHORTEST_REASON} characters why not.", "note")
    asked.outcome, asked.decided_by, asked.decided_at, asked.note = outcome, actor.id, now(), note.strip() or None
    session().flush()
    told = Particulars(reason_id=asked.reason_id)
    detail = {"export": str(export_id), "outcome": outcome}
    audit.record(Event.EXPORT_DECIDED, actor.id, detail=detail, particulars=told)


def fetch(actor: Actor, export_id: UUID) -> str:
    """The list as comma-separated values, with who asked, who approved, when and why at its head; once.

    It holds the cases that the person may know of now, and none that were opened after they asked. Raises NotFound for
    anybody else's, Conflict where it was not approved, was fetched already or was waited with for too long.
    """
    require(actor, Action.EXPORT_CASES)
    asked = session().get(CaseExport, export_id)
    if asked is None or asked.asked_by != actor.id:
        raise NotFound
    # One statement, so that of two requests at once one fetches and the other is told.
    spent = (
        update(CaseExport)
        .where(CaseExport.id == export_id, CaseExport.outcome == APPROVED, CaseExport.fetched_at.is_(None))
        .where(CaseExport.decided_at > now() - FETCHED_WITHIN)
        .values(fetched_at=now())
        .returning(CaseExport.id)
    )
    if session().scalar(spent) is None:
        raise Conflict("This list cannot be fetched, or not any more. Ask again if you still need it.")
    newest_first = _list_of(actor).where(Case.opened_at <= asked.asked_at)
    found = session().scalars(newest_first.order_by(Case.opened_at.desc(), Case.id.desc()).limit(MOST_EXPORTED)).all()
    shown = reasons.particulars(found, asked.reason_id)
    detail = {"export": str(export_id), "found": len(found)}
    audit.record(Event.CASES_EXPORTED, actor.id, detail=detail, particulars=shown)
    approved_by = accounts.names_of([asked.decided_by] if asked.decided_by else [])
    return _as_text(actor, asked, ", ".join(approved_by.values()), found)


def _list_of(actor: Actor) -> Select[Case]:
    return select(Case).where(known_to(actor))


def _as_text(actor: Actor, asked: CaseExport, approved_by: str, found: Sequence[Case]) -> str:
    exported = f"Exported by {actor.name} ({actor.login}) {moment_in_words(now())}"
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([f"{exported}, approved by {approved_by}, reason {asked.reason_id}"])
    writer.writerow(COLUMNS)
    for row in queries.case_rows(found):
        opened = row.opened_at.strftime("%Y-%m-%d")
        cells = (row.reference, words(row.status), row.outcome and words(row.outcome), row.priority, opened)
        writer.writerow([harmless(cell) for cell in (*cells, row.opened_by_name)])
    return text.getvalue()
