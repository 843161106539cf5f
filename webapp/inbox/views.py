"""What the inbox and the task page show: plain values, ready to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from webapp.forms.definition import FormDefinition, Option
    from webapp.instances.views import Evaluation


@dataclass(frozen=True)
class TaskRow:
    """One task as a line of a list.

    `priority` is the confirmed one; `counted_as` is that by which its deadline is counted, which until then is the one
    that the urgency table gives.
    """

    id: UUID
    name: str
    case_id: UUID | None
    case_reference: str
    group: str
    group_title: str
    assignee_id: UUID | None
    assignee_name: str
    created_at: datetime
    due_at: datetime | None
    priority: str
    counted_as: str
    warn_at: datetime | None = None


@dataclass(frozen=True)
class LateRow:
    """Something late or due soon, as a line of a list; the group and the name are empty for a span of a whole case."""

    title: str
    case_id: UUID
    case_reference: str
    group_title: str
    assignee_name: str
    priority: str
    due_at: datetime
    warn_at: datetime


@dataclass(frozen=True)
class LateList:
    """One page of them; `next_after` asks for the page behind it and is empty on the last one."""

    rows: list[LateRow]
    next_after: str = ""


@dataclass(frozen=True)
class TaskList:
    """One page of tasks; `next_after` asks for the page behind it and is empty on the last one."""

    rows: list[TaskRow]
    next_after: str = ""


@dataclass(frozen=True)
class Counts:
    """How many tasks wait; `escalated` is None for whoever does not look after other people's deadlines."""

    mine: int
    groups: int
    overdue: int
    escalated: int | None = None


@dataclass(frozen=True)
class TaskPage:
    """One task with all that is needed to do it.

    `answers` are raw, from a draft or prefilled. `refusal` says why the reader cannot complete the task, or is empty.
    `header` and `facts` are the read models of webapp.cases.queries.
    """

    row: TaskRow
    revision: int
    instructions: str
    form: FormDefinition | None
    options: Mapping[str, Sequence[Option]]
    answers: Mapping[str, Any]
    header: Any
    facts: Sequence[Any]
    # The version of the package whose guidance register the form takes its words from, where it does.
    guidance_of: UUID | None
    recommendation: list[Evaluation]
    can_claim: bool
    can_complete: bool
    can_release: bool
    refusal: str = ""
    late: Sequence[str] = ()  # what is late and stops with this task, by title


@dataclass(frozen=True)
class Completed:
    """What came of completing a task: the next one for the same person, or the sentence of a failed automatic step."""

    next_task_id: UUID | None
    incident: str = ""
