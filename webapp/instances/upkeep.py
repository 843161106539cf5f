"""Cases that stand still, and rows that have been lost: found by comparing what is on record with the saved state.

The state is what counts. Tasks, timers, awaited events and jobs are made again from it; a step that could go on is
taken; and where nothing can happen any more, or the state cannot be read, an incident says so.
"""

import logging
from uuid import UUID

from sqlalchemy import select

from webapp.access.actor import SYSTEM
from webapp.clock import now
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.definitions.bundle import Bundle
from webapp.engine import adapter
from webapp.engine.step import Step
from webapp.errors import EngineFault
from webapp.instances import advancing, incidents, jobs, projection, queries
from webapp.instances.model import AwaitedEvent, ProcessInstance, Timer, UserTask
from webapp.instances.worker_model import ServiceJob

STANDS_STILL = "Nothing is open, waiting or running, but the process has not ended. Tell the people who mend diagrams."
log = logging.getLogger(__name__)


def look_after(instance_id: UUID) -> bool:
    """Puts right what is not as the saved state says; True when something was."""
    instance = advancing.locked(instance_id)
    if instance.status != "active" or instance.state is None:
        return False
    bundle = definitions.bundle(instance.definition_id)
    try:
        step = adapter.look(bundle.parsed, instance.state, now())
    except EngineFault as fault:
        return _note_once(instance, EngineFault(fault.sentence, "", bundle.settings.title))
    found = _differs(instance_id, step)
    if found:
        log.warning("Rows of instance %s were missing or too many; they were made again from its state.", instance_id)
        projection.project(SYSTEM, instance, bundle, step)
        projection.note_members(instance.case_id)
    if step.jobs and _given_up_unseen(instance, bundle):
        found = True
    if step.ready and set(step.ready) - {row.element_id for row in incidents.holding(instance_id)}:
        log.warning("Instance %s had a step that nobody was taking; it was taken.", instance_id)
        advancing.run_on(SYSTEM, instance)
        found = True
    elif not (step.open_tasks or step.timers or step.awaited or step.signals) and _is_silent(instance_id):
        return _note_once(instance, EngineFault(STANDS_STILL, "", bundle.settings.title))
    return found


def note_fault(instance_id: UUID, fault: EngineFault) -> None:
    """Opens an incident for a timer, message or signal that an instance could not take."""
    incidents.note(SYSTEM, advancing.locked(instance_id), fault)


def _given_up_unseen(instance: ProcessInstance, bundle: Bundle) -> bool:
    """Opens the incident of operations that were given up and have none; True when there was one."""
    found = False
    for job in jobs.given_up(instance.id):
        if not incidents.is_open(job.incident_id):
            element = bundle.parsed.elements[job.element_id]
            sentence = f'"{element.title}": The operation "{job.operation}" was given up.'
            incidents.note_for_job(instance, job, EngineFault(sentence, element.id, element.name))
            found = True
    return found


def _is_silent(instance_id: UUID) -> bool:
    session().flush()
    return bool(queries.silent_among([instance_id]))


def _note_once(instance: ProcessInstance, fault: EngineFault) -> bool:
    if any(not row.element_id for row in incidents.holding(instance.id)):
        return False
    incidents.note(SYSTEM, instance, fault)
    return True


def _differs(instance_id: UUID, step: Step) -> bool:
    """Whether the rows on record are not those that the step asks for."""
    tasks = select(UserTask.engine_task_id).where(UserTask.instance_id == instance_id, UserTask.status == "open")
    timers = select(Timer.engine_task_id, Timer.due_at).where(
        Timer.instance_id == instance_id, Timer.settled_at.is_(None)
    )
    awaited = select(AwaitedEvent.kind, AwaitedEvent.name, AwaitedEvent.key, AwaitedEvent.element_id).where(
        AwaitedEvent.instance_id == instance_id
    )
    calls = select(ServiceJob.engine_task_id).where(
        ServiceJob.instance_id == instance_id, ServiceJob.settled_at.is_(None)
    )
    read = session()
    return (
        sorted(read.scalars(tasks)) != sorted(task.task_id for task in step.open_tasks)
        or sorted(read.scalars(calls)) != sorted(job.task_id for job in step.jobs)
        or {tuple(row) for row in read.execute(timers)} != {(timer.task_id, timer.due_at) for timer in step.timers}
        or {tuple(row) for row in read.execute(awaited)}
        != {("message", each.name, each.key, each.element_id) for each in step.awaited}
        | {("signal", each.name, "", each.element_id) for each in step.signals}
    )
