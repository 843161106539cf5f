"""What goes wrong inside an element, told with the element that was drawn.

A BPMN error is not a failure: it is caught by the boundary event or event sub-process drawn for it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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


@contextmanager
def guarded(token: "Token") -> Iterator[None]:
    """Turns whatever an element raises into an EngineFault that names it, or into the error that was drawn."""
    from webapp.engine.throwing import throw_error  # the throwing of errors stands on the tokens guarded here

    try:
        yield
    except BpmnError as error:
        if not throw_error(token, error.code, error.variables):
            raise fault(token, f'Nothing in the diagram catches the error "{error.code}".') from error
    except EngineFault as error:
        if error.element_id:
            raise
        raise fault(token, error.sentence) from error
    except RightToKnowError as error:
        raise fault(token, error.sentence) from error
    except FeelError as error:
        raise fault(token, f"An expression could not be worked out: {error}") from error


def fault(token: "Token", sentence: str) -> EngineFault:
    """An EngineFault at the element where the token stands."""
    element = token.node.element
    return EngineFault(f'"{element.title}": {sentence}', element.id, element.name)
