"""What goes wrong inside an element, told with the element that was drawn.

A BPMN error is not a failure: it is caught by the boundary event or event sub-process drawn for it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from webapp.errors import EngineFault, RightToKnowError
from webapp.feel import FeelError

if TYPE_CHECKING:
    from webapp.engine.node import Token


class BpmnError(Exception):
    """Raised by an operation to take the way drawn for an error with this code."""

    def __init__(self, code: str, variables: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.variables = dict(variables or {})


# What an element may raise on its own account; anything else is a mistake of the engine's and stays what it is.
TROUBLE = (BpmnError, RightToKnowError, FeelError)


def take_up(token: "Token", trouble: Exception) -> None:
    """Hands a BPMN error to where it is caught; raises an EngineFault that names the element for everything else."""
    from webapp.engine.throwing import throw_error  # the throwing of errors stands on the tokens that fail here

    if isinstance(trouble, BpmnError):
        if throw_error(token, trouble.code, trouble.variables):
            return
        raise fault(token, f'Nothing in the diagram catches the error "{trouble.code}".') from trouble
    if isinstance(trouble, EngineFault) and trouble.element_id:
        raise trouble
    if isinstance(trouble, RightToKnowError):
        raise fault(token, trouble.sentence) from trouble
    raise fault(token, f"An expression could not be worked out: {trouble}") from trouble


def fault(token: "Token", sentence: str) -> EngineFault:
    """An EngineFault at the element where the token stands."""
    element = token.node.element
    return EngineFault(f'"{element.title}": {sentence}', element.id, element.name)
