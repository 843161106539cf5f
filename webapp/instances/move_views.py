"""What the pages show of plans that move running cases: plain values, ready to read. They name nobody in a case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class VersionChoice:
    """A published version that cases may leave or go to, and how many run on it."""

    id: UUID
    version: int
    state: str
    running: int


@dataclass(frozen=True)
class PlanRow:
    """One plan as a line of a list; `source` and `target` are version numbers."""

    id: UUID
    source: int
    target: int
    state: str
    planner: str
    created_at: datetime


@dataclass(frozen=True)
class PackageMoves:
    """The versions of a package that cases run on, and the plans made for them."""

    key: str
    title: str
    versions: list[VersionChoice]
    plans: list[PlanRow]
    can_plan: bool


@dataclass(frozen=True)
class Choice:
    """An element of the new version that may be chosen."""

    element_id: str
    name: str


@dataclass(frozen=True)
class Line:
    """One element of the version that cases leave: what stands for it, what else could, and what is wrong.

    `waiting` are the open tasks at it. `waits` tells elements at which a case can stand from those it passes. `same`
    says that id and name are unchanged, so that the line needs no look.
    """

    element_id: str
    name: str
    kind: str
    chosen: str
    chosen_name: str
    choices: list[Choice]
    problem: str
    waiting: int
    waits: bool
    same: bool


@dataclass(frozen=True)
class Counts:
    """How many cases run on the version, and what was found or done with those under the plan."""

    running: int
    waiting: int
    moves: int
    attention: int
    queued: int
    moved: int
    refused: int
    undone: int

    @property
    def tried(self) -> int:
        """The cases that the plan was tried on and that were not moved yet."""
        return self.moves + self.attention


@dataclass(frozen=True)
class CaseRow:
    """One case under a plan, or one of its procedures, which has its title in `procedure`."""

    id: UUID
    reference: str
    procedure: str
    status: str
    can_move: bool
    sentences: list[str]
    can_undo: bool


@dataclass(frozen=True)
class PlanView:
    """One plan with its lines, its cases, and what the reader may do with it.

    `refusal` says why the reader cannot decide on it, or is empty.
    """

    row: PlanRow
    key: str
    title: str
    reason: str
    returned_with: str
    lines: list[Line]
    counts: Counts
    cases: list[CaseRow]
    next_after: str
    can_edit: bool
    can_withdraw: bool
    can_decide: bool
    can_repeat: bool
    refusal: str = ""

    @property
    def to_look_at(self) -> list[Line]:
        """The lines that are not plainly unchanged, or that something is wrong with."""
        return [line for line in self.lines if line.problem or not line.same]

    @property
    def unchanged(self) -> list[Line]:
        """The lines that stand for themselves."""
        return [line for line in self.lines if line.same and not line.problem]

    @property
    def problems(self) -> int:
        """How many lines something is wrong with."""
        return sum(1 for line in self.lines if line.problem)
