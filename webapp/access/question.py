"""What is asked of the policy."""

from dataclasses import dataclass

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import CaseFacts, Facts, GlassFacts, ProcedureFacts, TaskFacts
from webapp.access.roles import OF_TASKS


@dataclass(frozen=True)
class Question:
    """Who wants to do what to which thing."""

    actor: Actor
    action: Action
    facts: Facts

    @property
    def case(self) -> CaseFacts | None:
        """The case that it is about, if any."""
        if isinstance(self.facts, TaskFacts | ProcedureFacts | GlassFacts):
            return self.facts.case
        return self.facts if isinstance(self.facts, CaseFacts) else None

    @property
    def task(self) -> TaskFacts | None:
        """The task that it is about, if any."""
        return self.facts if isinstance(self.facts, TaskFacts) and self.action in OF_TASKS else None
