"""What can be wrong with an expression, said so that its author can put it right."""

from dataclasses import dataclass


class FeelError(Exception):
    """An expression cannot be read or worked out.

    `message` is a sentence for the author; `position` counts characters from 0, or is None when no place is known.
    """

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class FeelSyntaxError(FeelError):
    """The text is not an expression."""


class FeelEvaluationError(FeelError):
    """The expression is well formed but gave no answer where one is demanded."""


class FeelLimitError(FeelError):
    """The expression is too long, too deep or too much work."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing noticed while evaluating that made a part of the expression null."""

    message: str
    position: int | None = None
    place: str = ""  # the part of a decision model, where there is one
