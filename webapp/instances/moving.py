"""One case after the other is moved to another version, or put back, each in a transaction of its own."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.actor import SYSTEM, SYSTEM_ID, Actor
from webapp.access.rules import Denied, MoveFacts, may, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.definitions.bundle import Bundle
from webapp.engine import adapter
from webapp.engine.step import Step
from webapp.errors import Conflict, NotFound
from webapp.instances import advancing, planning, projection, queries
from webapp.instances.judging import Judge, length_of_path
from webapp.instances.model import CaseMove, Incident, MovePlan, ProcessInstance, Timer, UserTask
from webapp.notifications import service as notifications

NO_WAY_BACK = "The case has moved on since, so it cannot simply be put back. Plan a move to the version before instead."


class _Undone(Exception):
    """What follows from a move failed; the move is undone with everything it wrote."""


def queue(limit: int) -> list[tuple[UUID, UUID]]:
    """The next cases that wait to be tried or moved, each with its plan."""
    rows = session().execute(
        select(CaseMove.id, CaseMove.plan_id)
        .where(CaseMove.status.in_(("waiting", "queued")))
        .order_by(CaseMove.id)
        .limit(limit)
    )
    return [(row.id, row.plan_id) for row in rows]


def judge_of(plan_id: UUID) -> Judge:
    """Judges the cases of a plan; the same one for many cases spares work."""
    return Judge(planning.by_id(plan_id))


def take(row_id: UUID, judge: Judge) -> None:
    """Tries or moves one case of the queue, judged as it is at this moment.

    A case that another worker has taken, or whose plan was changed, is left alone. Why a case cannot be moved stays
    with its row.
    """
    row = _held(row_id)
    if row is not None and row.status == "waiting":
        planning.note_trial(judge, row)
    elif row is not None and row.status == "queued":
        _move(row, judge)


def _move(row: CaseMove, judge: Judge) -> None:
    plan = session().get_one(MovePlan, row.plan_id)
    instance = advancing.locked(row.instance_id)
    verdict = judge.verdict(instance, now())
    row.tried_at, row.can_move, row.sentences = now(), verdict.can_move, list(verdict.sentences)
    if verdict.step is None:
        row.status = "refused"
        return
    try:
        with session().begin_nested():
            _put(instance, row, plan, judge.target, verdict.step)
    except _Undone as failed:
        row.status, row.can_move = "refused", False
        row.sentences = [f"Going on from there would fail: {failed}"]


def give_up(row_id: UUID, sentence: str) -> None:
    """Takes a case out of the queue that could not even be judged, so that it does not hold up the others."""
    row = _held(row_id)
    if row is not None and row.status in ("waiting", "queued"):
        row.status = "refused" if row.status == "queued" else "tried"
        row.can_move, row.sentences, row.tried_at = False, [sentence], now()


def undo(actor: Actor, row_id: UUID) -> None:
    """Puts a moved case back exactly as it was, as long as it has not moved on. Raises Conflict where it has."""
    row = _held(row_id)
    if row is None:
        raise NotFound("There is no such move.")
    plan = session().get_one(MovePlan, row.plan_id)
    require(actor, Action.UNDO_MOVE, MoveFacts(plan.planner_id))
    if row.status != "moved":
        raise Conflict("This case was not moved, or was put back already.")
    instance = advancing.locked(row.instance_id)
    before, rows = row.state_before, row.rows_before
    if before is None or rows is None or instance.revision != row.revision_after:
        raise Conflict(NO_WAY_BACK)
    source = definitions.bundle(plan.source_id)
    step = adapter.look(source.parsed, before, now())
    row.status, row.state_before, row.rows_before, row.revision_after = "undone", None, None, None
    instance.definition_id = plan.source_id
    instance.moves -= 1
    session().flush()
    _put_tasks(instance, source, step, rows["tasks"])
    _put_timers(instance, step)
    for incident in queries.open_incidents(instance.id):
        former = rows["incidents"].get(str(incident.id))
        if former is not None:
            incident.element_id, incident.element_name = former["element"], former["name"]
            incident.definition_id = plan.source_id
    projection.project(SYSTEM, instance, source, step)
    projection.note_members(instance.case_id)
    _account(Event.CASE_MOVED_BACK, actor.id, instance, plan, plan.target_id, plan.source_id)


def forget_ways_back() -> int:
    """Lets go of the states that no move can be undone with any more; says how many there were."""
    moved_on = select(ProcessInstance.id).where(
        ProcessInstance.id == CaseMove.instance_id, ProcessInstance.revision != CaseMove.revision_after
    )
    found = session().execute(
        update(CaseMove)
        .where(CaseMove.revision_after.is_not(None), moved_on.exists())
        .values(state_before_sealed=None, rows_before=None, revision_after=None)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(found, "rowcount", 0))


def _put(instance: ProcessInstance, row: CaseMove, plan: MovePlan, target: Bundle, step: Step) -> None:
    """Puts the case on the target through the one projection, and lets it take the automatic steps that follow."""
    state, tasks, incidents = instance.state, queries.open_tasks(instance.id), queries.open_incidents(instance.id)
    before = {
        "tasks": {str(task.id): {"assignee": str(task.assignee_id or "")} for task in tasks},
        "incidents": {str(one.id): {"element": one.element_id, "name": one.element_name} for one in incidents},
    }
    row.status, row.moved_at, row.path_until = "moved", now(), length_of_path(instance.id)
    instance.definition_id = plan.target_id
    instance.moves += 1
    session().flush()
    _put_tasks(instance, target, step, {})
    _put_timers(instance, step)
    for incident in incidents:
        _put_incident(incident, plan, target)
    projection.project(SYSTEM, instance, target, step)
    _account(Event.CASE_MOVED, plan.approver_id or SYSTEM_ID, instance, plan, plan.source_id, plan.target_id)
    if failure := advancing.run_on(SYSTEM, instance):
        raise _Undone(failure)
    if length_of_path(instance.id) == row.path_until:
        row.state_before, row.rows_before, row.revision_after = state, before, instance.revision
    else:
        row.sentences = [*(row.sentences or ()), "It has taken automatic steps on the new version."]


def _put_tasks(instance: ProcessInstance, bundle: Bundle, step: Step, former: dict[str, Any]) -> None:
    """Gives the open tasks the names and groups they have in a version; rows, claims, drafts and due dates stay."""
    elements = {task.task_id: task.element_id for task in step.open_tasks}
    for task in queries.open_tasks(instance.id):
        if task.engine_task_id not in elements:
            continue
        element = bundle.parsed.elements[elements[task.engine_task_id]]
        group = bundle.group_of(element.id)
        task.element_id, task.name = element.id, element.title
        # Whoever has the task open has the form of the other version before them, and is asked to look again.
        task.revision += 1
        claimed = former.get(str(task.id), {}).get("assignee")
        if claimed and task.assignee_id is None:
            task.assignee_id = UUID(claimed)
        if group != task.candidate_group:
            task.candidate_group = group
            notifications.task_waits(group, task.id)
        session().flush()
        _release_if_barred(instance, task)
    session().flush()


def _release_if_barred(instance: ProcessInstance, task: UserTask) -> None:
    """Gives a task back to its group when the version no longer lets the person who claimed it do it."""
    person = people.actor_by_id(task.assignee_id) if task.assignee_id is not None else None
    if person is None or not isinstance(may(person, Action.COMPLETE_TASK, queries.task_facts(task)), Denied):
        return
    task.assignee_id = None
    audit.record(Event.TASK_RELEASED, SYSTEM_ID, instance.case_id, {"task": str(task.id), "name": task.name})


def _put_timers(instance: ProcessInstance, step: Step) -> None:
    """Gives the timers that go on the ids they have in a version."""
    elements = {timer.task_id: timer.element_id for timer in step.timers}
    for timer in session().scalars(select(Timer).where(Timer.instance_id == instance.id, Timer.settled_at.is_(None))):
        timer.element_id = elements.get(timer.engine_task_id, timer.element_id)


def _put_incident(incident: Incident, plan: MovePlan, target: Bundle) -> None:
    """The failed step stays failed until somebody tries it again; that then runs what the new version says."""
    incident.definition_id = plan.target_id
    element = target.parsed.elements.get(plan.mapping.get(incident.element_id, ""))
    if element is not None:
        incident.element_id, incident.element_name = element.id, element.title


def _account(event: Event, by: UUID, instance: ProcessInstance, plan: MovePlan, source: UUID, target: UUID) -> None:
    versions = {"from": definitions.number_of(source), "to": definitions.number_of(target)}
    audit.record(event, by, instance.case_id, {"plan": str(plan.id), **versions})


def _held(row_id: UUID) -> CaseMove | None:
    return session().get(CaseMove, row_id, with_for_update=True, populate_existing=True)
