"""The shape of what a form's writer takes and gives, and how answers are kept whole."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from webapp.access.actor import Actor

Answers = Mapping[str, Any]
Routing = Mapping[str, object]
Derived = dict[str, object]
Writer = Callable[[Actor, UUID, Answers, Routing], Derived]


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
