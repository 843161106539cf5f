"""Where thrown events go: errors and escalations outwards to the nearest catch, signals and messages to who waits."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from webapp.engine.node import WAITING, Token

if TYPE_CHECKING:
    from webapp.engine.instance import Instance


def throw_error(token: Token, code: str, payload: dict[str, Any]) -> bool:
    """Hands an error to the nearest boundary event or event sub-process that catches it; False when none does."""
    catcher = _nearest(token, "error", code)
    if catcher is None:
        return False
    catcher.node.fired(catcher, payload)
    return True


def throw_escalation(token: Token, code: str, payload: dict[str, Any]) -> bool:
    """Hands an escalation to the nearest catch; nobody needs to catch it."""
    catcher = _nearest(token, "escalation", code)
    if catcher is None:
        return False
    catcher.node.fired(catcher, payload)
    return True


def _nearest(token: Token, kind: str, code: str) -> Token | None:
    for level in _levels(token):
        named = [listener for listener in level if listener.internal_data.get("name") == code and code]
        open_to_all = [listener for listener in level if not listener.internal_data.get("name")]
        for listener in (*named, *open_to_all):
            if listener.internal_data.get("on") == kind and listener.state == WAITING:
                return listener
    return None


def _levels(token: Token) -> Iterator[list[Token]]:
    """The listeners from the inside out: on the activity itself, in its scope, on the activity around the scope…"""
    current: Token | None = token
    while current is not None:
        yield listeners_of(current)
        body = current.instance.body_of(current)
        if body is not None:
            yield listeners_of(body)
        scope = current.scope
        yield [listener for listener in scope.tokens if listener.internal_data.get("host") == ""]
        current = None if scope is scope.top_workflow else scope.holder


def listeners_of(token: Token) -> list[Token]:
    """The boundary events that listen on an activity."""
    own = str(token.id)
    return [listener for listener in token.scope.tokens if listener.internal_data.get("host") == own]


def deliver_message(instance: "Instance", name: str, key: str, payload: dict[str, Any]) -> bool:
    """Gives a message to the one who has waited longest for it; False when nobody waits."""
    for token in _waiting(instance, "message", name):
        wanted = token.internal_data.get("key", "")
        if not wanted or wanted == key:
            token.node.fired(token, payload)
            return True
    return False


def broadcast_signal(instance: "Instance", name: str, payload: dict[str, Any]) -> int:
    """Gives a signal to everyone who waits for it and says to how many."""
    count = 0
    for token in _waiting(instance, "signal", name):
        # The first who takes the signal may have interrupted the next.
        if token.alive and token.state == WAITING:
            token.node.fired(token, payload)
            count += 1
    return count


def _waiting(instance: "Instance", kind: str, name: str) -> list[Token]:
    found = [
        token
        for token in instance.all_tokens()
        if token.state == WAITING and token.internal_data.get("on") == kind and token.internal_data.get("name") == name
    ]
    return sorted(found, key=lambda token: token.number)
