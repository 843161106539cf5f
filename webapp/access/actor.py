"""Who acts: a person who signed in, or the system itself when a timer or an operation runs."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """A person at work, with what the policy asks of them, read at the beginning of the request.

    `units` are the units whose work is offered to this person: their own, and every unit of the force where their own
    serves the whole force. `accounts` are all the accounts of the same human being, so that a second login is no second
    person. `identifiers` are the digests of what names them or their relatives. `covers` are the people whose tasks
    they look after at present. `confirmed` says that they proved who they are within the last minutes, as a
    sign-off needs it; only a door that has seen the proof sets it.
    """

    id: UUID
    login: str
    name: str
    groups: frozenset[str]
    force: str = ""
    unit: UUID | None = None
    units: frozenset[UUID] = frozenset()
    accounts: frozenset[UUID] = frozenset()
    identifiers: frozenset[str] = frozenset()
    covers: frozenset[UUID] = frozenset()
    active: bool = True
    confirmed: bool = False

    def is_in(self, group: str) -> bool:
        """Whether the person belongs to a group."""
        return group in self.groups

    @property
    def selves(self) -> frozenset[UUID]:
        """Every account of this human being, this one included."""
        return self.accounts | {self.id}

    @property
    def is_system(self) -> bool:
        """Whether the clock or the engine acts, and no person."""
        return self.id == SYSTEM_ID


SYSTEM_ID = UUID(int=0)
SYSTEM = Actor(SYSTEM_ID, "system", "The system", frozenset())
