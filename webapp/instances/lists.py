"""Lists of open tasks, by key and never by offset, so that a page costs the same however many tasks wait."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.engine import Row

from webapp.access.actor import Actor
from webapp.access.rules import case_groups
from webapp.cases import queries as cases
from webapp.cases import sight
from webapp.database import session
from webapp.instances.model import UserTask

_COLUMNS = (
    UserTask.id,
    UserTask.name,
    UserTask.case_id,
    UserTask.candidate_group,
    UserTask.assignee_id,
    UserTask.created_at,
    UserTask.due_at,
    UserTask.listed_at,
    UserTask.priority,
)


@dataclass(frozen=True)
class Place:
    """Where a page of a list ends: the next one begins behind it."""

    at: datetime
    task_id: UUID

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """The place a link names; None for the beginning or for anything unreadable."""
        at, _, task_id = text.partition("_")
        try:
            return cls(datetime.fromtimestamp(int(at), UTC), UUID(task_id))
        except (ValueError, OverflowError, OSError):
            return None

    def __str__(self) -> str:
        return f"{int(self.at.timestamp())}_{self.task_id}"


def assigned_to(actor: Actor, limit: int) -> list[Row]:  # type: ignore[type-arg]  # a row of _COLUMNS
    """The open tasks of a person, and of those they cover for, the most urgent first."""
    query = select(*_COLUMNS).where(_held_by(actor))
    return list(session().execute(query.order_by(UserTask.listed_at, UserTask.id).limit(limit)))


def unclaimed_for(actor: Actor, groups: Collection[str], after: Place | None, limit: int) -> list[Row]:  # type: ignore[type-arg]
    """The unclaimed tasks of several groups that wait for this person, the most urgent first.

    One ordered look-up per group and unit, merged: a list of them in one query would read every task of them.
    """
    found: dict[UUID, Row] = {}  # type: ignore[type-arg]
    for group in groups:
        ordered = _of_group(group, after).where(sight.offered_to(actor, UserTask.case_id, UserTask.candidate_group))
        places = [UserTask.unit_id == unit for unit in sorted(actor.units)]
        for place_of in (*places, UserTask.case_id.in_(sight.cases_brought_to(actor))):
            found |= {row.id: row for row in session().execute(ordered.where(place_of).limit(limit))}
    return sorted(found.values(), key=place)[:limit]


def place(row: Row) -> tuple[datetime, UUID]:  # type: ignore[type-arg]
    """Where a row stands in the order of a list."""
    return row.listed_at, row.id


def counts(actor: Actor, groups: Collection[str], now: datetime) -> tuple[int, int, int]:
    """How many open tasks a person has, how many wait unclaimed for them, and how many of both are overdue."""
    mine = _held_by(actor)
    waiting = and_(
        UserTask.status == "open",
        UserTask.assignee_id.is_(None),
        UserTask.candidate_group.in_(groups),
        or_(UserTask.unit_id.in_(sorted(actor.units)), UserTask.case_id.in_(sight.cases_brought_to(actor))),
        sight.offered_to(actor, UserTask.case_id, UserTask.candidate_group),
    )
    number = select(func.count()).select_from(UserTask)
    return (
        session().scalar(number.where(mine)) or 0,
        session().scalar(number.where(waiting)) or 0,
        session().scalar(number.where(or_(mine, waiting), UserTask.due_at < now)) or 0,
    )


def _held_by(actor: Actor) -> ColumnElement[bool]:
    covered = sight.covered_by(actor, UserTask.case_id, UserTask.candidate_group, UserTask.assignee_id)
    return and_(
        UserTask.status == "open",
        or_(UserTask.assignee_id == actor.id, covered) if actor.covers else UserTask.assignee_id == actor.id,
        UserTask.candidate_group.in_(case_groups(actor)),
        cases.in_reach_of(actor, UserTask.case_id),
    )


def _of_group(group: str, after: Place | None) -> "Select":  # type: ignore[type-arg]
    query = select(*_COLUMNS).where(
        UserTask.status == "open", UserTask.assignee_id.is_(None), UserTask.candidate_group == group
    )
    if after is not None:
        same = and_(UserTask.listed_at == after.at, UserTask.id > after.task_id)
        query = query.where(or_(UserTask.listed_at > after.at, same))
    return query.order_by(UserTask.listed_at, UserTask.id)
