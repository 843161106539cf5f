"""One person's lists, and one task with all that is needed to do it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.fields import GROUP_OF_LIST, shown_to
from webapp.access.groups import GROUPS
from webapp.access.rules import Allowed, Denied, case_groups, may, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.particulars import Particulars, cases_shown
from webapp.cases import joint_facts
from webapp.cases import queries as cases
from webapp.cases.lines import Line, lines
from webapp.clock import now
from webapp.database import session
from webapp.disclosures import queries as disclosures
from webapp.documents import queries as documents
from webapp.errors import Conflict
from webapp.forms.definition import FormDefinition, Option
from webapp.forms.grammar import DOCUMENTS
from webapp.inbox import closing
from webapp.inbox.model import TaskDraft
from webapp.inbox.views import Counts, LateList, LateRow, TaskList, TaskPage, TaskRow
from webapp.instances import clock_queries, evaluations, lists
from webapp.instances import queries as instances
from webapp.instances.lists import Place, place
from webapp.instances.model import UserTask
from webapp.measures import queries as measures

MOST_OF_MINE = 200
GUIDANCE = "guidance_versions"  # the list of the package that a legal review chooses from


def mine(actor: Actor) -> list[TaskRow]:
    """The open tasks that the actor has claimed, the most urgent first."""
    require(actor, Action.VIEW_INBOX)
    return _recorded(actor, _rows(lists.assigned_to(actor, MOST_OF_MINE)))


def my_groups(actor: Actor, group: str = "", after: str = "", limit: int = 50) -> TaskList:
    """One page of the unclaimed tasks of the actor's groups, or of one of them."""
    require(actor, Action.VIEW_INBOX)
    groups = case_groups(actor)
    chosen = [group] if group in groups else groups
    rows = lists.unclaimed_for(actor, chosen, Place.read(after), limit + 1)
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    rows_of_page = _recorded(actor, _rows(page))
    return TaskList(rows_of_page, str(Place(*place(last))) if last is not None else "")


def counts(actor: Actor) -> Counts:
    """How many tasks wait for the actor."""
    require(actor, Action.VIEW_INBOX)
    watches = isinstance(may(actor, Action.VIEW_LATE), Allowed)
    escalated = clock_queries.number_escalated(actor) if watches else None
    return Counts(*lists.counts(actor, case_groups(actor), now()), escalated)


def late(actor: Actor, after: str = "", limit: int = 50) -> LateList:
    """One page of what is late or due soon in the cases that the actor may know of, the longest late first."""
    require(actor, Action.VIEW_LATE)
    found = clock_queries.escalated(actor, Place.read(after), limit + 1)
    page = found[:limit]
    known = lines({row.case_id for row in page})
    names = people.names_of({row.assignee_id for row in page if row.assignee_id})
    rows = [
        LateRow(
            title=row.title,
            case_id=row.case_id,
            case_reference=known.get(row.case_id, Line()).reference,
            group_title=GROUPS.get(row.candidate_group, row.candidate_group or ""),
            assignee_name=names.get(row.assignee_id, ""),
            priority=known.get(row.case_id, Line()).priority,
            due_at=row.due_at,
            warn_at=row.warn_at,
        )
        for row in page
    ]
    if rows:
        _record_look(actor, [row.case_id for row in rows])
    return LateList(rows, str(clock_queries.place(page[-1])) if len(found) > limit else "")


def task_page(actor: Actor, task_id: UUID) -> TaskPage:
    """One open task with its instructions, the facts it needs, its form and what the actor may do with it.

    The look is recorded. Raises NotFound where the actor may not see the task, Conflict (who, when) where it is done.
    """
    task = instances.task(task_id)
    facts = instances.task_facts(task)
    ground = require(actor, Action.VIEW_TASK, facts)
    if task.status != "open":
        raise Conflict(who_closed(task))
    bundle = instances.bundle_of(task)
    form = bundle.form_of(task.element_id)
    topics = _topics(form)
    shown = Particulars(fields=("header", "task", *topics))
    detail = {"task": str(task.id), "name": task.name, "ground": ground}
    audit.record(Event.TASK_VIEWED, actor.id, task.case_id, detail, shown)
    options = options_for(actor, task)
    completing = may(actor, Action.COMPLETE_TASK, facts)
    claimed_by_me = task.assignee_id == actor.id
    return TaskPage(
        row=_row_of(task),
        revision=task.revision,
        instructions=bundle.parsed.elements[task.element_id].documentation,
        form=form,
        options=options,
        answers=_draft(actor, task_id),
        header=cases.header(actor, task.case_id),
        facts=[*(closing.sections(task) if form and form.id == closing.FORM else ()), *_facts(actor, task, topics)],
        guidance_of=instances.version_of(task) if _shows_guidance(form) else None,
        recommendation=evaluations.for_task(task, bundle),
        can_claim=task.assignee_id is None and isinstance(completing, Allowed),
        can_complete=isinstance(completing, Allowed),
        can_release=claimed_by_me or task.assignee_id in actor.covers,
        refusal=completing.reason if isinstance(completing, Denied) else "",
        late=clock_queries.late_with(task, bundle),
    )


def options_for(actor: Actor, task: UserTask) -> dict[str, list[Option]]:
    """The choices that depend on the case: its aliases, items and files, as far as the person's roles see them."""
    files = [
        Option(str(one.id), one.name, "a virus was found in it" if one.locked else "", disabled=one.locked)
        for one in documents.choices(actor, task.case_id)
    ]
    own = disclosures.options(task.case_id, instances.about(task))
    guidance = instances.bundle_of(task).guidance.options()
    joined = joint_facts.options(actor, task.case_id)
    every = {**cases.options(task.case_id), **joined, **own, GUIDANCE: guidance, DOCUMENTS: files}
    seen = shown_to(actor)
    return {name: found for name, found in every.items() if GROUP_OF_LIST.get(name) in {None, *seen}}


def who_closed(task: UserTask) -> str:
    """The sentence for somebody who comes too late to a task."""
    if task.status == "cancelled" or task.completed_by is None or task.closed_at is None:
        return f"“{task.name}” is no longer needed: the case has moved on."
    who = people.names_of([task.completed_by])[task.completed_by]
    return f"“{task.name}” was completed by {who} {cases.moment_in_words(task.closed_at)}."


def _recorded(actor: Actor, rows: list[TaskRow]) -> list[TaskRow]:
    """The rows of a list, once it is recorded that they were shown; an empty list shows nothing."""
    if rows:
        _record_look(actor, [row.case_id for row in rows if row.case_id])
    return rows


def _shows_guidance(form: FormDefinition | None) -> bool:
    return form is not None and any(part.register or part.options_from == GUIDANCE for part in form.questions())


def _record_look(actor: Actor, case_ids: Collection[UUID]) -> None:
    shown = Particulars(records=cases_shown(case_ids), fields=("reference", "task", "priority"))
    audit.record(Event.TASKS_LISTED, actor.id, particulars=shown)


def _topics(form: FormDefinition | None) -> tuple[str, ...]:
    """The topics of facts that stand beside a form."""
    told = (cases.FACTS_FOR_FORM, disclosures.FACTS_FOR_FORM, measures.FACTS_FOR_FORM)
    return tuple(topic for topics in told for topic in topics.get(form.id if form else "", ()))


def _facts(actor: Actor, task: UserTask, topics: Collection[str]) -> Sequence[Any]:
    known = (cases.facts, disclosures.facts, measures.facts)
    return [section for facts in known for section in facts(actor, task.case_id, topics)]


def _draft(actor: Actor, task_id: UUID) -> Mapping[str, Any]:
    draft = session().get(TaskDraft, (task_id, actor.id))
    return draft.answers if draft is not None else {}


def _row_of(task: UserTask) -> TaskRow:
    return _rows([task])[0]


def _rows(found: Sequence[Any]) -> list[TaskRow]:
    known = lines({row.case_id for row in found})
    names = people.names_of({row.assignee_id for row in found if row.assignee_id})
    warns = clock_queries.warns_at([row.id for row in found])
    return [
        TaskRow(
            id=row.id,
            name=row.name,
            case_id=row.case_id,
            case_reference=known.get(row.case_id, Line()).reference,
            group=row.candidate_group,
            group_title=GROUPS.get(row.candidate_group, row.candidate_group),
            assignee_id=row.assignee_id,
            assignee_name=names.get(row.assignee_id, "") if row.assignee_id else "",
            created_at=row.created_at,
            due_at=row.due_at,
            priority=known.get(row.case_id, Line()).priority,
            counted_as=row.priority,
            warn_at=warns.get(row.id),
        )
        for row in found
    ]
