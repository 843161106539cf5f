"""What a search through the runs of a diagram asks about the law: which legal steps, and which disclosures."""

from collections.abc import Iterable
from dataclasses import dataclass

from webapp.engine.drawn import Element
from webapp.engine.outcomes import NONE, OWED, Legal, Summary

URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Asking:
    """The legal steps that count, and the disclosures that it is about: those that tell in this way.

    `tells` is the value of the property `discloses`. Where the steps are asked for `afterwards`, such a disclosure owes
    them; otherwise it is noted with the steps that were done before it.
    """

    steps: Legal = NONE
    tells: str = "true"
    afterwards: bool = False

    def is_about(self, element: Element) -> bool:
        """Whether the element is one of the disclosures."""
        return bool(self.steps) and element.properties.get("discloses") == self.tells

    def owes(self, element: Element) -> bool:
        """Whether the steps have to follow the element."""
        return self.afterwards and self.is_about(element)

    def legal(self, element: Element) -> Legal:
        """The legal step that the element is, when it is one of those asked for, and what it owes from then on."""
        own = frozenset([element.properties.get("legalStep", "")]) & self.steps
        return own | self.owing if self.owes(element) else own

    @property
    def owing(self) -> Legal:
        """All the steps as owed."""
        return frozenset(f"{OWED}{step}" for step in self.steps)

    def owing_in(self, elements: Iterable[Element], inside: Iterable[Summary]) -> Legal:
        """What may be owed at any moment in a scope: all of it, when something is told in it or in what it holds."""
        told = any(map(self.owes, elements)) or any(summary.owing for summary in inside)
        return self.owing if told else NONE


NOTHING_ASKED = Asking()
