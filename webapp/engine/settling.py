"""What follows from a step: scopes that end, conditions that become true, joins that become complete."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from webapp.engine import triggers
from webapp.engine.failures import TROUBLE, fault, take_up
from webapp.engine.gateways import InclusiveGateway
from webapp.engine.node import READY, WAITING, Token

if TYPE_CHECKING:
    from webapp.engine.instance import Instance


def close_finished_scopes(instance: "Instance") -> None:
    """Ends every scope in which no token is left; the activity it ran inside can then be completed."""
    while instance.touched:
        scope, _ = instance.touched.popitem()
        if scope.completed or scope not in instance.places or any(token.holds_scope for token in scope.tokens):
            continue
        scope.clear()
        scope.completed = True
        if scope is not instance:
            holder = scope.holder
            holder.node.scope_ended(holder, scope)
            holder.become(READY)
            instance.agenda.append(holder)
    instance.touched.clear()


def check_conditions(instance: "Instance") -> None:
    """Fires the conditional events whose condition has become true since it was last looked at."""
    if not instance.specification.has_conditions:
        return
    for token in sorted(instance.all_tokens(), key=lambda token: token.number):
        held = token.node.element.id in instance.held
        if not held and token.alive and token.state == WAITING and token.internal_data.get("on") == "conditional":
            try:
                if triggers.has_become_true(token):
                    fire(token, {})
            except TROUBLE as trouble:
                take_up(token, trouble)


def open_inclusive_joins(instance: "Instance") -> bool:
    """Lets the inclusive joins go on to which no other token can come; says whether there was one."""
    if not instance.specification.has_inclusive_joins:
        return False
    for scope in instance.places:
        for token in scope.tokens:
            if token.state == WAITING and isinstance(token.node, InclusiveGateway) and token.node.is_complete(token):
                token.node.merge(token)
                return True
    return False


def is_due(token: Token, now: datetime) -> bool:
    """Whether the token waits for a moment that has come."""
    due = triggers.due_at(token)
    return due is not None and due <= now


def fire(token: Token, payload: dict[str, Any]) -> None:
    """The event that a token or listener waits for has happened."""
    if token.state != WAITING or "on" not in token.internal_data:
        raise fault(token, "It does not wait for an event.")
    token.node.fired(token, payload)
