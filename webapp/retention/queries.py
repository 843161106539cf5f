"""What is to be reviewed, and what was decided about a record."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from webapp import clock
from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.operations import Purpose
from webapp.audit.particulars import Particulars, cases_shown
from webapp.cases import keeping
from webapp.cases.sight import access_facts
from webapp.database import session
from webapp.instances import queries as instances
from webapp.retention.model import LegalHold, RetentionReview
from webapp.retention.rules import RecordFacts

# Three lists of as many are shown on one page, and one entry of the account says which cases it showed.
MOST_SHOWN = 80
SOON = timedelta(days=90)
_LOOK = Particulars(fields=("retention",), purpose=Purpose.RETENTION)


@dataclass(frozen=True)
class KeptRow:
    """A record as a line of the list."""

    case_id: UUID
    reference: str
    outcome: str
    closed_at: datetime | None
    review_on: date | None
    holds: int
    proposed: bool

    @property
    def overdue(self) -> bool:
        """Whether its review should have been."""
        return self.review_on is not None and self.review_on < clock.today()


@dataclass(frozen=True)
class Worklist:
    """What waits: erasures to confirm, reviews that are due now or soon, and records on hold."""

    proposed: list[KeptRow]
    due: list[KeptRow]
    soon: list[KeptRow]
    on_hold: list[KeptRow]


@dataclass(frozen=True)
class HoldView:
    """A hold as it is shown; `may_lift` says whether this reader may lift it."""

    id: UUID
    reason: str
    set_by: str
    set_at: datetime
    lift_reason: str
    lifted_by: str
    lifted_at: datetime | None
    may_lift: bool


@dataclass(frozen=True)
class ReviewView:
    """A review as it is shown; the reasons are empty once the record is erased."""

    id: UUID
    verdict: str
    ground: str
    reason: str
    next_review_on: date | None
    reviewed_by: str
    reviewed_at: datetime
    settled_as: str
    settle_reason: str
    settled_by: str
    settled_at: datetime | None
    own: bool


@dataclass(frozen=True)
class RecordPage:
    """One record with its reviews and holds, newest first."""

    case: keeping.KeptCase
    reviews: list[ReviewView]
    holds: list[HoldView]
    proposal: ReviewView | None
    facts: RecordFacts


def due(limit: int = MOST_SHOWN) -> list[KeptRow]:
    """The records whose review is due, the longest overdue first. For the list below and the command line."""
    return _rows(keeping.due_by(clock.today(), limit))


def worklist(actor: Actor) -> Worklist:
    """What waits for the people who review records. The look is recorded."""
    require(actor, Action.VIEW_RETENTION)
    proposed = set(session().scalars(select(RetentionReview.case_id).where(*_open_proposal()).limit(MOST_SHOWN)))
    on_hold = set(session().scalars(select(LegalHold.case_id).where(LegalHold.lifted_at.is_(None)).limit(MOST_SHOWN)))
    rows = _rows(keeping.due_by(clock.today() + SOON, MOST_SHOWN, actor))
    waiting = [row for row in rows if not row.proposed]
    found = Worklist(
        proposed=_rows(keeping.several(proposed, actor)),
        due=[row for row in waiting if row.review_on and row.review_on <= clock.today()],
        soon=[row for row in waiting if row.review_on and row.review_on > clock.today()],
        on_hold=_rows(keeping.several(on_hold, actor)),
    )
    if shown := {row.case_id for row in (*found.proposed, *rows, *found.on_hold)}:
        fields = ("reference", "outcome", "retention")
        particulars = Particulars(records=cases_shown(shown), fields=fields, purpose=Purpose.RETENTION)
        audit.record(Event.CASES_LISTED, actor.id, particulars=particulars)
    return found


def record_page(actor: Actor, case_id: UUID) -> RecordPage:
    """One record. The look is recorded. Raises NotFound."""
    require(actor, Action.VIEW_RETENTION, access_facts(case_id))
    case = keeping.found(case_id)
    audit.record(Event.CASE_VIEWED, actor.id, case_id, particulars=_LOOK)
    reviews = reviews_of(case_id)
    holds = holds_of(case_id)
    persons = {r.reviewed_by for r in reviews} | {r.settled_by for r in reviews if r.settled_by}
    persons |= {h.set_by for h in holds} | {h.lifted_by for h in holds if h.lifted_by}
    names = people.names_of(persons)
    readable = case.erased_at is None
    shown = [_review(actor, row, names, readable) for row in reviews]
    return RecordPage(
        case=case,
        reviews=shown,
        holds=[_hold(actor, row, names, readable) for row in holds],
        proposal=next((view for view in shown if view.verdict == "erase" and view.settled_at is None), None),
        facts=facts_of(case),
    )


def facts_of(case: keeping.KeptCase) -> RecordFacts:
    """What the rules ask about a record."""
    open_holds = [hold for hold in holds_of(case.id) if hold.lifted_at is None]
    return RecordFacts(
        status=case.status,
        erased=case.erased_at is not None,
        holds=len(open_holds),
        proposal_open=open_proposal(case.id) is not None,
        process_ended=instances.all_ended(case.id),
    )


def reviews_of(case_id: UUID) -> list[RetentionReview]:
    """Every review of a record, newest first."""
    query = select(RetentionReview).where(RetentionReview.case_id == case_id)
    return list(session().scalars(query.order_by(RetentionReview.number.desc())))


def holds_of(case_id: UUID) -> list[LegalHold]:
    """Every hold on a record, newest first."""
    query = select(LegalHold).where(LegalHold.case_id == case_id)
    return list(session().scalars(query.order_by(LegalHold.set_at.desc(), LegalHold.id)))


def open_proposal(case_id: UUID) -> RetentionReview | None:
    """The proposal to erase that waits for a second person."""
    query = select(RetentionReview).where(RetentionReview.case_id == case_id, *_open_proposal())
    return session().scalars(query).one_or_none()


def _open_proposal() -> tuple[ColumnElement[bool], ...]:
    return RetentionReview.verdict == "erase", RetentionReview.settled_at.is_(None)


def _rows(kept: Iterable[keeping.KeptCase]) -> list[KeptRow]:
    cases = list(kept)
    ids = [case.id for case in cases]
    holds = Counter(
        session().scalars(select(LegalHold.case_id).where(LegalHold.case_id.in_(ids), LegalHold.lifted_at.is_(None)))
    )
    proposed = set(
        session().scalars(select(RetentionReview.case_id).where(RetentionReview.case_id.in_(ids), *_open_proposal()))
    )
    return [
        KeptRow(c.id, c.reference, c.outcome, c.closed_at, c.review_on, holds[c.id], c.id in proposed) for c in cases
    ]


def _review(actor: Actor, row: RetentionReview, names: dict[UUID, str], readable: bool) -> ReviewView:
    return ReviewView(
        id=row.id,
        verdict=row.verdict,
        ground=row.ground or "",
        reason=row.reason if readable else "",
        next_review_on=row.next_review_on,
        reviewed_by=names.get(row.reviewed_by, ""),
        reviewed_at=row.reviewed_at,
        settled_as=row.settled_as or "",
        settle_reason=(row.settle_reason or "") if readable else "",
        settled_by=names.get(row.settled_by, "") if row.settled_by else "",
        settled_at=row.settled_at,
        own=row.reviewed_by == actor.id,
    )


def _hold(actor: Actor, row: LegalHold, names: dict[UUID, str], readable: bool) -> HoldView:
    return HoldView(
        id=row.id,
        reason=row.reason if readable else "",
        set_by=names.get(row.set_by, ""),
        set_at=row.set_at,
        lift_reason=(row.lift_reason or "") if readable else "",
        lifted_by=names.get(row.lifted_by, "") if row.lifted_by else "",
        lifted_at=row.lifted_at,
        may_lift=row.lifted_at is None and row.set_by != actor.id,
    )
