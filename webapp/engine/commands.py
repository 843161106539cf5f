"""What can be asked of a process instance. Each is carried out by `adapter.apply`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Start:
    """Begin an instance of a process with these variables: of the main one, unless another of the package is named."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    process: str = ""


@dataclass(frozen=True, slots=True)
class CompleteUserTask:
    """A person has done an open task; `variables` are what it gives."""

    task_id: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompleteServiceTask:
    """An operation outside has answered; `variables` are its results."""

    task_id: str
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailServiceTask:
    """An operation outside has failed.

    With an `error_code` the way drawn for that error is taken, with `variables` as what it brings. Without one the
    task goes on waiting, and `message` is the sentence of the incident.
    """

    task_id: str
    error_code: str = ""
    message: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FireTimers:
    """Time has passed: fire what is due, in the order of the due moments."""


@dataclass(frozen=True, slots=True)
class SendMessage:
    """A message for this instance; it goes to whoever has waited longest for this name and key."""

    name: str
    key: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SendSignal:
    """A signal for everyone in this instance who waits for it; nobody needs to."""

    name: str
    variables: Mapping[str, Any] = field(default_factory=dict)


Command = Start | CompleteUserTask | CompleteServiceTask | FailServiceTask | FireTimers | SendMessage | SendSignal
