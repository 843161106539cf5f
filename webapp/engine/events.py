"""Events: starts, ends, what is thrown on the way and what is waited for."""

from typing import Any
from uuid import UUID

from webapp.engine import mappings, triggers
from webapp.engine.drawn import Element
from webapp.engine.failures import fault
from webapp.engine.gateways import rivals
from webapp.engine.mappings import Mapping
from webapp.engine.node import READY, Node, Token
from webapp.engine.specification import ScopeSpec
from webapp.engine.step import Thrown
from webapp.engine.throwing import broadcast_signal, deliver_message, throw_error, throw_escalation
from webapp.engine.triggers import Trigger, trigger_of
from webapp.engine.variables import context_of


class Passing(Node):
    """A start event without a trigger, an intermediate event that does nothing, a link: the token goes on."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element) -> None:
        super().__init__(spec, key, element)
        self.given_out: tuple[Mapping, ...] = ()


class CatchEvent(Node):
    """Waits for a timer, message, signal or condition, then goes on. Also a start event that waits to be triggered."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element, trigger: Trigger) -> None:
        super().__init__(spec, key, element)
        self.trigger = trigger
        self.given_out: tuple[Mapping, ...] = ()

    def begin(self, token: Token) -> bool:
        triggers.arm(token, trigger_of(self))
        return False

    def fired(self, token: Token, payload: dict[str, Any]) -> None:
        end_race(token)
        occur(token, payload)

    def perform(self, token: Token) -> bool:
        mappings.publish(token, self.given_out, token.internal_data.pop("payload", {}))
        return True


def end_race(token: Token) -> None:
    """The first of several events has happened: the others are given up, and the gateway before them is done."""
    race = token.internal_data.pop("race", None)
    if race is None:
        return
    for other in rivals(token, race):
        other.withdraw()
    if race != "start":
        gateway = token.scope.tasks[UUID(race)]
        gateway.node.record(gateway)
        gateway.discard()


def occur(token: Token, payload: dict[str, Any]) -> None:
    """The event has happened: the token can be carried out, with what the event brought."""
    token.internal_data = {"payload": payload} if payload else {}
    token.become(READY)
    token.instance.agenda.append(token)


class BoundaryEvent(Node):
    """Listens while its activity is open; interrupts it, or starts a way beside it each time it happens."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element, trigger: Trigger) -> None:
        super().__init__(spec, key, element)
        self.trigger = trigger
        self.given_out: tuple[Mapping, ...] = ()

    def begin(self, token: Token) -> bool:
        """A listener begins to listen; for an event that has happened there is nothing to wait for."""
        if not token.armed:
            return True
        triggers.arm(token, trigger_of(self), token.scope.tasks[UUID(token.internal_data["host"])])
        return False

    def fired(self, token: Token, payload: dict[str, Any]) -> None:
        scope = token.scope
        host = scope.tasks[UUID(token.internal_data["host"])]
        if self.element.interrupting:
            host.withdraw()
        elif trigger_of(self).kind == "timer" and not triggers.next_cycle(token):
            token.discard()
        scope.spawn(self, state=READY, payload=payload)

    def perform(self, token: Token) -> bool:
        mappings.publish(token, self.given_out, token.internal_data.pop("payload", {}))
        return True


class EventSubProcessStart(Node):
    """Listens while the scope is open; the event sub-process then replaces the scope's work or runs beside it."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element, trigger: Trigger, body: Node) -> None:
        super().__init__(spec, key, element)
        self.trigger = trigger
        self.body = body

    def begin(self, token: Token) -> bool:
        triggers.arm(token, trigger_of(self))
        return False

    def fired(self, token: Token, payload: dict[str, Any]) -> None:
        scope = token.scope
        if self.element.interrupting:
            scope.clear()
        elif trigger_of(self).kind == "timer" and not triggers.next_cycle(token):
            token.discard()
        scope.spawn(self.body, payload=payload)


class ThrowEvent(Node):
    """Throws a message, signal or escalation and goes on; an end event has no flow to go on along."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element, trigger: Trigger) -> None:
        super().__init__(spec, key, element)
        self.thrown = trigger
        self.taken_in: tuple[Mapping, ...] = ()

    def begin(self, token: Token) -> bool:
        mappings.take_in(token, self.taken_in)
        return True

    def leave(self, token: Token) -> None:
        self.record(token)
        throw(token, self.thrown, dict(token.data) if self.taken_in else {})
        # What was thrown may have interrupted the way that it was thrown on.
        if token.present:
            self.go_on(token)


def throw(token: Token, trigger: Trigger, payload: dict[str, Any]) -> None:
    """Throws an escalation outwards, a signal to all, or a message to whoever in the instance waits for it.

    Signals, and messages that nobody here waits for, are noted in the step for the application to pass on.
    """
    record, element = token.instance.record, token.node.element
    if trigger.kind == "escalation":
        throw_escalation(token, trigger.name, payload)
    elif trigger.kind == "signal":
        record.thrown.append(Thrown("signal", trigger.name, "", element.id, payload))
        broadcast_signal(token.instance, trigger.name, payload)
    else:
        value = None if trigger.formula is None else trigger.formula.evaluate(context_of(token), token.instance.now)
        key = "" if value is None else str(value)
        if not deliver_message(token.instance, trigger.name, key, payload):
            record.thrown.append(Thrown("message", trigger.name, key, element.id, payload))


class EndEvent(Node):
    """Gives up the token. The scope ends when it was the last."""


class TerminateEnd(Node):
    """Ends the scope it stands in, whatever else is still going on there."""

    def leave(self, token: Token) -> None:
        self.record(token)
        token.scope.clear(keep=token)
        token.discard()


class ErrorEnd(Node):
    """Throws an error to the nearest catch drawn around it."""

    def __init__(self, spec: ScopeSpec, key: str, element: Element, code: str) -> None:
        super().__init__(spec, key, element)
        self.code = code

    def leave(self, token: Token) -> None:
        self.record(token)
        if not throw_error(token, self.code, {}):
            raise fault(token, f'Nothing in the diagram catches the error "{self.code}".')
        token.discard()
