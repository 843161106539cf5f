"""A Step of the engine becomes rows: the one place where engine results are turned into tables."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select

from webapp.access import queries as people
from webapp.access.actor import SYSTEM, SYSTEM_ID, Actor
from webapp.access.facts import CaseFacts
from webapp.access.rules import BAR, FORCE, in_reach, is_barred
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import queries as case_queries
from webapp.cases import service as cases
from webapp.clock import now
from webapp.database import session
from webapp.definitions.bundle import Bundle
from webapp.engine.step import EvaluatedDecision, FinishedElement, OpenTask, PendingTimer, Step
from webapp.engine.values import to_plain
from webapp.instances import deadlines, jobs, messages, queries, rules, watching
from webapp.instances.clock_model import Deadline
from webapp.instances.model import DecisionEvaluation, PathEntry, ProcessInstance, Timer, UserTask
from webapp.notifications import service as notifications

HUMAN = frozenset({"userTask", "manualTask"})


def project(actor: Actor, instance: ProcessInstance, bundle: Bundle, step: Step) -> None:
    """Stores the state and brings tasks, timers, path, evaluations and status in line with it.

    The caller calls `note_members` once the case has gone as far as it goes.
    """
    instance.state = step.state
    instance.revision += 1
    _variables(instance, step)
    _path(actor, instance, bundle, step.finished)
    watching.note(step.flows)
    _evaluations(instance, bundle, step.decisions)
    _tasks(instance, bundle, step.open_tasks)
    _timers(instance, step.timers)
    messages.note(instance.id, instance.case_id, step)
    jobs.note(instance, step)
    if step.ended and instance.status != "ended":
        instance.status = "ended"
        instance.ended_at = now()
        audit.record(Event.PROCESS_ENDED, actor.id, instance.case_id, _ended(instance, bundle, step))
        session().flush()
        if queries.all_ended(instance.case_id):
            deadlines.stop_all(instance.case_id)
    session().flush()


def _ended(instance: ProcessInstance, bundle: Bundle, step: Step) -> dict[str, str]:
    """What the account says of a run that has ended: the outcome of the case, or which procedure it was."""
    detail = {"instance": str(instance.id)}
    if instance.procedure:
        return {**detail, "name": bundle.parsed.processes[instance.procedure].name}
    return {**detail, "outcome": str(step.variables.get("outcome") or "")}


def _variables(instance: ProcessInstance, step: Step) -> None:
    """What the instance knows, over it what only its called processes know until they return, and what is new of it."""
    known = {**step.variables, **step.called}
    before = instance.variables
    after = {name: to_plain(value) for name, value in known.items()}
    new = {name for name, value in after.items() if name not in before or before[name] != value}
    if new or before.keys() != after.keys():
        instance.variables = after
        instance.written_at = {**instance.written_at, **dict.fromkeys(sorted(new), now().isoformat())}


def _path(actor: Actor, instance: ProcessInstance, bundle: Bundle, finished: Sequence[FinishedElement]) -> None:
    if not finished:
        return
    last = session().scalar(select(func.max(PathEntry.sequence)).where(PathEntry.instance_id == instance.id)) or 0
    for number, element in enumerate(finished, start=last + 1):
        drawn = bundle.parsed.elements.get(element.element_id)
        # Only a person's own step is theirs; what ran by itself afterwards belongs to the system.
        by = actor.id if drawn is not None and drawn.kind in HUMAN else SYSTEM_ID
        session().add(
            PathEntry(
                instance_id=instance.id,
                sequence=number,
                process_id=element.process,
                element_id=element.element_id,
                at=element.at,
                by=by,
            )
        )


def _evaluations(instance: ProcessInstance, bundle: Bundle, decisions: Sequence[EvaluatedDecision]) -> None:
    for decision in decisions:
        evaluation = DecisionEvaluation(
            case_id=instance.case_id,
            instance_id=instance.id,
            definition_id=instance.definition_id,
            element_id=decision.element_id,
            decision=decision.decision,
            at=now(),
            inputs=to_plain(dict(decision.inputs)),
            outputs=to_plain(decision.outputs),
            rows=list(decision.rows),
            explanation={
                "text": decision.explanation,
                "basis": " ".join(f"{basis.rstrip('.')}." for basis in decision.basis),
                "remarks": list(decision.remarks),
                "table": decision.checksum,
            },
        )
        session().add(evaluation)
        name = bundle.parsed.elements[decision.element_id].title
        detail = {"decision": decision.decision, "name": name, "outputs": evaluation.outputs}
        audit.record(Event.DECISION_EVALUATED, SYSTEM_ID, instance.case_id, detail)


def _tasks(instance: ProcessInstance, bundle: Bundle, open_tasks: Sequence[OpenTask]) -> None:
    rows = session().scalars(select(UserTask).where(UserTask.instance_id == instance.id, UserTask.status == "open"))
    known = {row.engine_task_id: row for row in rows}
    wanted = {task.task_id: task for task in open_tasks}
    for engine_task_id, row in known.items():
        if engine_task_id not in wanted:
            row.status, row.closed_at = "cancelled", now()
            row.revision += 1
            deadlines.end(row)
            audit.record(Event.TASK_CANCELLED, SYSTEM_ID, instance.case_id, {"task": str(row.id), "name": row.name})
    for engine_task_id, task in wanted.items():
        if engine_task_id not in known:
            _open(instance, bundle, task)


def note_members(case_id: UUID) -> None:
    """Who may know of the case goes with its open tasks: the groups they wait for, and the people who hold them.

    So may the groups that were told that something in it is late, as long as it is.

    Whoever turns out to have to do with a person of the case, or whose force has handed it over, holds none of them any
    more; tasks wait for the unit that works on the case now.
    """
    unit = case_queries.unit_of(case_id)
    query = select(UserTask).where(UserTask.case_id == case_id, UserTask.status == "open")
    waiting = session().scalars(query).all()
    holders = {row.assignee_id for row in waiting if row.assignee_id}
    kept_out = _kept_out_among(case_id, holders)
    for row in waiting:
        row.unit_id = unit
        if row.assignee_id in kept_out:
            detail = {"task": str(row.id), "name": row.name, "rule": kept_out[row.assignee_id]}
            row.assignee_id = None
            row.revision += 1
            audit.record(Event.TASK_RELEASED, SYSTEM_ID, case_id, detail)
    groups = {row.candidate_group for row in waiting} | _told_of_a_breach(case_id)
    cases.offer_to_groups(SYSTEM, case_id, groups)
    cases.keep_claims_of(SYSTEM, case_id, holders - kept_out.keys())


def _told_of_a_breach(case_id: UUID) -> set[str]:
    late = select(Deadline.told).where(
        Deadline.case_id == case_id, Deadline.stopped_at.is_(None), Deadline.breached_at.is_not(None)
    )
    return {str(group) for told in session().scalars(late) for group in told}


def _kept_out_among(case_id: UUID, holders: Collection[UUID]) -> dict[UUID, str]:
    """Those who may not know of the case, each with the rule of the policy that says so."""
    if not holders:
        return {}
    facts = case_queries.access_facts(case_id)
    known = {holder: people.actor_by_id(holder) for holder in holders}
    rules_met = {holder: _rule_against(actor, facts) for holder, actor in known.items() if actor is not None}
    return {holder: rule for holder, rule in rules_met.items() if rule}


def _rule_against(actor: Actor, facts: CaseFacts) -> str:
    if is_barred(actor, facts):
        return BAR
    return "" if in_reach(actor, facts) else FORCE


def _open(instance: ProcessInstance, bundle: Bundle, task: OpenTask) -> None:
    element = bundle.parsed.elements[task.element_id]
    row = UserTask(
        instance_id=instance.id,
        case_id=instance.case_id,
        engine_task_id=task.task_id,
        element_id=element.id,
        name=rules.title(element.title, rules.about(element.properties, task.variables)),
        candidate_group=bundle.group_of(element.id),
        unit_id=case_queries.unit_of(instance.case_id),
        priority=case_queries.priority_of(instance.case_id) or str(instance.variables.get("priority") or ""),
        created_at=now(),
    )
    row.listed_at = rules.listed_at(None, row.created_at, row.priority)
    session().add(row)
    session().flush()
    deadlines.begin(row, bundle, task.due_at)
    detail = {"task": str(row.id), "name": row.name, "group": row.candidate_group}
    audit.record(Event.TASK_CREATED, SYSTEM_ID, instance.case_id, detail)
    notifications.task_waits(row.candidate_group, row.id)


def _timers(instance: ProcessInstance, pending: Sequence[PendingTimer]) -> None:
    rows = session().scalars(select(Timer).where(Timer.instance_id == instance.id, Timer.settled_at.is_(None)))
    known = {(row.engine_task_id, row.due_at): row for row in rows}
    wanted = {(timer.task_id, timer.due_at): timer for timer in pending}
    for key, row in known.items():
        if key not in wanted:
            row.settled_at = now()
    for key, timer in wanted.items():
        if key not in known:
            session().add(
                Timer(
                    instance_id=instance.id,
                    engine_task_id=timer.task_id,
                    element_id=timer.element_id,
                    due_at=timer.due_at,
                    attempt_at=timer.due_at,
                )
            )


def completed(row: UserTask, actor: Actor) -> None:
    """Closes the row of a task that a person completed, for themselves or for somebody they cover for."""
    row.completed_for = row.assignee_id if row.assignee_id in actor.covers else None
    row.status, row.completed_by, row.closed_at = "completed", actor.id, now()
    row.assignee_id = actor.id
    row.revision += 1
