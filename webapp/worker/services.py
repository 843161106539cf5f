"""Operations outside are called, outside any transaction, and their answers handed to the cases."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from webapp.config import Settings
from webapp.database import Database
from webapp.engine.failures import BpmnError
from webapp.engine.values import NotStorable, to_plain
from webapp.errors import RightToKnowError
from webapp.instances import answers, jobs, outbound
from webapp.instances.jobs import Answer, Claimed
from webapp.instances.outbound import Surroundings
from webapp.notifications.delivery import MailServer

AT_ONCE = 50
RENEW = jobs.LEASE / 3
# An operation that takes longer than this is held to be stuck: its lease is no longer renewed.
LONGEST = timedelta(minutes=10)
log = logging.getLogger(__name__)


def carry_out_due(database: Database, settings: Settings, stopping: threading.Event | None = None) -> int:
    """Calls what is due and hands over what was answered; says how much it was. Nothing is begun while stopping."""
    around = Surroundings(MailServer.of(settings))
    with database.transaction():
        due = jobs.due(AT_ONCE)
        waiting = jobs.instances_with_answers(AT_ONCE)
    called = 0
    for job_id in due:
        if stopping is not None and stopping.is_set():
            break
        with database.transaction():
            job = jobs.claim(job_id)
        if job is None:
            continue
        with _held(database, job):
            answer = _call(database, job, around)
        with database.transaction():
            jobs.record(job, answer)
        called += 1
    if due:
        with database.transaction():
            waiting = jobs.instances_with_answers(AT_ONCE)
    return called + _deliver(database, waiting)


def _deliver(database: Database, waiting: Sequence[UUID]) -> int:
    delivered = 0
    for instance_id in waiting:
        try:
            with database.transaction():
                delivered += answers.deliver(instance_id)
        except Exception as error:  # noqa: BLE001 - whatever one case does, the others must still get their answers
            log.error("Answers for instance %s could not be handed over: %s", instance_id, type(error).__name__)
            with database.transaction():
                answers.postpone(instance_id)
    return delivered


def _call(database: Database, job: Claimed, around: Surroundings) -> Answer:
    """What came of one call. A text that an operation raises is not kept, unless it is one of our own sentences."""
    operation = outbound.OUTBOUND.get(job.operation)
    described = jobs.described(job.operation)
    if operation is None:
        return Answer("failed", {}, sentence=f'There is no operation "{job.operation}" any more.')
    begun = False
    try:
        with database.transaction():
            request = operation.prepare(job.case_id, job.variables)
        begun = True
        results = operation.perform(request, str(job.id), around)
    except BpmnError as error:
        return _checked(Answer("error", error.variables, code=error.code), described.writes, job)
    except RightToKnowError as refusal:
        return Answer("failed", {}, sentence=refusal.sentence)
    except Exception as error:  # noqa: BLE001 - whatever an operation raises, its case must hear of it
        log.warning("Job %s failed: %s", job.id, type(error).__name__)
        if begun and described.at_most_once:
            return Answer("unknown", {})
        sentence = f'The operation "{job.operation}" failed ({type(error).__name__}).'
        return Answer("failed", {}, sentence=sentence, again=True)
    return _checked(Answer("done", results), described.writes, job)


def _checked(answer: Answer, declared: frozenset[str], job: Claimed) -> Answer:
    """The answer, or a failure when it brings what the operation does not declare or what cannot be kept."""
    further = sorted(answer.variables.keys() - declared)
    if further:
        sentence = f'The operation "{job.operation}" answered with {", ".join(further)}, which it does not declare.'
        return Answer("failed", {}, sentence=sentence)
    try:
        to_plain(dict(answer.variables))
    except NotStorable as error:
        return Answer("failed", {}, sentence=str(error))
    return answer


@contextmanager
def _held(database: Database, job: Claimed) -> Iterator[None]:
    """Renews the lease while the operation works."""
    done = threading.Event()
    renewals = int(LONGEST / RENEW)

    def renew() -> None:
        for _ in range(renewals):
            if done.wait(RENEW.total_seconds()):
                return
            try:
                with database.transaction():
                    if not jobs.extend(job):
                        return
            except Exception as error:  # noqa: BLE001 - a lease that is not renewed runs out, which is safe
                log.warning("The lease of job %s could not be renewed: %s", job.id, type(error).__name__)

    keeper = threading.Thread(target=renew, name=f"lease of {job.id}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()
