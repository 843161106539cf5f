"""What happened during one engine call, gathered for the Step."""

from datetime import datetime
from typing import TYPE_CHECKING

from webapp.engine.step import EvaluatedDecision, FinishedElement, Thrown

if TYPE_CHECKING:
    from webapp.engine.node import Token


class Recorder:
    """The account of one call."""

    def __init__(self) -> None:
        self.finished: list[FinishedElement] = []
        self.flows: list[str] = []
        self.decisions: list[EvaluatedDecision] = []
        self.thrown: list[Thrown] = []

    def finish(self, token: "Token", at: datetime) -> None:
        """Notes a finished element."""
        element = token.node.element
        self.finished.append(FinishedElement(element.id, element.process, at, str(token.id)))
