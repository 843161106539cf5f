"""An instance goes on: one command, the automatic steps after it, and the messages that its case sends itself."""

from uuid import UUID

from sqlalchemy import select

from webapp.access.actor import SYSTEM, SYSTEM_ID, Actor
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.definitions import rules as registered
from webapp.engine import adapter
from webapp.engine.commands import Command
from webapp.engine.operations import outbound_among
from webapp.engine.step import Step
from webapp.errors import Conflict, EngineFault, NotFound
from webapp.instances import incidents, messages, operations, projection
from webapp.instances.model import ProcessInstance

# So many messages may pass between the runs of a case in one transaction; the worker hands over what is left.
MOST_PASSED_ON = 50


def locked(instance_id: UUID) -> ProcessInstance:
    """The instance, held against every other writer until the transaction ends, with every other run of its case.

    Two runs of one case reach into each other by messages. All are held in one order, the main one first: what was
    begun while somebody waited for it cannot have been held by anybody who does not hold the main one.
    """
    of_case = select(ProcessInstance.case_id).where(ProcessInstance.id == instance_id).scalar_subquery()
    query = select(ProcessInstance).where(ProcessInstance.case_id == of_case)
    order = (ProcessInstance.procedure != "", ProcessInstance.id)
    held = query.order_by(*order).with_for_update().execution_options(populate_existing=True)
    instance = {run.id: run for run in session().scalars(held)}.get(instance_id)
    if instance is None:
        raise NotFound("There is no such process.")
    return instance


def move(actor: Actor, instance: ProcessInstance, command: Command) -> str:
    """Carries out one command, keeps that state as the checkpoint, then takes the automatic steps after it.

    What an instance of the case sends to its own case arrives in the same transaction. Returns the sentence of the
    first new fault of the instance, or an empty text.
    """
    failure, calls = _carry_out(actor, instance, command)
    _settle(instance.case_id, calls)
    return failure


def run_on(actor: Actor, instance: ProcessInstance, *, retry: str | None = None) -> str:
    """Takes the automatic steps; one that fails holds its own branch, and the others go on.

    A branch that an incident holds stays held until somebody retries it: `retry` is its element. Returns the sentence
    of the first new fault.
    """
    failure, calls = _run_on(actor, instance, retry)
    _settle(instance.case_id, calls)
    return failure


def note_message(instance: ProcessInstance, name: str) -> None:
    """Records that a message has come to a case."""
    audit.record(Event.MESSAGE_ARRIVED, SYSTEM_ID, instance.case_id, {"name": name})


def _settle(case_id: UUID, calls: bool) -> None:
    """What was sent arrives; then who may know of the case follows its tasks, once for all that was done."""
    if calls:
        _pass_on(case_id)
    projection.note_members(case_id)


def _pass_on(case_id: UUID) -> None:
    """Hands over what the runs of a case have sent it, to whichever of them waits, until none takes anything more.

    What fails there is an incident of that run, and undoes nothing of who has sent it.
    """
    for _ in range(MOST_PASSED_ON):
        found = messages.next_within(case_id)
        if found is None:
            return
        row, receiver = found
        try:
            with session().begin_nested():
                note_message(receiver, row.name)
                _carry_out(SYSTEM, receiver, messages.take(row))
        except EngineFault as fault:
            incidents.note(SYSTEM, receiver, fault)
            messages.put_off(row)


def _carry_out(actor: Actor, instance: ProcessInstance, command: Command) -> tuple[str, bool]:
    bundle = definitions.bundle(instance.definition_id)
    checkpoint = adapter.apply(bundle.parsed, instance.state, command, now())
    projection.project(actor, instance, bundle, checkpoint)
    failure, calls = _run_on(actor, instance)
    return failure, calls or _calls_its_case(instance, checkpoint)


def _calls_its_case(instance: ProcessInstance, step: Step) -> bool:
    """Whether the step has sent something to the instance's own case, or waits for something from it."""
    own = str(instance.case_id)
    sent = any(thrown.kind == "message" and thrown.key == own for thrown in step.thrown)
    return sent or any(awaited.key == own for awaited in step.awaited)


def _run_on(actor: Actor, instance: ProcessInstance, retry: str | None = None) -> tuple[str, bool]:
    bundle = definitions.bundle(instance.definition_id)
    if instance.state is None:
        raise Conflict("This process was never started.")
    known = {row.element_id for row in incidents.holding(instance.id)} - ({retry} if retry is not None else set())
    outbound = outbound_among(registered.OPERATIONS)
    faults: list[EngineFault] = []
    while True:
        held = known | {failed.element_id for failed in faults}
        try:
            # Whatever a failing step wrote is undone with it; the checkpoint stands.
            with session().begin_nested():
                done = operations.bound_to(instance.case_id)
                step: Step = adapter.run(bundle.parsed, instance.state, done, now(), held=held, outbound=outbound)
            break
        except EngineFault as fault:
            if not fault.element_id or fault.element_id in held:
                incidents.note(actor, instance, fault)
                return fault.sentence, False
            faults.append(fault)
    projection.project(actor, instance, bundle, step)
    for failed in faults:
        incidents.note(actor, instance, failed)
    incidents.resolve(actor, instance, failed={failed.element_id for failed in faults}, held=step.held, gone=known)
    return faults[0].sentence if faults else "", _calls_its_case(instance, step)
