"""Where variables live and who sees them, as in Camunda 8.

A process instance has variables; an activity with input mappings, an item of a multi-instance and a sub-process have
their own on top. There is one value of a variable in a scope, never a copy in each branch: branches that run at the
same time see each other's results, and a join cannot bring an old value back.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from webapp.engine.instance import Instance, Scope
    from webapp.engine.node import Token


def context_of(token: "Token", **extra: Any) -> dict[str, Any]:
    """Everything that an expression on the token's element may name; the nearest value wins."""
    context: dict[str, Any] = {}
    for layer in reversed(_layers(token)):
        context.update(layer)
    context.update(extra)
    return context


def context_of_scope(scope: "Scope | Instance") -> dict[str, Any]:
    """Everything that is visible in a scope."""
    context: dict[str, Any] = {}
    for layer in reversed(_scope_layers(scope)):
        context.update(layer)
    return context


def assign(token: "Token", values: Mapping[str, Any]) -> None:
    """Writes results of an element: where a variable already lives, otherwise at the process."""
    _write(_layers(token), values, token.scope)


def assign_outside(token: "Token", values: Mapping[str, Any]) -> None:
    """Writes results past the element's own variables, into what surrounds it."""
    _write(_layers(token)[1:], values, token.scope)


def _write(layers: list[dict[str, Any]], values: Mapping[str, Any], scope: "Scope | Instance") -> None:
    if not values:
        return
    for name, value in values.items():
        home = next((layer for layer in layers if name in layer), layers[-1])
        home[name] = value
        if home is layers[-1]:
            scope.process_scope.written.add(name)
    scope.top_workflow.changed = True


def _layers(token: "Token") -> list[dict[str, Any]]:
    layers = [token.data]
    body = token.instance.body_of(token)
    if body is not None:
        layers.append(body.data)
    return layers + _scope_layers(token.scope)


def _scope_layers(scope: "Scope | Instance") -> list[dict[str, Any]]:
    layers = [scope.data]
    while not scope.is_process:
        holder = scope.holder
        layers.append(holder.data)
        body = holder.instance.body_of(holder)
        if body is not None:
            layers.append(body.data)
        scope = holder.scope
        layers.append(scope.data)
    return layers


def put(target: dict[str, Any], path: str, value: Any) -> None:
    """Sets `a` or `a.b.c` in a mapping, making the records on the way; a record is copied before it is changed."""
    head, _, rest = path.partition(".")
    if not rest:
        target[head] = value
        return
    present = target.get(head)
    inner = dict(present) if isinstance(present, Mapping) else {}
    put(inner, rest, value)
    target[head] = inner
