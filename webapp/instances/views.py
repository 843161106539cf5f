"""What the pages show of a running process: plain values, ready to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

StepState = Literal["done", "current", "failed", "todo"]
# `unknown`: nobody knows whether an operation outside has happened; `trying`: somebody has it called again.
IncidentState = Literal["failed", "unknown", "trying", "solved"]


@dataclass(frozen=True)
class StartedCase:
    """A case that was just opened, with its process running."""

    case_id: UUID
    instance_id: UUID
    first_task_id: UUID | None


@dataclass(frozen=True)
class OpenTaskRow:
    """A task that waits for somebody; `may_open` says whether this reader may see it."""

    id: UUID
    name: str
    group_title: str
    assignee_name: str
    due_at: datetime | None
    may_open: bool


@dataclass(frozen=True)
class StepView:
    """One step of a diagram in reading order. `by` and `at` belong to its last completion."""

    element_id: str
    name: str
    kind: str
    lane: str
    state: StepState
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class ProcessView:
    """One diagram of the case: its steps as a list and, for the picture, the ids to mark."""

    process_id: str
    name: str
    steps: list[StepView]
    done_ids: list[str]
    current_ids: list[str]
    failed_ids: list[str]


@dataclass(frozen=True)
class CaseWork:
    """How far the process of a case has come. `version` is the one it runs on now."""

    instance_id: UUID
    title: str
    version: int
    status: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    open_tasks: list[OpenTaskRow]
    processes: list[ProcessView]
    incidents: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class IncidentRow:
    """An automatic step that could not be carried out. `alike` open ones have the same element and version."""

    id: UUID
    case_reference: str
    element_id: str
    element_name: str
    message: str
    process: str
    definition_id: UUID
    version: int
    attempts: int
    opened_at: datetime
    resolved_at: datetime | None
    state: IncidentState
    alike: int


@dataclass(frozen=True)
class TimelineRow:
    """One thing that was done in a case: the verb, what it was done to, and by whom."""

    at: datetime
    words: str
    about: str
    by: str


@dataclass(frozen=True)
class Evaluation:
    """What a decision table answered: its inputs and outputs in words, the rows that matched, and their basis."""

    title: str
    at: datetime
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    rows: tuple[str, ...]
    explanation: str
    basis: str = ""
    remarks: tuple[str, ...] = ()  # what was not known, in sentences
    table: str = ""  # the SHA-256 of the table as it was then
