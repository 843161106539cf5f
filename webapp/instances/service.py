"""Instances are started and moved on: by a person's completed task, by the clock, by a message, by a retry."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from webapp.access.actions import Action
from webapp.access.actor import SYSTEM, SYSTEM_ID, Actor
from webapp.access.groups import DESIGNERS
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import service as cases
from webapp.clock import now
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.engine import adapter
from webapp.engine.commands import CompleteUserTask, FireTimers, SendMessage, SendSignal, Start
from webapp.engine.step import Step
from webapp.errors import Conflict, EngineFault, NotFound
from webapp.instances import messages, operations, projection, queries
from webapp.instances.model import Incident, ProcessInstance, Timer, UserTask
from webapp.notifications import service as notifications

Command = Start | CompleteUserTask | FireTimers | SendMessage | SendSignal
RETRY_LATER = timedelta(hours=1)
MOST_AT_ONCE = 50


def start(actor: Actor, package_key: str, variables: Mapping[str, object] | None = None) -> ProcessInstance:
    """A new case with the newest published version of a package running for it."""
    require(actor, Action.OPEN_CASE)
    version_id = definitions.latest_deployed(package_key)
    case = cases.open_case(actor)
    instance = ProcessInstance(
        case_id=case.id, definition_id=version_id, started_at=now(), started_by=actor.id, variables={}
    )
    session().add(instance)
    session().flush()
    detail = {"instance": str(instance.id), "definition": str(version_id), "version": definitions.number_of(version_id)}
    audit.record(Event.PROCESS_STARTED, actor.id, case.id, detail)
    _move(actor, instance, Start({**(variables or {}), "case_id": str(case.id)}))
    return instance


def complete_user_task(actor: Actor, task: UserTask, variables: Mapping[str, object]) -> str:
    """Moves the instance on from a task whose answers are recorded; the caller has checked that the actor may.

    Returns the sentence of the incident when an automatic step after it failed, else an empty text: the person's
    work is kept either way.
    """
    instance = locked(task.instance_id)
    projection.completed(task, actor.id)
    audit.record(Event.TASK_COMPLETED, actor.id, task.case_id, {"task": str(task.id), "name": task.name})
    return _move(actor, instance, CompleteUserTask(task.engine_task_id, dict(variables)))


def fire_timers(instance_id: UUID) -> str:
    """Lets an instance take up the timers that are due now; nothing happens when none is."""
    instance = locked(instance_id)
    due = (
        session()
        .scalars(
            select(Timer).where(Timer.instance_id == instance_id, Timer.settled_at.is_(None), Timer.due_at <= now())
        )
        .all()
    )
    if not due:
        return ""
    for timer in due:
        detail = {"element": timer.element_id, "due": timer.due_at.isoformat()}
        audit.record(Event.TIMER_FIRED, SYSTEM_ID, instance.case_id, detail)
    try:
        return _move(SYSTEM, instance, FireTimers())
    finally:
        # A cycle's next round is a row of its own; a fired row that the engine still holds is looked at in an hour.
        for timer in due:
            if timer.settled_at is None:
                timer.attempt_at = now() + RETRY_LATER


def postpone_timers(instance_id: UUID, until: datetime) -> None:
    """Leaves an instance's due timers alone for a while, after an attempt that failed."""
    for timer in session().scalars(
        select(Timer).where(Timer.instance_id == instance_id, Timer.settled_at.is_(None), Timer.attempt_at <= now())
    ):
        timer.attempt_at = until


def deliver_message(instance_id: UUID, name: str, key: str, variables: Mapping[str, object]) -> str:
    """Hands a message to the instance it is addressed to; one that nothing there waits for yet is kept for an hour."""
    instance = locked(instance_id)
    if not messages.is_awaited(instance_id, name, key):
        messages.keep(name, key, instance_id, variables)
        return ""
    _note_message(instance, name)
    return _move(SYSTEM, instance, SendMessage(name, key, dict(variables)))


def deliver_kept(instance_id: UUID) -> int:
    """Hands over the messages and signals that an instance has come to wait for; says how many there were."""
    instance = locked(instance_id)
    for number in range(MOST_AT_ONCE):
        row = messages.next_for(instance_id)
        if row is None:
            return number
        _note_message(instance, row.name)
        _move(SYSTEM, instance, messages.take(row))
    return MOST_AT_ONCE


def _note_message(instance: ProcessInstance, name: str) -> None:
    audit.record(Event.MESSAGE_ARRIVED, SYSTEM_ID, instance.case_id, {"name": name})


def report_standstill(instance_id: UUID) -> None:
    """Opens an incident for an instance in which nothing can happen any more; lists that were lost are made again."""
    instance = locked(instance_id)
    if instance.status != "active" or instance.state is None or not queries.silent_among([instance_id]):
        return
    bundle = definitions.bundle(instance.definition_id)
    step = adapter.look(bundle.parsed, instance.state, now())
    if step.open_tasks or step.timers or step.awaited or step.signals:
        projection.project(SYSTEM, instance, bundle, step)
        return
    sentence = "Nothing is open, waiting or running, but the process has not ended. Tell the people who mend diagrams."
    _note_incident(SYSTEM, instance, EngineFault(sentence, "", bundle.settings.title))


def retry_incident(actor: Actor, incident_id: UUID) -> str:
    """Tries a failed step again from the checkpoint. Returns the sentence of the new failure, or an empty text."""
    require(actor, Action.RETRY_INCIDENT)
    incident = session().get(Incident, incident_id, with_for_update=True)
    if incident is None:
        raise NotFound("There is no such incident.")
    if incident.resolved_at is not None:
        raise Conflict("This step has been carried out since.")
    instance = locked(incident.instance_id)
    return run_on(actor, instance, retry=True)


def locked(instance_id: UUID) -> ProcessInstance:
    """The instance, held against every other writer until the transaction ends."""
    instance = session().get(ProcessInstance, instance_id, with_for_update=True, populate_existing=True)
    if instance is None:
        raise NotFound("There is no such process.")
    return instance


def _move(actor: Actor, instance: ProcessInstance, command: Command) -> str:
    """Carries out one command, keeps that state as the checkpoint, then takes the automatic steps after it."""
    bundle = definitions.bundle(instance.definition_id)
    checkpoint = adapter.apply(bundle.parsed, instance.state, command, now())
    projection.project(actor, instance, bundle, checkpoint)
    return run_on(actor, instance)


def run_on(actor: Actor, instance: ProcessInstance, *, retry: bool = False) -> str:
    """Takes the automatic steps; one that fails holds its own branch, and the others go on.

    A branch that an incident holds stays held until somebody retries it. Returns the sentence of the first new fault.
    """
    bundle = definitions.bundle(instance.definition_id)
    if instance.state is None:
        raise Conflict("This process was never started.")
    known = set() if retry else {row.element_id for row in queries.open_incidents(instance.id)}
    faults: list[EngineFault] = []
    while True:
        held = known | {failed.element_id for failed in faults}
        try:
            # Whatever a failing step wrote is undone with it; the checkpoint stands.
            with session().begin_nested():
                done = operations.bound_to(instance.case_id)
                step: Step = adapter.run(bundle.parsed, instance.state, done, now(), held=held)
            break
        except EngineFault as fault:
            if not fault.element_id or fault.element_id in held:
                _note_incident(actor, instance, fault)
                return fault.sentence
            faults.append(fault)
    projection.project(actor, instance, bundle, step)
    for failed in faults:
        _note_incident(actor, instance, failed)
    _resolve_incidents(actor, instance, still=known | {failed.element_id for failed in faults})
    return faults[0].sentence if faults else ""


def _note_incident(actor: Actor, instance: ProcessInstance, fault: EngineFault) -> None:
    incident = (
        session()
        .scalars(
            select(Incident).where(
                Incident.instance_id == instance.id,
                Incident.element_id == fault.element_id,
                Incident.resolved_at.is_(None),
            )
        )
        .one_or_none()
    )
    if incident is not None:
        incident.attempts += 1
        incident.message = fault.sentence
        return
    incident = Incident(
        instance_id=instance.id,
        definition_id=instance.definition_id,
        element_id=fault.element_id,
        element_name=fault.element_name or fault.element_id,
        message=fault.sentence,
        opened_at=now(),
    )
    session().add(incident)
    session().flush()
    detail = {"incident": str(incident.id), "element": fault.element_id, "name": incident.element_name}
    audit.record(Event.INCIDENT_OPENED, actor.id, instance.case_id, detail)
    notifications.incident_opened(DESIGNERS, incident.id)


def _resolve_incidents(actor: Actor, instance: ProcessInstance, still: Collection[str]) -> None:
    for incident in queries.open_incidents(instance.id):
        if incident.element_id in still:
            continue
        incident.resolved_at = now()
        detail = {"incident": str(incident.id), "element": incident.element_id, "name": incident.element_name}
        audit.record(Event.INCIDENT_RESOLVED, actor.id, instance.case_id, detail)
