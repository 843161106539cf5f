"""What the policy answers."""

from dataclasses import dataclass

from webapp.access.facts import Ground


@dataclass(frozen=True)
class Allowed:
    """The act is permitted; about a case or task, on this ground."""

    ground: Ground | None = None


@dataclass(frozen=True)
class Denied:
    """The act is refused by a rule; `hides` when the person may not even know that the thing exists."""

    reason: str
    hides: bool = False
    rule: str = "role"
