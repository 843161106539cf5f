"""The clocks of a case: started, stopped and worked out again with the step that is the reason for it.

A clock warns and tells people. It never completes, decides, discloses or refuses anything.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.access.actor import SYSTEM_ID
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import queries as cases
from webapp.cases import standing
from webapp.cases.vocabulary import Priority
from webapp.clock import now
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.definitions.bundle import Bundle
from webapp.definitions.clocks import CaseClock
from webapp.definitions.settings import PackageSettings
from webapp.engine.expressions import Formula
from webapp.feel import FeelError
from webapp.instances import rules
from webapp.instances.clock_model import Deadline
from webapp.instances.model import ProcessInstance, UserTask
from webapp.notifications import service as notifications


def begin(task: UserTask, bundle: Bundle, scheduled: datetime | None) -> None:
    """Starts the clock of a task that has opened, and says on the task when it is due.

    A moment that the diagram schedules goes before the clock.
    """
    name = bundle.parsed.elements[task.element_id].properties.get("clock", "")
    if not name and scheduled is None:
        return
    row = Deadline(
        case_id=task.case_id,
        instance_id=task.instance_id,
        task_id=task.id,
        name=name,
        title=task.name,
        priority=task.priority,
        started_at=task.created_at,
    )
    _set(row, bundle.settings, scheduled)
    _make_due(task, row.due_at)
    session().add(row)


def end(task: UserTask, by: UUID | None = None, reason: str = "") -> None:
    """Stops the clock of a task that is closed; `reason` is why it was late."""
    row = session().scalar(select(Deadline).where(Deadline.task_id == task.id, Deadline.stopped_at.is_(None)))
    if row is not None:
        _stop(row, by, reason)


def of_case_at(bundle: Bundle, element_id: str) -> list[CaseClock]:
    """The clocks of the whole case that this step may start or end."""
    step = bundle.parsed.elements[element_id].properties.get("legalStep", "")
    return [each for each in bundle.settings.case_clocks.values() if step in each.starts_after | each.ends_after]


def step_taken(
    instance: ProcessInstance,
    bundle: Bundle,
    element_id: str,
    values: Mapping[str, object],
    by: UUID,
    reason: str = "",
) -> None:
    """Ends and starts the clocks of the whole case that go with a step; `values` are those that the step saw."""
    step = bundle.parsed.elements[element_id].properties.get("legalStep", "")
    for each in of_case_at(bundle, element_id):
        row = _running_of_case(instance.case_id, each.name)
        if row is not None and step in each.ends_after and _holds(each.ends_if, values):
            _stop(row, by, reason)
            audit.record(Event.CLOCK_STOPPED, SYSTEM_ID, instance.case_id, _detail(row))
        elif row is None and step in each.starts_after and _holds(each.starts_if, values):
            _begin_of_case(instance, bundle.settings, each)


def stop_all(case_id: UUID) -> None:
    """Stops what still runs in a case in which no process runs any more."""
    for row in _running(case_id):
        _stop(row, None, "")


def keep_to_priority(case_id: UUID) -> None:
    """Works out every running clock of a case again from its own start, where the confirmed priority has changed.

    What is already late at the new priority is a breach at once.
    """
    priority = cases.priority_of(case_id)
    if not priority:
        return
    open_tasks = select(UserTask).where(
        UserTask.case_id == case_id, UserTask.status == "open", UserTask.priority != priority
    )
    for task in session().scalars(open_tasks).all():
        task.priority = priority
        _make_due(task, task.due_at)
    old = [row for row in _running(case_id) if row.priority != priority]
    changed = [row for row in old if _put(row, priority)]
    if changed:
        detail = {"from": changed[0].priority, "to": priority, "clocks": len(changed)}
        audit.record(Event.CLOCKS_RECALCULATED, SYSTEM_ID, case_id, detail)
        session().flush()
        for row in _running(case_id):
            tell(row)


def tell(row: Deadline) -> bool:
    """Tells of what has passed on a running clock, once each: of a breach, else of a warning. True when it did.

    The caller holds the instance. After a time without a worker only what is worse is told.
    """
    if row.stopped_at is not None or row.next_at is None or row.due_at is None or row.next_at > now():
        return False
    escalation = definitions.bundle(_instance(row).definition_id).settings.escalation
    task = session().get(UserTask, row.task_id) if row.task_id is not None else None
    whose = notifications.Whose(standing.force_of(row.case_id), cases.unit_of(row.case_id))
    if row.due_at <= now():
        row.breached_at, row.next_at = now(), None
        row.told = list(escalation.on_breach(row.priority))
        audit.record(Event.CLOCK_BREACHED, SYSTEM_ID, row.case_id, _detail(row))
        for group in row.told:
            notifications.late(group, whose, row.id, at_once=row.priority == Priority.P1_IMMEDIATE)
        return True
    row.warned_at, row.next_at = now(), row.due_at
    audit.record(Event.CLOCK_WARNED, SYSTEM_ID, row.case_id, _detail(row))
    if task is not None:
        notifications.due_soon_for_holder(task.candidate_group, task.assignee_id, whose, row.id)
    for group in escalation.warning:
        notifications.due_soon(group, whose, row.id)
    return True


def _begin_of_case(instance: ProcessInstance, settings: PackageSettings, each: CaseClock) -> None:
    row = Deadline(
        case_id=instance.case_id,
        instance_id=instance.id,
        name=each.name,
        title=each.title,
        priority=cases.priority_of(instance.case_id),
        started_at=now(),
    )
    _set(row, settings, None)
    session().add(row)
    session().flush()
    audit.record(Event.CLOCK_STARTED, SYSTEM_ID, instance.case_id, _detail(row))


def _put(old: Deadline, priority: str) -> bool:
    """Gives a running clock another priority; True when its due date has changed by that."""
    bundle = definitions.bundle(_instance(old).definition_id)
    task = session().get_one(UserTask, old.task_id) if old.task_id is not None else None
    name = old.name
    if task is not None:
        element = bundle.parsed.elements[task.element_id]
        name = element.properties.get("clock", "")
        if element.due or not name:
            # The diagram schedules it, whatever the priority.
            old.priority = priority
            return False
    new = Deadline(
        case_id=old.case_id,
        instance_id=old.instance_id,
        task_id=old.task_id,
        name=name,
        title=old.title,
        priority=priority,
        started_at=old.started_at,
    )
    _set(new, bundle.settings, None)
    if new.due_at == old.due_at:
        old.priority = priority
        return False
    if task is not None:
        _make_due(task, new.due_at)
    if new.due_at is not None and new.due_at <= now():
        # It is late on the new promise too, and one breach is told of once.
        old.stopped_at, old.next_at = now(), None
    else:
        _stop(old, None, "")
    session().flush()
    session().add(new)
    return True


def _make_due(task: UserTask, at: datetime | None) -> None:
    task.due_at = at
    task.listed_at = rules.listed_at(at, task.created_at, task.priority)


def _set(row: Deadline, settings: PackageSettings, scheduled: datetime | None) -> None:
    """Works out when a clock is due and when it warns, from its start."""
    period = rules.period_at(row.priority, settings.clocks.get(row.name, {}))
    row.due_at = rules.due_at(row.started_at, period, scheduled)
    percent = settings.escalation.warns_at
    row.warn_at = rules.warn_at(row.started_at, row.due_at, period if scheduled is None else None, percent)
    row.next_at = row.warn_at


def _stop(row: Deadline, by: UUID | None, reason: str) -> None:
    """Stops a clock. One that is late and that no worker has seen yet is a breach all the same."""
    row.stopped_at, row.next_at = now(), None
    if row.breached_at is None and row.due_at is not None and row.due_at <= now():
        row.breached_at = now()
        audit.record(Event.CLOCK_BREACHED, SYSTEM_ID, row.case_id, _detail(row))
    if row.breached_at is not None and reason.strip() and by is not None:
        row.reason, row.reason_by = reason.strip(), by
        audit.record(Event.BREACH_EXPLAINED, by, row.case_id, _detail(row))


def _holds(condition: Formula | None, values: Mapping[str, object]) -> bool:
    """Whether a condition is true; one that cannot be worked out is not."""
    try:
        return condition is None or condition.evaluate(values, now()) is True
    except FeelError:
        return False


def _running(case_id: UUID) -> list[Deadline]:
    query = select(Deadline).where(Deadline.case_id == case_id, Deadline.stopped_at.is_(None))
    return list(session().scalars(query.order_by(Deadline.started_at, Deadline.id)))


def _running_of_case(case_id: UUID, name: str) -> Deadline | None:
    return session().scalar(
        select(Deadline).where(
            Deadline.case_id == case_id,
            Deadline.name == name,
            Deadline.task_id.is_(None),
            Deadline.stopped_at.is_(None),
        )
    )


def _instance(row: Deadline) -> ProcessInstance:
    return session().get_one(ProcessInstance, row.instance_id)


def _detail(row: Deadline) -> dict[str, str]:
    due = row.due_at.isoformat() if row.due_at is not None else ""
    return {"clock": row.name, "name": row.title, "due": due, "task": str(row.task_id or "")}
