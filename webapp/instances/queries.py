"""Running processes as people and the worker read them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, union

from webapp.access import queries as people
from webapp.access.actor import Actor
from webapp.access.fields import FieldGroup, shows
from webapp.access.rules import TaskFacts
from webapp.audit import queries as audit
from webapp.audit.events import Event
from webapp.audit.queries import Entry
from webapp.cases import queries as cases
from webapp.cases.words import words
from webapp.clock import now
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.definitions.bundle import Bundle
from webapp.engine import adapter
from webapp.errors import NotFound
from webapp.instances import rules
from webapp.instances.doers import who_did
from webapp.instances.formerly import course_of
from webapp.instances.model import (
    AwaitedEvent,
    DecisionEvaluation,
    Incident,
    PathEntry,
    ProcessInstance,
    Timer,
    UserTask,
)
from webapp.instances.views import TimelineRow
from webapp.instances.worker_model import ServiceJob

HIDDEN_IN_TIMELINE = audit.READS | {Event.FACTS_RECORDED}


def task_facts(task: UserTask) -> TaskFacts:
    """What the policy asks about a task, separation of duties included."""
    instance = session().get_one(ProcessInstance, task.instance_id)
    bundle = definitions.bundle(instance.definition_id)
    # A task that was closed on another version may have another id on this one, or none.
    present = course_of(instance).now_called(task.element_id, at=task.closed_at) if task.closed_at else task.element_id
    known = present in bundle.parsed.elements
    separate = bundle.separate_from(present) if known else []
    return TaskFacts(
        candidate_group=task.candidate_group,
        case=cases.access_facts(task.case_id),
        assignee=task.assignee_id,
        assignee_name=people.names_of([task.assignee_id])[task.assignee_id] if task.assignee_id else "",
        open=task.status == "open",
        step_name=task.name,
        urgent=known and bundle.is_urgent(present),
        earlier=tuple(who_did(instance, separate)),
    )


def task(task_id: UUID) -> UserTask:
    """The task with this id. Raises NotFound."""
    found = session().get(UserTask, task_id)
    if found is None:
        raise NotFound
    return found


def open_tasks(instance_id: UUID) -> list[UserTask]:
    """The tasks of an instance that wait for somebody, oldest first."""
    return list(
        session().scalars(
            select(UserTask)
            .where(UserTask.instance_id == instance_id, UserTask.status == "open")
            .order_by(UserTask.created_at, UserTask.id)
        )
    )


def open_tasks_of_case(case_id: UUID) -> list[UserTask]:
    """The tasks of a case that wait for somebody, whichever of its runs they belong to, oldest first."""
    query = select(UserTask).where(UserTask.case_id == case_id, UserTask.status == "open")
    return list(session().scalars(query.order_by(UserTask.created_at, UserTask.id)))


def runs_of(case_id: UUID) -> list[ProcessInstance]:
    """The runs of a case: that of its main process first, then the procedures in the order in which they were begun."""
    query = select(ProcessInstance).where(ProcessInstance.case_id == case_id)
    order = (ProcessInstance.procedure != "", ProcessInstance.started_at, ProcessInstance.id)
    return list(session().scalars(query.order_by(*order)))


def open_incidents(instance_id: UUID) -> list[Incident]:
    """The failed steps of an instance that are still to be carried out."""
    return list(
        session().scalars(select(Incident).where(Incident.instance_id == instance_id, Incident.resolved_at.is_(None)))
    )


def timeline(actor: Actor, case_id: UUID) -> list[TimelineRow]:
    """What was done in a case, newest first, with the names of people and steps."""
    cases.require_view(actor, case_id)
    # Of a file of a group that the person does not see, the timeline does not even say that it was added.
    done = audit.timeline(case_id, without=HIDDEN_IN_TIMELINE)
    entries = [entry for entry in done if shows(actor, entry.detail.get("field_group", FieldGroup.CORE))]
    names = people.names_of({e.actor_id for e in entries} | {e.absent for e in entries if e.absent})
    return [TimelineRow(e.at, e.words, _about(e.event, e.detail), _by(e, names)) for e in entries]


def instances_with_due_timers(limit: int, at: datetime | None = None) -> list[UUID]:
    """The instances that have a timer due, the longest overdue first."""
    rows = session().execute(
        select(Timer.instance_id, Timer.attempt_at)
        .where(Timer.settled_at.is_(None), Timer.attempt_at <= (at or now()))
        .order_by(Timer.attempt_at)
        .limit(limit)
    )
    return list(dict.fromkeys(row.instance_id for row in rows))


def all_ended(case_id: UUID) -> bool:
    """Whether no process of a case runs any more."""
    query = select(ProcessInstance.id).where(ProcessInstance.case_id == case_id, ProcessInstance.status != "ended")
    return session().scalar(query.limit(1)) is None


def active_instances(after: UUID | None, limit: int) -> list[UUID]:
    """A page of the instances that have not ended, by key; the next page begins after the last of this one."""
    query = select(ProcessInstance.id).where(ProcessInstance.status == "active")
    if after is not None:
        query = query.where(ProcessInstance.id > after)
    return list(session().scalars(query.order_by(ProcessInstance.id).limit(limit)))


def silent_among(ids: Sequence[UUID]) -> list[UUID]:
    """Those of some instances for which no task, timer, message, signal, job or incident is on record."""
    present = union(
        select(UserTask.instance_id).where(UserTask.instance_id.in_(ids), UserTask.status == "open"),
        select(Timer.instance_id).where(Timer.instance_id.in_(ids), Timer.settled_at.is_(None)),
        select(AwaitedEvent.instance_id).where(AwaitedEvent.instance_id.in_(ids)),
        select(ServiceJob.instance_id).where(
            ServiceJob.instance_id.in_(ids), ServiceJob.status.in_(["waiting", "running", "answered"])
        ),
        select(Incident.instance_id).where(Incident.instance_id.in_(ids), Incident.resolved_at.is_(None)),
    )
    busy = set(session().scalars(present)) if ids else set()
    return [own for own in ids if own not in busy]


def next_timer(instance_id: UUID) -> datetime | None:
    """When the next timer of an instance is due."""
    return session().scalar(
        select(Timer.due_at)
        .where(Timer.instance_id == instance_id, Timer.settled_at.is_(None))
        .order_by(Timer.due_at)
        .limit(1)
    )


def version_of(row: UserTask) -> UUID:
    """The version that a task's process runs on, by its id."""
    return session().get_one(ProcessInstance, row.instance_id).definition_id


def bundle_of(row: UserTask) -> Bundle:
    """The version that a task's process runs on."""
    return definitions.bundle(session().get_one(ProcessInstance, row.instance_id).definition_id)


def variables_of(row: UserTask) -> Mapping[str, object]:
    """The routing values that an open task sees: those of its own process, which may be a called one."""
    instance = session().get_one(ProcessInstance, row.instance_id)
    if instance.state is None:
        return {}
    step = adapter.look(definitions.bundle(instance.definition_id).parsed, instance.state, now())
    return next((task.variables for task in step.open_tasks if task.task_id == row.engine_task_id), {})


def about(row: UserTask) -> str:
    """The closed word that a task is about where the same step is taken several times, such as a consultee's."""
    element = bundle_of(row).parsed.elements[row.element_id]
    return rules.about(element.properties, variables_of(row)) if rules.ABOUT in element.properties else ""


def _by(entry: Entry, names: Mapping[UUID, str]) -> str:
    name = names.get(entry.actor_id, "")
    return f"{name} for {names.get(entry.absent, '')}" if entry.absent else name


def _about(event: Event, detail: Mapping[str, object]) -> str:
    if event is Event.DECISION_EVALUATED:
        outputs = detail.get("outputs")
        shown = outputs.values() if isinstance(outputs, dict) else [outputs]
        return f"{detail.get('name')}: {', '.join(_in_words(value) for value in shown if value is not None)}"
    if event is Event.PROCESS_ENDED and not detail.get("name"):
        return words(detail.get("outcome") or "")
    if event is Event.PROCESS_STARTED:
        return f"version {detail.get('version')}"
    if event in (Event.CASE_MOVED, Event.CASE_MOVED_BACK):
        return f"from version {detail.get('from')} to version {detail.get('to')}"
    return str(detail.get("name") or detail.get("element") or detail.get("form") or "")


def _in_words(value: object) -> str:
    # A closed value has no spaces; a sentence of the table's author is shown as it was written.
    return value if isinstance(value, str) and " " in value else words(value)


def carried_out() -> tuple[frozenset[str], frozenset[tuple[str, int]]]:
    """The ids of all elements that any instance has come through, and the rows that decided, by decision and number."""
    evaluations = session().execute(select(DecisionEvaluation.decision, DecisionEvaluation.rows)).all()
    elements = frozenset(session().scalars(select(PathEntry.element_id).distinct()))
    return elements, frozenset((row.decision, number) for row in evaluations for number in row.rows)
