"""Who acts: a person who signed in, or the system itself when a timer or an operation runs."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """A person at work, with the groups they belong to now.

    `confirmed` says that they proved who they are within the last minutes, as a sign-off needs it; only a door that
    has seen the proof sets it.
    """

    id: UUID
    login: str
    name: str
    groups: frozenset[str]
    force: str = ""
    confirmed: bool = False

    def is_in(self, group: str) -> bool:
        """Whether the person belongs to a group."""
        return group in self.groups

    @property
    def is_system(self) -> bool:
        """Whether the clock or the engine acts, and no person."""
        return self.id == SYSTEM_ID


SYSTEM_ID = UUID(int=0)
SYSTEM = Actor(SYSTEM_ID, "system", "The system", frozenset())
