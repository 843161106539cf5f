"""What operations outside have answered is handed to their cases, each answer once and to exactly its task."""

import logging
from uuid import UUID

from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.engine.commands import CompleteServiceTask, FailServiceTask
from webapp.engine.parse import Element
from webapp.errors import Conflict, EngineFault
from webapp.instances import advancing, incidents, jobs, rules
from webapp.instances.jobs import Answer
from webapp.instances.model import ProcessInstance
from webapp.instances.worker_model import ServiceJob

MOST_AT_ONCE = 50
log = logging.getLogger(__name__)


def deliver(instance_id: UUID) -> int:
    """Hands an instance the answers that wait for it; says how many there were."""
    instance = advancing.locked(instance_id)
    for number in range(MOST_AT_ONCE):
        row = jobs.answered_of(instance_id)
        if row is None:
            return number
        _hand_over(instance, row, jobs.answer_of(row))
    return MOST_AT_ONCE


def postpone(instance_id: UUID) -> None:
    """Leaves an answer alone for a while, after an attempt to hand it over that failed."""
    row = jobs.answered_of(instance_id)
    if row is not None:
        row.attempt_at = now() + rules.LONGEST_WAIT / 4


def _hand_over(instance: ProcessInstance, row: ServiceJob, answer: Answer) -> None:
    if answer.outcome == "unknown":
        _give_up(instance, row, "unknown", _unknown(instance, row))
        return
    command: CompleteServiceTask | FailServiceTask
    if answer.outcome == "done":
        command = CompleteServiceTask(row.engine_task_id, answer.variables)
    else:
        command = FailServiceTask(row.engine_task_id, answer.code, answer.sentence, answer.variables)
    try:
        # What the case cannot take leaves everything as it was, and the job open.
        with session().begin_nested():
            jobs.settle(row, "done")
            session().flush()
            detail = {"job": str(row.id), "element": row.element_id, "operation": row.operation}
            audit.record(Event.OPERATION_ANSWERED, SYSTEM_ID, instance.case_id, detail)
            advancing.move(SYSTEM, instance, command)
    except Conflict:
        log.warning("Job %s was answered after its task had gone; the answer was dropped.", row.id)
        jobs.settle(row, "cancelled")
        incidents.close_of_job(instance, row, Event.INCIDENT_DROPPED)
    except EngineFault as fault:
        element = _element(instance, row)
        _give_up(instance, row, "failed", EngineFault(fault.sentence, element.id, element.name))
    else:
        incidents.close_of_job(instance, row, Event.INCIDENT_RESOLVED)


def _give_up(instance: ProcessInstance, row: ServiceJob, status: str, fault: EngineFault) -> None:
    row.status, row.answer = status, {}
    incidents.note_for_job(instance, row, fault)


def _unknown(instance: ProcessInstance, row: ServiceJob) -> EngineFault:
    element = _element(instance, row)
    sentence = (
        f'"{element.title}": Nobody knows whether “{row.operation}” has happened: it broke off in the middle. '
        "Find out, and say here what is so."
    )
    return EngineFault(sentence, element.id, element.name)


def _element(instance: ProcessInstance, row: ServiceJob) -> Element:
    return definitions.bundle(instance.definition_id).parsed.elements[row.element_id]
