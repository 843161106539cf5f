"""The doorway to the engine: state and command in, Step out. Nothing else changes an instance.

`apply` carries out one command and works no expression out for what follows from it, so its state is a checkpoint that
keeps what a person has typed. `run` then takes the automatic steps. Both are pure: the state that went in stays valid,
and when either raises, nothing has changed.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from webapp.engine import quiet, settling, triggers
from webapp.engine.activities import PersonTask, ServiceTask
from webapp.engine.commands import (
    Command,
    CompleteServiceTask,
    CompleteUserTask,
    FailServiceTask,
    FireTimers,
    SendMessage,
    SendSignal,
    Start,
)
from webapp.engine.failures import fault
from webapp.engine.instance import Instance, Operation
from webapp.engine.node import READY, STARTED, WAITING, Token
from webapp.engine.parse import ParsedDefinition
from webapp.engine.state import has_work, load, save
from webapp.engine.step import AwaitedMessage, AwaitedSignal, OpenTask, PendingJob, PendingTimer, Step
from webapp.engine.throwing import broadcast_signal, deliver_message, throw_error
from webapp.engine.variables import context_of
from webapp.errors import Conflict, EngineFault, Rejected

STEP_LIMIT = 500
FIRINGS = 100
quiet.silence()


def apply(definition: ParsedDefinition, state: bytes | None, command: Command, now: datetime) -> Step:
    """Carries out one command; the answer is the checkpoint from which `run` goes on.

    Raises Conflict when the task is not open any more, Rejected when nobody waits for the message or there is no such
    process to begin, EngineFault when an operation has failed and nothing in the diagram catches that.
    """
    moment = _utc(now)
    if isinstance(command, Start):
        if state is not None:
            raise Conflict("The process instance has already been started.")
        if command.process and command.process not in definition.processes:
            raise Rejected(f'There is no process "{command.process}" in the package.')
        instance = Instance(definition.specification, moment, command.process)
        instance.data.update(command.variables)
        instance.open_up()
    else:
        if state is None:
            raise Conflict("The process instance has not been started.")
        instance = load(state, definition.specification, moment)
        _COMMANDS[type(command)](instance, command)
    return step_of(instance)


def run(
    definition: ParsedDefinition,
    state: bytes,
    operations: Mapping[str, Operation],
    now: datetime,
    step_limit: int = STEP_LIMIT,
    held: Collection[str] = (),
    outbound: Collection[str] = (),
) -> Step:
    """Takes automatic steps until people, events or time have to act.

    Raises EngineFault, with the element drawn, when a step fails or more than `step_limit` would be needed; the state
    that went in is then the state to keep. `held` are elements that failed before: their tokens stay where they are,
    so that the other branches can go on. `outbound` are operations that are not called here but shown in `Step.jobs`.
    """
    instance = load(state, definition.specification, _utc(now))
    instance.operations = operations
    instance.held = frozenset(held)
    instance.outbound = frozenset(outbound)
    taken = 0

    def count(token: Token) -> None:
        nonlocal taken
        taken += 1
        if taken > step_limit:
            raise fault(token, f"More than {step_limit} automatic steps were taken without anyone acting.")

    instance.do_engine_steps(will_complete_task=count)
    _check_alive(instance)
    return step_of(instance)


def look(definition: ParsedDefinition, state: bytes, now: datetime) -> Step:
    """What is open in a saved state, without changing it."""
    return step_of(load(state, definition.specification, _utc(now)))


def _utc(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise ValueError("The engine takes aware moments only.")
    return now.astimezone(UTC)


def _complete(instance: Instance, command: CompleteUserTask) -> None:
    try:
        token = instance.token(UUID(str(command.task_id)))
    except (KeyError, ValueError):
        raise Conflict("This task is no longer open.") from None
    node = token.node
    if token.state != READY or not isinstance(node, PersonTask):
        raise Conflict("This task is no longer open.")
    node.complete_by_person(token, dict(command.variables))


def _waiting_for(instance: Instance, task_id: str) -> tuple[ServiceTask, Token]:
    try:
        token = instance.token(UUID(str(task_id)))
    except (KeyError, ValueError):
        raise Conflict("This service task is no longer there.") from None
    node = token.node
    if token.state != WAITING or token.internal_data.get("on") != "job" or not isinstance(node, ServiceTask):
        raise Conflict("This service task no longer waits for an answer.")
    return node, token


def _complete_service(instance: Instance, command: CompleteServiceTask) -> None:
    node, token = _waiting_for(instance, command.task_id)
    node.take_answer(token, dict(command.variables))


def _fail_service(instance: Instance, command: FailServiceTask) -> None:
    _, token = _waiting_for(instance, command.task_id)
    if not command.error_code:
        raise fault(token, command.message)
    if not throw_error(token, command.error_code, dict(command.variables)):
        raise fault(token, f'Nothing in the diagram catches the error "{command.error_code}".')


def _fire_timers(instance: Instance, _: FireTimers) -> None:
    for _fired in range(FIRINGS):
        due = [token for token in instance.all_tokens() if settling.is_due(token, instance.now)]
        if not due:
            return
        settling.fire(min(due, key=lambda token: (triggers.due_at(token), token.number)), {})


def _send_message(instance: Instance, command: SendMessage) -> None:
    if not deliver_message(instance, command.name, str(command.key or ""), dict(command.variables)):
        raise Rejected(f'Nobody waits for the message "{command.name}" with this key.')


def _send_signal(instance: Instance, command: SendSignal) -> None:
    broadcast_signal(instance, command.name, dict(command.variables))


_COMMANDS: dict[type, Callable[[Instance, Any], None]] = {
    CompleteUserTask: _complete,
    CompleteServiceTask: _complete_service,
    FailServiceTask: _fail_service,
    FireTimers: _fire_timers,
    SendMessage: _send_message,
    SendSignal: _send_signal,
}


def _check_alive(instance: Instance) -> None:
    """An instance in which nothing can ever happen again has been misrun, and must not be stored."""
    if instance.completed or any(token.node.element.id in instance.held for token in instance.all_tokens()):
        return
    waits = [token for token in instance.all_tokens() if token.state in (WAITING, READY) and not _is_joining(token)]
    if waits:
        return
    stuck = next((token for token in instance.all_tokens() if token.state in (WAITING, STARTED)), None)
    sentence = "The process has come to a stop: nothing is open and nothing is waited for."
    raise EngineFault(sentence) if stuck is None else fault(stuck, sentence)


def _written_in_calls(instance: Instance) -> dict[str, Any]:
    """What open called processes have written and not yet given back, that of the one opened last on top.

    Copies of what their callers knew are left out: the caller may know better by now.
    """
    found: dict[str, Any] = {}
    for scope in instance.subprocesses.values():
        if scope.written and scope.is_process:
            found.update({name: scope.data[name] for name in scope.written if name in scope.data})
    return found


def _task_due(token: Token) -> datetime | None:
    due = token.internal_data.get("due_at")
    return None if due is None else datetime.fromisoformat(due)


def _is_joining(token: Token) -> bool:
    return token.state == WAITING and "on" not in token.internal_data


def step_of(instance: Instance) -> Step:
    """What an instance shows of itself, with its state saved and read back."""
    tokens = sorted(instance.all_tokens(), key=lambda token: token.number)
    waiting = [token for token in tokens if token.state == WAITING]
    marks = [(token, token.internal_data) for token in waiting]
    record = instance.record
    return Step(
        state=save(instance),
        open_tasks=tuple(
            OpenTask(str(token.id), token.node.element.id, context_of(token), _task_due(token))
            for token in tokens
            if token.state == READY and token.node.manual
        ),
        timers=tuple(
            PendingTimer(str(token.id), token.node.element.id, due)
            for token in waiting
            if (due := triggers.due_at(token)) is not None
        ),
        awaited=tuple(
            AwaitedMessage(mark["name"], mark.get("key", ""), token.node.element.id)
            for token, mark in marks
            if mark.get("on") == "message"
        ),
        signals=tuple(
            AwaitedSignal(mark["name"], token.node.element.id) for token, mark in marks if mark.get("on") == "signal"
        ),
        finished=tuple(record.finished),
        flows=tuple(record.flows),
        decisions=tuple(record.decisions),
        thrown=tuple(record.thrown),
        ended=instance.completed,
        variables=dict(instance.data),
        called=_written_in_calls(instance),
        jobs=tuple(
            PendingJob(
                str(token.id),
                token.node.element.id,
                token.node.element.operation,
                dict(token.data),
                token.node.element.tries,
            )
            for token, mark in marks
            if mark.get("on") == "job"
        ),
        ready=tuple(sorted({token.node.element.id for token in tokens if has_work(token)})),
        held=tuple(sorted({token.node.element.id for token in tokens} & instance.held)),
    )
