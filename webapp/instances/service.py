"""Instances are started and moved on: by a person's completed task, by the clock, by a message, by a retry."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from webapp.access.actions import Action
from webapp.access.actor import SYSTEM, SYSTEM_ID, Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import service as cases
from webapp.clock import now
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.engine import adapter
from webapp.engine.commands import CompleteServiceTask, CompleteUserTask, FireTimers, SendMessage, Start
from webapp.errors import Conflict, NotFound
from webapp.instances import deadlines, incidents, jobs, messages, projection, queries
from webapp.instances.advancing import locked, move, note_message, run_on
from webapp.instances.model import Incident, ProcessInstance, Timer, UserTask

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
    move(actor, instance, Start({**(variables or {}), "case_id": str(case.id)}))
    return instance


def complete_user_task(
    actor: Actor, instance: ProcessInstance, task: UserTask, variables: Mapping[str, object], late_reason: str = ""
) -> str:
    """Moves the instance on from a task whose answers are recorded.

    The caller holds the instance and has checked that the actor may.

    `late_reason` is kept with every clock that this step stops too late.

    Returns the sentence of the incident when an automatic step after it failed, else an empty text: the person's
    work is kept either way.
    """
    bundle = definitions.bundle(instance.definition_id)
    spans = deadlines.of_case_at(bundle, task.element_id)
    seen = {**queries.variables_of(task), **variables} if spans else {}
    projection.completed(task, actor)
    deadlines.end(task, actor.id, late_reason)
    detail = {"task": str(task.id), "name": task.name}
    if task.completed_for is not None:
        detail["for"] = str(task.completed_for)
    audit.record(Event.TASK_COMPLETED, actor.id, task.case_id, detail)
    if spans:
        deadlines.step_taken(instance, bundle, task.element_id, seen, actor.id, late_reason)
    deadlines.keep_to_priority(task.case_id)
    return move(actor, instance, CompleteUserTask(task.engine_task_id, dict(variables)))


def fire_timers(instance_id: UUID) -> str:
    """Lets an instance take up the timers that are due now; nothing happens when none is."""
    instance = locked(instance_id)
    due = _due_timers(instance_id)
    if not due:
        return ""
    for timer in due:
        detail = {"element": timer.element_id, "due": timer.due_at.isoformat()}
        audit.record(Event.TIMER_FIRED, SYSTEM_ID, instance.case_id, detail)
    try:
        return move(SYSTEM, instance, FireTimers())
    finally:
        # A cycle's next round is a row of its own; a fired row that the engine still holds is looked at in an hour.
        for timer in due:
            if timer.settled_at is None:
                timer.attempt_at = now() + RETRY_LATER


def _due_timers(instance_id: UUID) -> Sequence[Timer]:
    query = select(Timer).where(Timer.instance_id == instance_id, Timer.settled_at.is_(None), Timer.due_at <= now())
    return session().scalars(query).all()


def postpone_timers(instance_id: UUID, until: datetime) -> None:
    """Leaves an instance's due timers alone for a while, after an attempt that failed."""
    for timer in session().scalars(
        select(Timer).where(Timer.instance_id == instance_id, Timer.settled_at.is_(None), Timer.attempt_at <= now())
    ):
        timer.attempt_at = until


def deliver_message(
    instance_id: UUID, name: str, key: str, variables: Mapping[str, object], kept_for: timedelta = messages.KEPT_FOR
) -> str:
    """Hands a message to the instance it is addressed to; one that nothing there waits for yet is kept so long."""
    instance = locked(instance_id)
    if not messages.is_awaited(instance_id, name, key):
        if instance.status == "active" and kept_for:
            messages.keep(name, key, instance_id, variables, kept_for=kept_for, case_id=instance.case_id)
        return ""
    note_message(instance, name)
    return move(SYSTEM, instance, SendMessage(name, key, dict(variables)))


def deliver_kept(instance_id: UUID) -> int:
    """Hands over the messages and signals that an instance has come to wait for; says how many there were."""
    instance = locked(instance_id)
    for number in range(MOST_AT_ONCE):
        row = messages.next_for(instance_id)
        if row is None:
            return number
        note_message(instance, row.name)
        move(SYSTEM, instance, messages.take(row))
    return MOST_AT_ONCE


def retry_incident(actor: Actor, incident_id: UUID) -> str:
    """Tries a failed step again from the checkpoint. Returns the sentence of the new failure, or an empty text."""
    require(actor, Action.RETRY_INCIDENT)
    instance, incident = _locked_with_incident(incident_id)
    return _retry(actor, instance, incident)


def retry_incidents_like(actor: Actor, incident_id: UUID) -> tuple[int, int]:
    """Tries every open incident of the same element and version again; says how many went on, and how many did not.

    An operation outside counts among those that went on: it is called again by the worker.
    """
    require(actor, Action.RETRY_INCIDENT)
    one = session().get(Incident, incident_id)
    if one is None:
        raise NotFound("There is no such incident.")
    # In the order of their cases, so that two people who do this at once do not block each other.
    alike = session().scalars(
        select(Incident.id)
        .where(
            Incident.definition_id == one.definition_id,
            Incident.element_id == one.element_id,
            Incident.resolved_at.is_(None),
        )
        .order_by(Incident.case_id, Incident.id)
        .limit(MOST_AT_ONCE)
    )
    failures = []
    for own in alike.all():
        try:
            failures.append(_retry(actor, *_locked_with_incident(own)))
        except Conflict:
            # Somebody else was first with this one.
            continue
    return failures.count(""), len(failures) - failures.count("")


def settle_unknown(actor: Actor, incident_id: UUID) -> str:
    """Goes on after an operation of which a person says that it has happened. Returns what fails after it, if anything.

    Raises Conflict when it is known what has become of it.
    """
    require(actor, Action.RETRY_INCIDENT)
    instance, incident = _locked_with_incident(incident_id)
    job = jobs.of_incident(incident.id)
    if job is None or job.status != "unknown":
        raise Conflict("It is known what has become of this step. Try it again instead.")
    audit.record(Event.OPERATION_SETTLED, actor.id, instance.case_id, incidents.detail_of(incident))
    jobs.settle(job, "done")
    session().flush()
    failure = move(SYSTEM, instance, CompleteServiceTask(job.engine_task_id))
    incidents.close_of_job(instance, job, Event.INCIDENT_RESOLVED)
    return failure


def _locked_with_incident(incident_id: UUID) -> tuple[ProcessInstance, Incident]:
    """An open incident with its instance, which is locked first, as everywhere."""
    incident = session().get(Incident, incident_id)
    if incident is None:
        raise NotFound("There is no such incident.")
    instance = locked(incident.instance_id)
    session().refresh(incident)
    if incident.resolved_at is not None:
        raise Conflict("This step has been carried out since.")
    return instance, incident


def _retry(actor: Actor, instance: ProcessInstance, incident: Incident) -> str:
    job = jobs.of_incident(incident.id)
    if job is not None and job.status not in jobs.GIVEN_UP:
        # Somebody has tried it again already, and the worker is about to call it.
        return ""
    audit.record(Event.INCIDENT_RETRIED, actor.id, instance.case_id, incidents.detail_of(incident))
    if job is None:
        for timer in _due_timers(instance.id):
            timer.attempt_at = timer.due_at
        return run_on(actor, instance, retry=incident.element_id)
    bundle = definitions.bundle(instance.definition_id)
    step = adapter.look(bundle.parsed, instance.state or b"", now())
    jobs.call_again(job, next((each for each in step.jobs if each.task_id == job.engine_task_id), None))
    return ""
