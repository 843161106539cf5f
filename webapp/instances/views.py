"""What the pages show of a running process: plain values, ready to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

StepState = Literal["done", "current", "failed", "todo"]
# `unknown`: nobody knows whether an operation outside has happened; `trying`: somebody has it called again.
IncidentState = Literal["failed", "unknown", "trying", "solved"]
# `missed`: stopped, and too late; `kept`: stopped in time.
ClockState = Literal["running", "due_soon", "late", "kept", "missed"]


@dataclass(frozen=True)
class ClockRow:
    """A clock of a case; `due_at` is None while it does not run at the priority of the case."""

    title: str
    of_task: bool
    state: ClockState
    started_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    stopped_at: datetime | None
    reason: str = ""
    reason_by: str = ""


@dataclass(frozen=True)
class StartedCase:
    """A case that was just opened, or a procedure that was begun on one, with the task its beginner can go on with."""

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
    priority: str
    due_at: datetime | None
    warn_at: datetime | None
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

    @property
    def first_moment(self) -> datetime | None:
        """When the first of its steps was done; the end of time where one waits and none is done; else None."""
        if all(step.state == "todo" for step in self.steps):
            return None
        return min((step.at for step in self.steps if step.at is not None), default=_LATER)


_LATER = datetime.max.replace(tzinfo=UTC)


def _moment(view: ProcessView) -> datetime:
    return view.first_moment or _LATER


@dataclass(frozen=True)
class RunView:
    """One run of a case, of its main process or of a procedure. `version` is the one it is on now."""

    id: UUID
    title: str
    version: int
    status: str
    started_at: datetime
    ended_at: datetime | None
    processes: list[ProcessView]

    @property
    def begun(self) -> list[ProcessView]:
        """The diagrams in which something has happened or waits, in the order in which it began."""
        return sorted((one for one in self.processes if one.first_moment is not None), key=_moment)

    @property
    def ahead(self) -> list[ProcessView]:
        """The diagrams that were not reached yet."""
        return [one for one in self.processes if one.first_moment is None]


@dataclass(frozen=True)
class CaseWork:
    """How far the work on a case has come in all its runs, that of the main process first."""

    runs: list[RunView]
    open_tasks: list[OpenTaskRow]
    incidents: list[str] = field(default_factory=list)
    clocks: list[ClockRow] = field(default_factory=list)

    @property
    def main(self) -> RunView:
        """The run of the main process."""
        return self.runs[0]

    @property
    def ended(self) -> bool:
        """Whether none of the runs goes on."""
        return all(run.ended_at is not None for run in self.runs)


@dataclass(frozen=True)
class ProcedureOffer:
    """A procedure that somebody may begin on a case: what it is called, and when it is for."""

    key: str
    title: str
    explanation: str


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
