"""The shape of what a form's writer takes and gives, and how answers are kept whole."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from webapp.access.actor import Actor
from webapp.engine.decisions import DecisionResult

Answers = Mapping[str, Any]
Routing = Mapping[str, object]
Derived = dict[str, object]
Writer = Callable[[Actor, UUID, Answers, Routing], Derived]
# A decision table of the case's own version, asked by its id; None where that version has no such table.
Decide = Callable[[str, Mapping[str, object]], DecisionResult | None]
DecidingWriter = Callable[[Actor, UUID, Answers, Routing, Decide], Derived]


def only(answers: Answers, *keys: str) -> dict[str, Any]:
    """The answers to the named questions, None for those that were not given."""
    return {key: answers.get(key) for key in keys}


def storable(value: Any) -> Any:
    """An answer as JSON keeps it: moments, dates and numbers with decimals become text."""
    if isinstance(value, Mapping):
        return {str(key): storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [storable(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
