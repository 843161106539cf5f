"""The account as auditors read it. Each look asks the policy and is an entry of the account itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from webapp import clock
from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.actor import SYSTEM_ID, Actor
from webapp.access.rules import Allowed, may, require
from webapp.audit import queries as account
from webapp.audit import service as audit
from webapp.audit.events import WORDS, Event
from webapp.audit.operations import (
    OPERATION_OF,
    OPERATION_WORDS,
    PURPOSE_WORDS,
    RESULT_WORDS,
    Operation,
    Purpose,
    Result,
)
from webapp.audit.particulars import Particulars, cases_shown
from webapp.audit.queries import Place, Wanted, Within
from webapp.cases import looks
from webapp.cases import queries as cases
from webapp.database import session
from webapp.errors import NotFound, Rejected
from webapp.oversight.model import AuditInquiry
from webapp.oversight.rules import Look, Unusual, unusual

PAGE = 50
DAYS_OF_LISTS = 31
MOST_DAYS = 31
# The names of steps are the diagram's; what came out of them is case content, which auditors do not see.
_STEPS = frozenset(
    {
        Event.TASK_CREATED, Event.TASK_CLAIMED, Event.TASK_RELEASED, Event.TASK_COMPLETED, Event.TASK_CANCELLED,
        Event.TASK_VIEWED, Event.FACTS_RECORDED, Event.ANSWERS_KEPT,
    }
)  # fmt: skip
_DOING = frozenset({Operation.COLLECTION, Operation.ALTERATION, Operation.COMBINATION, Operation.ERASURE})
SHOWN: dict[str, frozenset[Operation]] = {
    "everything": frozenset(),
    "looks": frozenset({Operation.CONSULTATION}),
    "acts": _DOING,
    "disclosures": frozenset({Operation.DISCLOSURE}),
    "refusals": frozenset({Operation.REFUSAL}),
}
LISTS = "lists"


@dataclass(frozen=True)
class Line:
    """One entry in words: who, what, when, from where, and why."""

    at: datetime
    words: str
    about: str
    kind: str
    actor_id: UUID | None
    name: str
    roles: tuple[str, ...]
    case_id: UUID | None
    reference: str
    fields: tuple[str, ...]
    records: int
    purpose: str
    result: str
    address: str
    recipient: str
    channel: str


@dataclass(frozen=True)
class Page:
    """Some lines, and where the next ones begin; empty on the last page."""

    title: str
    lines: list[Line]
    next_after: str = ""


@dataclass(frozen=True)
class UnusualRow:
    """One finding of the report with the person's name."""

    found: Unusual
    name: str


def find(actor: Actor, text: str) -> tuple[str, UUID]:
    """The case of a reference or the person of a username. Raises Rejected where there is neither."""
    require(actor, Action.VIEW_AUDIT)
    if (case_id := case_of(actor, text)) is not None:
        return "case", case_id
    if (user_id := person_of(actor, text)) is not None:
        return "person", user_id
    raise Rejected("There is no case with this reference and no account with this username.", "wanted")


def case_of(actor: Actor, reference: str) -> UUID | None:
    """The case of this reference, where the auditor may look into its account."""
    found = cases.with_reference(reference)
    readable = found is not None and isinstance(may(actor, Action.VIEW_AUDIT, cases.access_facts(found)), Allowed)
    return found if readable else None


def person_of(actor: Actor, login: str) -> UUID | None:
    """The person of this username, where the auditor may look into their account."""
    found = people.id_of_login(login)
    readable = found is not None and isinstance(may(actor, Action.VIEW_AUDIT, people.account_facts(found)), Allowed)
    return found if readable else None


def of_case(actor: Actor, case_id: UUID, show: str = "", after: str = "") -> Page:
    """Who looked at a case and what was done in it, newest first. Raises NotFound where nothing was ever recorded."""
    # The account of a case that is gone is still there, and is then nobody's own case that could be told.
    require(actor, Action.VIEW_AUDIT, cases.access_facts(case_id) if cases.is_there(case_id) else None)
    if not account.has_entries(case_id):
        raise NotFound
    if show == LISTS:
        wanted = Wanted(mentions=case_id, since=clock.now() - timedelta(days=DAYS_OF_LISTS))
    else:
        wanted = Wanted(case_id=case_id, operations=SHOWN.get(show, frozenset()))
    audit.record(Event.AUDIT_OF_CASE_VIEWED, actor.id, case_id, {"show": show if show in {*SHOWN, LISTS} else ""})
    return _page(cases.references([case_id]).get(case_id, "a case that is gone"), wanted, after)


def of_person(actor: Actor, user_id: UUID, show: str = "", after: str = "") -> Page:
    """What a person looked at and did, newest first. Raises NotFound for an account that does not exist."""
    require(actor, Action.VIEW_AUDIT, people.account_facts(user_id))
    name = people.names_of([user_id]).get(user_id)
    if name is None or user_id == SYSTEM_ID:
        raise NotFound
    page = _page(name, Wanted(actor_id=user_id, operations=SHOWN.get(show, frozenset())), after)
    shown = Particulars(records=(f"user:{user_id}", *_cases_of(page)), fields=("account_of_person",))
    audit.record(Event.AUDIT_OF_PERSON_VIEWED, actor.id, detail={"user": str(user_id)}, particulars=shown)
    return page


def search_results(actor: Actor, inquiry_id: UUID, after: str = "") -> Page:
    """A page of what a search of the actor's own finds. Raises NotFound for anybody else's."""
    require(actor, Action.SEARCH_AUDIT)
    inquiry = own_inquiry(actor, inquiry_id)
    page = _page("", wanted_by(actor, inquiry.criteria), after)
    shown = Particulars(records=_cases_of(page), fields=("account",), reason_id=inquiry_id)
    audit.record(Event.AUDIT_SEARCHED, actor.id, detail={"inquiry": str(inquiry_id)}, particulars=shown)
    return page


def report(actor: Actor, days: int) -> list[UnusualRow]:
    """What was unusual in the last days, by rule, the most of it first."""
    require(actor, Action.VIEW_AUDIT)
    period = min(max(days, 1), MOST_DAYS)
    audit.record(Event.UNUSUAL_ACCESS_VIEWED, actor.id, detail={"days": period})
    until = clock.now()
    rows = account.stream(until - timedelta(days=period), until, own_force(actor))
    looks = (
        Look(Event(row.event), row.actor_id, row.case_id, row.at, row.purpose or "", tuple(row.roles or ()))
        for row in rows
        if row.actor_id != SYSTEM_ID
    )
    found = unusual(looks)
    names = people.names_of({one.actor_id for one in found})
    return [UnusualRow(one, names.get(one.actor_id, "")) for one in found]


def own_inquiry(actor: Actor, inquiry_id: UUID) -> AuditInquiry:
    """A search of the actor's own. Raises NotFound."""
    found = session().get(AuditInquiry, inquiry_id)
    if found is None or found.actor_id != actor.id or found.export:
        raise NotFound
    return found


def reason_of(actor: Actor, inquiry_id: UUID) -> str:
    """The reason that the actor gave for a search of theirs."""
    return own_inquiry(actor, inquiry_id).reason


def wanted_by(actor: Actor, criteria: dict[str, Any]) -> Wanted:
    """The lines that a stored search asks for, within the force of who asks."""
    kind = criteria.get("operation") or ""
    return Wanted(
        case_id=UUID(criteria["case"]) if criteria.get("case") else None,
        actor_id=UUID(criteria["user"]) if criteria.get("user") else None,
        operations=frozenset({Operation(kind)}) if kind else frozenset(),
        since=_midnight(criteria.get("since"), 0),
        until=_midnight(criteria.get("until"), 1),
        without_task=bool(criteria.get("without_task")),
        within=own_force(actor),
    )


def own_force(actor: Actor) -> Within:
    """What the auditor may read at all."""
    return Within(actor.force, cases.ids_of_force(actor.force))


def in_words(rows: Sequence[Any]) -> list[Line]:
    """Entries as auditors read them."""
    names = people.names_of({row.actor_id for row in rows})
    references = cases.references({row.case_id for row in rows if row.case_id})
    reasons = looks.in_words({row.reason_id for row in rows if row.reason_id and row.event == Event.CASE_VIEWED})
    return [_line(row, names, references, reasons) for row in rows]


def _page(title: str, wanted: Wanted, after: str) -> Page:
    rows = account.lines(wanted, Place.read(after), PAGE + 1)
    shown = rows[:PAGE]
    behind = str(Place(shown[-1].at, shown[-1].sequence, shown[-1].id)) if len(rows) > PAGE else ""
    return Page(title, in_words(shown), behind)


def _line(row: Any, names: dict[UUID, str], references: dict[UUID, str], reasons: dict[UUID, str]) -> Line:
    event = Event(row.event)
    purpose = PURPOSE_WORDS[Purpose(row.purpose or Purpose.UNKNOWN)]
    reason = reasons.get(row.reason_id, "")
    return Line(
        at=row.at,
        words=WORDS[event],
        about=str(row.detail.get("name") or "") if event in _STEPS else "",
        kind=OPERATION_WORDS[Operation(row.operation) if row.operation else OPERATION_OF[event]],
        actor_id=row.actor_id if row.actor_id != SYSTEM_ID else None,
        name=names.get(row.actor_id, ""),
        roles=tuple(row.roles or ()),
        case_id=row.case_id,
        reference=references.get(row.case_id, "") if row.case_id else "",
        fields=tuple(row.fields or ()),
        records=len(row.records or ()),
        purpose=f"{purpose}. {reason}" if reason else purpose,
        result=RESULT_WORDS[Result(row.result or Result.DONE)],
        address=row.address or "",
        recipient=row.recipient or "",
        channel=row.channel or "",
    )


def _cases_of(page: Page) -> tuple[str, ...]:
    return cases_shown(line.case_id for line in page.lines if line.case_id)


def _midnight(day: str | None, days_later: int) -> datetime | None:
    if not day:
        return None
    return datetime.combine(date.fromisoformat(day) + timedelta(days=days_later), time(0), clock.LONDON)
