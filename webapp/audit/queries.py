"""Reading the account: the timeline of a case, and its lines by case, person, kind and time, a page at a time."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, Uuid, cast, false, func, literal, or_, select, tuple_

from webapp.audit.events import WORDS, Event
from webapp.audit.model import AuditEvent
from webapp.audit.operations import LOOKS, OPERATION_OF, Operation, Purpose
from webapp.database import UtcDateTime, session

# Left out of the timeline that case workers see: who looked is for auditors.
READS = LOOKS | {Event.ACCESS_DENIED, Event.ANSWERS_KEPT}
# Entries that name cases among their records and stand in no case's own chain.
MENTIONING = frozenset({Event.CASES_LISTED, Event.TASKS_LISTED, Event.INCIDENTS_LISTED, Event.ACCESS_DENIED})
AT_ONCE = 500
LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Entry:
    """One line of a timeline."""

    at: datetime
    event: Event
    words: str
    actor_id: UUID
    detail: Mapping[str, Any]

    @property
    def absent(self) -> UUID | None:
        """The person for whom it was done, where a colleague covered for them."""
        return UUID(self.detail["for"]) if "for" in self.detail else None


@dataclass(frozen=True)
class Place:
    """Where a page of lines ends: the next one begins behind it. Entries of one moment stand in their order."""

    at: datetime
    sequence: int
    id: UUID

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place a link names; None for the beginning or for anything unreadable."""
        try:
            micros, sequence, entry_id = text.split("_")
            whole, rest = divmod(int(micros), 1_000_000)
            moment = datetime.fromtimestamp(whole, UTC).replace(microsecond=rest)
            return cls(moment, min(int(sequence), LARGEST_NUMBER), UUID(entry_id))
        except (ValueError, OverflowError, OSError):
            return None

    def __str__(self) -> str:
        whole = int(self.at.replace(microsecond=0).timestamp())
        return f"{whole * 1_000_000 + self.at.microsecond}_{self.sequence}_{self.id}"


@dataclass(frozen=True)
class Wanted:
    """Which lines are asked for; what is left empty asks for nothing in particular."""

    case_id: UUID | None = None
    mentions: UUID | None = None
    actor_id: UUID | None = None
    operations: frozenset[Operation] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    without_task: bool = False
    within: "Within | None" = None


@dataclass(frozen=True)
class Within:
    """What auditors of a force may read: what its people did, and what anybody did in its cases."""

    force: str
    cases: Select[UUID]

    def condition(self) -> ColumnElement[bool]:
        """The condition on an entry. Of the first format none says a force; those are found by their case."""
        return or_(AuditEvent.force == self.force, AuditEvent.case_id.in_(self.cases))


def timeline(case_id: UUID, without: Collection[Event] = READS, limit: int = 500) -> list[Entry]:
    """What was done in a case, newest first; the looks at it are left out unless asked for."""
    rows = session().scalars(
        select(AuditEvent)
        .where(AuditEvent.scope == str(case_id), AuditEvent.event.not_in([event.value for event in without]))
        .order_by(AuditEvent.sequence.desc())
        .limit(limit)
    )
    return [Entry(r.at, Event(r.event), WORDS[Event(r.event)], r.actor_id, r.detail) for r in rows]


def looks(case_id: UUID, actor_id: UUID, begin: datetime, end: datetime) -> int:
    """How often a person looked at a case between two moments."""
    query = select(func.count()).where(
        AuditEvent.scope == str(case_id),
        AuditEvent.actor_id == actor_id,
        AuditEvent.event == Event.CASE_VIEWED,
        AuditEvent.at.between(begin, end),
    )
    return session().scalar(query) or 0


def has_entries(case_id: UUID) -> bool:
    """Whether anything was ever recorded of a case."""
    return session().scalar(select(AuditEvent.id).where(AuditEvent.scope == str(case_id)).limit(1)) is not None


def lines(wanted: Wanted, after: Place | None, limit: int) -> list[AuditEvent]:
    """The entries asked for, newest first, behind a place."""
    key = tuple_(AuditEvent.at, AuditEvent.sequence, AuditEvent.id)
    query = select(AuditEvent).where(*_conditions(wanted))
    if after is not None:
        behind = literal(after.at, UtcDateTime), literal(after.sequence), literal(after.id, Uuid)
        query = query.where(key < tuple_(*behind))
    newest_first = AuditEvent.at.desc(), AuditEvent.sequence.desc(), AuditEvent.id.desc()
    return list(session().scalars(query.order_by(*newest_first).limit(limit)))


def stream(since: datetime, until: datetime, within: Within) -> Iterator[Any]:
    """What a report on a period needs of each entry by a person, oldest first, row by row."""
    query = (
        select(
            AuditEvent.event,
            AuditEvent.actor_id,
            AuditEvent.case_id,
            AuditEvent.at,
            AuditEvent.purpose,
            AuditEvent.roles,
        )
        .where(AuditEvent.at >= since, AuditEvent.at < until, within.condition())
        .order_by(AuditEvent.at, AuditEvent.id)
    )
    yield from session().execute(query.execution_options(yield_per=AT_ONCE))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.case_id is not None:
        found.append(AuditEvent.case_id == wanted.case_id)
    if wanted.mentions is not None:
        found.append(AuditEvent.event.in_([event.value for event in MENTIONING]))
        found.append(cast(AuditEvent.records, String).contains(f"case:{wanted.mentions}"))
    if wanted.actor_id is not None:
        found.append(AuditEvent.actor_id == wanted.actor_id)
    if wanted.operations:
        # By event, so that entries of the first format, which name no operation, are found as well.
        events = [event.value for event, kind in OPERATION_OF.items() if kind in wanted.operations]
        found.append(AuditEvent.event.in_(events) if events else false())
    if wanted.since is not None:
        found.append(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        found.append(AuditEvent.at < wanted.until)
    if wanted.within is not None:
        found.append(wanted.within.condition())
    if wanted.without_task:
        found.append(AuditEvent.purpose == Purpose.NO_TASK.value)
    return found


def failed_sign_ins(actor_id: UUID) -> tuple[int, datetime | None]:
    """How many sign-ins as this person failed since the last one that did not, and when the last of them was."""
    own = AuditEvent.actor_id == actor_id
    came_in = select(func.max(AuditEvent.at)).where(own, AuditEvent.event == Event.SIGNED_IN)
    query = select(func.count(), func.max(AuditEvent.at)).where(own, AuditEvent.event == Event.SIGN_IN_FAILED)
    if (last := session().scalar(came_in)) is not None:
        query = query.where(AuditEvent.at > last)
    number, at = session().execute(query).one()
    return number, at


def failing_sign_ins(since: datetime, at_least: int) -> set[UUID]:
    """As whom at least so many sign-ins failed since then."""
    query = select(AuditEvent.actor_id).where(AuditEvent.at > since, AuditEvent.event == Event.SIGN_IN_FAILED)
    return set(session().scalars(query.group_by(AuditEvent.actor_id).having(func.count() >= at_least)))
