"""What a scenario is made of: its steps, in the order in which they are carried out, and what it expects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Complete:
    """Somebody completes a task. `role` is empty where whoever may is meant; `person` counts from 1 within a role.

    `about` picks one of several open tasks of the same step, by the closed word that it is about.
    `force` is empty for the force whose case it is.
    """

    element: str
    role: str = ""
    person: int = 1
    answers: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    late_because: str = ""  # what is said of a task that comes too late
    force: str = ""


@dataclass(frozen=True)
class Expect:
    """What must be so now; None means that nothing is said of it. `clocks`: the state of the newest of each name."""

    open: tuple[str, ...] | None = None
    ended: bool | None = None
    incidents: int | None = None
    outcome: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    clocks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Advance:
    """The clock moves, and what falls due on the way happens in its order."""

    by: timedelta


@dataclass(frozen=True)
class Message:
    """A message arrives, addressed by its key; it is kept so long when nobody waits for it yet."""

    name: str
    key: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)
    kept_for: timedelta = timedelta(hours=1)


@dataclass(frozen=True)
class Answer:
    """An operation outside answers a service task: with results, with a BPMN error, or with a failure for good."""

    element: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    failure: str = ""


@dataclass(frozen=True)
class Begin:
    """Somebody begins a procedure on the case; `role` is empty where whoever may is meant."""

    procedure: str
    role: str = ""
    person: int = 1
    force: str = ""


@dataclass(frozen=True)
class Refused:
    """Somebody tries to complete a task or to begin a procedure and is refused, in a sentence with `because` in it."""

    attempt: Complete | Begin
    because: str = ""

    @property
    def about(self) -> str:
        """The task or procedure."""
        return self.attempt.element if isinstance(self.attempt, Complete) else self.attempt.procedure


@dataclass(frozen=True)
class Turn:
    """The next steps are those of the case of this name; a new name opens a new case of the same process."""

    case: str


Step = Complete | Expect | Advance | Message | Answer | Begin | Refused | Turn


@dataclass(frozen=True)
class Scenario:
    """A worked case, ready to run."""

    name: str
    at: datetime
    process: str = ""
    diagram: str = ""
    start: Mapping[str, Any] = field(default_factory=dict)
    forces: Sequence[str] = ()
    steps: Sequence[Step] = ()
    expect: Expect = field(default_factory=Expect)
