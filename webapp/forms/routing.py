"""The answers that steer the process: the only ones that leave the form for the engine."""

from collections.abc import Mapping
from typing import Any

from webapp.forms.question import FormDefinition


def routing_values(definition: FormDefinition, clean_answers: Mapping[str, Any]) -> dict[str, Any]:
    """The process variables that a submission sets: booleans, whole numbers and values of closed choices.

    A routing question that was not asked or not answered sets its variable to None, so that an answer of an earlier
    round does not go on steering.
    """
    return {field.key: clean_answers.get(field.key) for field in definition.questions() if field.routing}
