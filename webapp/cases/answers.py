"""The shape of what a form's writer takes and gives."""

from collections.abc import Callable, Mapping
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
