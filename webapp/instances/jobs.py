"""Calls of operations outside: written with the case, claimed by one worker at a time, answered once.

A worker holds a job by a lease that it renews while the operation works. When it dies, the lease runs out and another
worker calls again; the fence tells an answer that comes too late from the one that counts.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import SystemRandom
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, select, update

from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.definitions import rules as definitions
from webapp.engine.operations import DescribedOperation
from webapp.engine.step import PendingJob, Step
from webapp.engine.values import from_plain, to_plain
from webapp.instances import incidents, rules
from webapp.instances.model import ProcessInstance
from webapp.instances.worker_model import ServiceJob

LEASE = timedelta(seconds=60)
GIVEN_UP = frozenset({"failed", "unknown"})
_CHANCE = SystemRandom()
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claimed:
    """A job that this worker holds. `variables` are what the task gives the operation."""

    id: UUID
    case_id: UUID
    fence: int
    operation: str
    variables: Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came of a call: `done` with results, a BPMN `error` with its code, `failed` with a sentence, or `unknown`.

    `again` asks for another try, as long as there is one left.
    """

    outcome: str
    variables: Mapping[str, Any]
    code: str = ""
    sentence: str = ""
    again: bool = False


def note(instance: ProcessInstance, step: Step) -> None:
    """Brings the jobs of an instance in line with a step: new ones are put out, those of tasks that are gone end."""
    rows = session().scalars(
        select(ServiceJob).where(ServiceJob.instance_id == instance.id, ServiceJob.settled_at.is_(None))
    )
    known = {row.engine_task_id: row for row in rows}
    wanted = {job.task_id: job for job in step.jobs}
    for task_id, row in known.items():
        if task_id in wanted:
            row.element_id = wanted[task_id].element_id
        else:
            settle(row, "cancelled")
            incidents.close_of_job(instance, row, Event.INCIDENT_DROPPED)
    session().add_all(_new(instance, job) for task_id, job in wanted.items() if task_id not in known)


def due(limit: int) -> Sequence[UUID]:
    """The jobs to be called now, and those whose worker has let its lease run out."""
    query = select(ServiceJob.id).where(
        ServiceJob.status.in_(["waiting", "running"]), ServiceJob.attempt_at <= now(), ServiceJob.settled_at.is_(None)
    )
    return session().scalars(query.order_by(ServiceJob.attempt_at).limit(limit)).all()


def claim(job_id: UUID) -> Claimed | None:
    """Takes a due job for this worker; None when another was first, or when it must not be called again."""
    query = select(ServiceJob).where(
        ServiceJob.id == job_id, ServiceJob.status.in_(["waiting", "running"]), ServiceJob.attempt_at <= now()
    )
    row = session().scalars(query.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    if row.status == "running" and (given_up := _after_a_crash(row)) is not None:
        _answered(row, given_up)
        return None
    row.status = "running"
    row.attempts += 1
    row.fence += 1
    row.attempt_at = now() + LEASE
    return Claimed(row.id, row.case_id, row.fence, row.operation, from_plain(row.variables))


def extend(job: Claimed) -> bool:
    """Renews the lease; False when the job is no longer this worker's."""
    return _changed(
        update(ServiceJob)
        .where(ServiceJob.id == job.id, ServiceJob.fence == job.fence, ServiceJob.status == "running")
        .values(attempt_at=now() + LEASE)
    )


def record(job: Claimed, answer: Answer) -> bool:
    """Keeps what came of a call, or sets the next one; False when the answer comes too late and is dropped."""
    row = session().scalars(
        select(ServiceJob)
        .where(ServiceJob.id == job.id, ServiceJob.fence == job.fence, ServiceJob.status == "running")
        .with_for_update()
    )
    held = row.one_or_none()
    if held is None:
        log.warning("The answer to job %s came too late and was dropped.", job.id)
        return False
    if answer.again and held.attempts < held.tries:
        held.status = "waiting"
        held.attempt_at = now() + rules.wait_after(held.attempts, _CHANCE.random())
    else:
        _answered(held, answer)
    return True


def instances_with_answers(limit: int) -> Sequence[UUID]:
    """The instances for which an answer waits."""
    query = select(ServiceJob.instance_id).where(ServiceJob.status == "answered", ServiceJob.attempt_at <= now())
    return session().scalars(query.distinct().limit(limit)).all()


def answered_of(instance_id: UUID) -> ServiceJob | None:
    """The oldest job of an instance whose answer waits; the caller holds the instance."""
    query = select(ServiceJob).where(
        ServiceJob.instance_id == instance_id, ServiceJob.status == "answered", ServiceJob.attempt_at <= now()
    )
    return session().scalar(query.order_by(ServiceJob.attempt_at, ServiceJob.id).limit(1).with_for_update())


def answer_of(row: ServiceJob) -> Answer:
    """The answer as it was kept."""
    kept = from_plain(row.answer)
    return Answer(kept["outcome"], kept["variables"], kept["code"], kept["sentence"])


def open_on(instance_id: UUID, element_id: str) -> UUID | None:
    """The job of an element that is to be called next; None when it waits for none."""
    query = select(ServiceJob.id).where(
        ServiceJob.instance_id == instance_id, ServiceJob.element_id == element_id, ServiceJob.status == "waiting"
    )
    return session().scalar(query.order_by(ServiceJob.created_at, ServiceJob.id).limit(1))


def given_up(instance_id: UUID) -> Sequence[ServiceJob]:
    """The jobs of an instance that nobody calls any more and a person has to look at."""
    query = select(ServiceJob).where(ServiceJob.instance_id == instance_id, ServiceJob.status.in_(GIVEN_UP))
    return session().scalars(query).all()


def of_incident(incident_id: UUID) -> ServiceJob | None:
    """The job that an incident is about; None for one of another kind."""
    return session().scalar(select(ServiceJob).where(ServiceJob.incident_id == incident_id))


def settle(row: ServiceJob, status: str) -> None:
    """Ends a job and forgets what went out and came back."""
    row.status, row.settled_at = status, now()
    row.variables, row.answer = {}, {}


def call_again(row: ServiceJob, job: PendingJob | None) -> None:
    """Has a job that was given up called again, with what the task gives now."""
    row.status, row.attempt_at, row.attempts, row.answer = "waiting", now(), 0, {}
    row.fence += 1
    if job is not None:
        row.variables, row.tries = to_plain(dict(job.variables)), job.tries


def described(operation: str) -> DescribedOperation:
    """What is known of an operation; one that is no longer registered is described as nothing."""
    return definitions.OPERATIONS.get(operation, DescribedOperation())


def _new(instance: ProcessInstance, job: PendingJob) -> ServiceJob:
    return ServiceJob(
        case_id=instance.case_id,
        instance_id=instance.id,
        engine_task_id=job.task_id,
        element_id=job.element_id,
        operation=job.operation,
        variables=to_plain(dict(job.variables)),
        answer={},
        tries=job.tries,
        created_at=now(),
        attempt_at=now(),
    )


def _after_a_crash(row: ServiceJob) -> Answer | None:
    """What is to be said of a job whose worker died: None when it may simply be called again."""
    if described(row.operation).at_most_once:
        return Answer("unknown", {})
    if row.attempts >= row.tries:
        return Answer("failed", {}, sentence=f"The worker stopped in the middle of it, {row.attempts} times.")
    return None


def _answered(row: ServiceJob, answer: Answer) -> None:
    row.status, row.attempt_at = "answered", now()
    row.answer = to_plain(
        {
            "outcome": answer.outcome,
            "variables": dict(answer.variables),
            "code": answer.code,
            "sentence": answer.sentence,
        }
    )


def _changed(statement: Any) -> bool:
    result: CursorResult[Any] = session().execute(statement)  # type: ignore[assignment]  # an UPDATE gives a cursor's
    return result.rowcount == 1
