"""Messages and signals between the outside, one case and the others: who waits, what is kept, and for how long.

A message that nobody waits for yet is kept for an hour, or as long as its sender says; at no time at all it is for who
waits now. A signal is for those who wait when it is thrown.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update

from webapp.clock import now
from webapp.database import session
from webapp.engine.commands import SendMessage, SendSignal
from webapp.engine.step import Step, Thrown
from webapp.engine.values import from_plain, to_plain
from webapp.errors import Rejected
from webapp.instances.model import AwaitedEvent, EventDelivery, ProcessInstance

KEPT_FOR = timedelta(hours=1)
LONGEST = timedelta(days=30)


def keep(
    name: str,
    key: str,
    instance_id: UUID | None,
    variables: Mapping[str, Any],
    kind: str = "message",
    kept_for: timedelta = KEPT_FOR,
    case_id: UUID | None = None,
    place: int = 0,
) -> None:
    """Puts a message or signal on its way. Without an instance it is for whoever waits for its name and key.

    `place` is its place among those that one step has sent: they arrive in that order, however quickly they came.

    What it brings is sealed under the case it comes from, or under the installation's key where none is known.
    Raises Rejected when it is to be kept for less than no time or more than 30 days: what it brings is data of a case.
    """
    if not timedelta(0) <= kept_for <= LONGEST:
        raise Rejected(f"A message can be kept for {LONGEST.days} days at most, and not for less than no time.")
    arrived = now()
    session().add(
        EventDelivery(
            kind=kind,
            name=name,
            key=key,
            case_id=case_id,
            instance_id=instance_id,
            variables=to_plain(dict(variables)),
            arrived_at=arrived + timedelta(microseconds=place),
            attempt_at=arrived,
            until=arrived + kept_for,
        )
    )
    session().flush()


def note(instance_id: UUID, case_id: UUID, step: Step) -> None:
    """Brings what an instance waits for in line with a step, and sends on what left it."""
    wanted = {("message", each.name, each.key, each.element_id) for each in step.awaited}
    wanted |= {("signal", each.name, "", each.element_id) for each in step.signals}
    known = session().scalars(select(AwaitedEvent).where(AwaitedEvent.instance_id == instance_id)).all()
    for row in known:
        if (row.kind, row.name, row.key, row.element_id) not in wanted:
            session().delete(row)
    for kind, name, key, element in sorted(wanted - {(row.kind, row.name, row.key, row.element_id) for row in known}):
        session().add(AwaitedEvent(instance_id=instance_id, kind=kind, name=name, key=key, element_id=element))
    for place, thrown in enumerate(step.thrown):
        _send_on(instance_id, case_id, thrown, place)


def _send_on(thrower: UUID, case_id: UUID, thrown: Thrown, place: int) -> None:
    if thrown.kind == "message":
        keep(thrown.name, thrown.key, None, thrown.variables, case_id=case_id, place=place)
        return
    waiting = session().scalars(
        select(AwaitedEvent.instance_id)
        .where(AwaitedEvent.kind == "signal", AwaitedEvent.name == thrown.name, AwaitedEvent.instance_id != thrower)
        .distinct()
    )
    for instance_id in waiting.all():
        keep(thrown.name, "", instance_id, thrown.variables, "signal", case_id=case_id, place=place)


def is_awaited(instance_id: UUID, name: str, key: str) -> bool:
    """Whether an instance waits for a message of this name and key."""
    query = select(AwaitedEvent.id).where(
        AwaitedEvent.instance_id == instance_id,
        AwaitedEvent.kind == "message",
        AwaitedEvent.name == name,
        AwaitedEvent.key.in_(["", key]),
    )
    return session().scalar(query.limit(1)) is not None


def next_for(instance_id: UUID) -> EventDelivery | None:
    """The oldest message or signal that the instance can take now."""
    return session().scalar(
        select(EventDelivery)
        .join(AwaitedEvent, _fits())
        .where(AwaitedEvent.instance_id == instance_id, *_under_way())
        .order_by(EventDelivery.arrived_at, EventDelivery.id)
        .limit(1)
        .with_for_update(of=EventDelivery)
    )


def next_within(case_id: UUID) -> tuple[EventDelivery, ProcessInstance] | None:
    """The oldest message that a case has sent itself and that one of its runs waits for, with that run.

    Of several that wait, the one that was begun first takes it.
    """
    found = session().execute(
        select(EventDelivery, ProcessInstance)
        .join(AwaitedEvent, _fits())
        .join(ProcessInstance, ProcessInstance.id == AwaitedEvent.instance_id)
        .where(
            ProcessInstance.case_id == case_id,
            EventDelivery.case_id == case_id,
            EventDelivery.instance_id.is_(None),
            EventDelivery.key == str(case_id),
            *_under_way(),
        )
        .order_by(EventDelivery.arrived_at, EventDelivery.id, ProcessInstance.started_at, ProcessInstance.id)
        .limit(1)
        .with_for_update(of=EventDelivery)
    )
    row = found.one_or_none()
    return None if row is None else (row.EventDelivery, row.ProcessInstance)


def take(row: EventDelivery) -> SendMessage | SendSignal:
    """The command that hands it over; it counts as delivered with the transaction."""
    variables = from_plain(row.variables or {})
    row.settled_at = now()
    row.variables = None
    if row.kind == "signal":
        return SendSignal(row.name, variables)
    return SendMessage(row.name, row.key, variables)


def instances_with_post(limit: int) -> Sequence[UUID]:
    """The instances that can take something now."""
    query = select(AwaitedEvent.instance_id).join(EventDelivery, _fits()).where(*_under_way()).distinct().limit(limit)
    return session().scalars(query).all()


def postpone(instance_id: UUID) -> None:
    """Leaves what an instance could take alone for a while, after an attempt that failed."""
    row = next_for(instance_id)
    if row is not None:
        put_off(row)


def put_off(row: EventDelivery) -> None:
    """Leaves one message or signal alone for a while."""
    row.attempt_at = now() + KEPT_FOR / 4


def expire() -> None:
    """Gives up what nobody has taken in time, and forgets what it would have brought."""
    session().execute(
        update(EventDelivery)
        .where(EventDelivery.settled_at.is_(None), EventDelivery.until < now())
        .values(settled_at=now(), variables_sealed=None)
    )


def _fits() -> ColumnElement[bool]:
    to_this_one = and_(
        EventDelivery.instance_id == AwaitedEvent.instance_id,
        or_(AwaitedEvent.key == "", AwaitedEvent.key == EventDelivery.key),
    )
    to_whoever_waits = and_(
        EventDelivery.instance_id.is_(None), EventDelivery.key != "", EventDelivery.key == AwaitedEvent.key
    )
    return and_(
        EventDelivery.kind == AwaitedEvent.kind,
        EventDelivery.name == AwaitedEvent.name,
        or_(to_this_one, to_whoever_waits),
    )


def _under_way() -> tuple[ColumnElement[bool], ...]:
    return (
        EventDelivery.settled_at.is_(None),
        EventDelivery.attempt_at <= now(),
        EventDelivery.until >= now(),
    )
