"""What an event waits for, as the compiler sets it down, and what a token remembers while it waits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.engine import timers
from webapp.engine.drawn import EventKind
from webapp.engine.expressions import Formula
from webapp.engine.failures import fault
from webapp.engine.node import WAITING, Node, Token
from webapp.engine.variables import context_of


@dataclass(frozen=True, slots=True)
class Trigger:
    """A compiled event: `formula` gives a timer's text, a message's key or a condition."""

    kind: EventKind
    name: str = ""
    timer: str = ""
    formula: Formula | None = None


def trigger_of(node: Node) -> Trigger:
    """The trigger of an element that waits for one."""
    if node.trigger is None:
        raise TypeError(f"{type(node).__name__} waits for nothing.")
    return node.trigger


def arm(token: Token, trigger: Trigger, seen_from: Token | None = None) -> None:
    """Makes the token wait for the trigger. `seen_from` is the token whose variables the expressions see."""
    context = context_of(seen_from or token)
    marks: dict[str, Any] = {"on": trigger.kind, "name": trigger.name}
    if trigger.kind == "timer":
        marks.update(_timer_marks(token, trigger, context))
    elif trigger.kind == "message" and trigger.formula is not None:
        marks["key"] = _key(token, trigger.formula, context)
    elif trigger.kind == "conditional":
        marks["was"] = False
        token.instance.changed = True
    token.internal_data.update(marks)
    token.become(WAITING)
    if trigger.kind == "timer" and marks["due"] <= token.instance.now.isoformat():
        token.instance.agenda.append(token)


def _timer_marks(token: Token, trigger: Trigger, context: dict[str, Any]) -> dict[str, Any]:
    if trigger.formula is None:
        raise fault(token, "The timer has no text.")
    value = trigger.formula.evaluate(context, token.instance.now)
    try:
        return timers.start(trigger.timer, value, token.instance.now)
    except ValueError as error:
        raise fault(token, str(error)) from None


def _key(token: Token, formula: Formula, context: dict[str, Any]) -> str:
    value = formula.evaluate(context, token.instance.now)
    if value is None or isinstance(value, (bool, dict, list)) or value == "":
        raise fault(token, "The correlation key of the message is empty. It must be a text or a number.")
    return str(value)


def due_at(token: Token) -> datetime | None:
    """When the timer of the token is due, or None when it waits for something else."""
    due = token.internal_data.get("due")
    if token.internal_data.get("on") != "timer" or due is None or token.state != WAITING:
        return None
    return datetime.fromisoformat(due)


def next_cycle(token: Token) -> bool:
    """Moves a repeating timer to its next moment; False when it was the last."""
    marks = timers.after_firing(token.internal_data)
    if marks is None:
        return False
    token.internal_data.update(marks)
    return True


def has_become_true(token: Token) -> bool:
    """Whether the condition of a waiting conditional event is true and was not before."""
    trigger = trigger_of(token.node)
    if trigger.formula is None:
        raise fault(token, "The event has no condition.")
    seen_from = token.instance.host_of(token) or token
    value = trigger.formula.evaluate(context_of(seen_from), token.instance.now)
    if value not in (True, False, None) or not isinstance(value, (bool, type(None))):
        raise fault(token, "Its condition is neither true nor false.")
    before = token.internal_data["was"]
    token.internal_data["was"] = bool(value)
    return bool(value) and not before
