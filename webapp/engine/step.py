"""What a call to the engine answers: the new state and everything that happened or is waited for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A user or manual task that a person can complete now. `variables` are those that its element sees.

    `due_at` is aware UTC, from the task's own schedule; None when the diagram gives none.
    """

    task_id: str
    element_id: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PendingTimer:
    """A timer that runs; `due_at` is aware UTC."""

    task_id: str
    element_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class AwaitedMessage:
    """A message that somebody waits for; `key` is empty when the diagram gives no correlation key."""

    name: str
    key: str
    element_id: str


@dataclass(frozen=True, slots=True)
class AwaitedSignal:
    """A signal that somebody waits for."""

    name: str
    element_id: str


@dataclass(frozen=True, slots=True)
class PendingJob:
    """A service task that waits for the answer of an operation outside.

    `variables` are the task's own: what its input mapping names, and the item of a multi-instance. `tries` is how
    often the operation may be called before a person has to look.
    """

    task_id: str
    element_id: str
    operation: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    tries: int = 3


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal that left the instance; the application passes signals on to other instances."""

    kind: str
    name: str
    key: str
    element_id: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FinishedElement:
    """An element that was passed or completed during the call, in order."""

    element_id: str
    process: str
    at: datetime
    task_id: str = ""


@dataclass(frozen=True, slots=True)
class EvaluatedDecision:
    """A decision that was worked out: what went in, which rows applied, what came out and why.

    `basis` is the legal basis of each row that counts, `remarks` what was not known along the way, `checksum` the
    SHA-256 of the table.
    """

    element_id: str
    decision: str
    inputs: Mapping[str, Any]
    outputs: Any
    rows: tuple[int, ...]
    explanation: str
    basis: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """The answer of one engine call. Open tasks, timers, events and jobs are all there are, not only the new ones."""

    state: bytes
    open_tasks: tuple[OpenTask, ...]
    timers: tuple[PendingTimer, ...]
    awaited: tuple[AwaitedMessage, ...]
    signals: tuple[AwaitedSignal, ...]
    finished: tuple[FinishedElement, ...]
    decisions: tuple[EvaluatedDecision, ...]
    thrown: tuple[Thrown, ...]
    ended: bool
    variables: Mapping[str, Any]
    called: Mapping[str, Any] = field(default_factory=dict)  # what open called processes have not given back yet
    jobs: tuple[PendingJob, ...] = ()
    held: tuple[str, ...] = ()  # of the elements that were to be held back, those that still have a token
    flows: tuple[str, ...] = ()  # ids of the flows that tokens took during the call, in order
    ready: tuple[str, ...] = ()  # elements with a token that can go on by itself: after a run, those that were held
