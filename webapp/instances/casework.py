"""How far the work on a case has come, in all its runs: what is open, what was done, and what failed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.groups import GROUPS
from webapp.access.rules import Allowed, may
from webapp.cases import queries as cases
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.errors import NotFound
from webapp.instances import clock_queries, queries, steps
from webapp.instances.formerly import course_of
from webapp.instances.model import Incident, PathEntry, ProcessInstance, UserTask
from webapp.instances.views import CaseWork, OpenTaskRow, RunView
from webapp.instances.worker_model import ServiceJob


def case_work(actor: Actor, case_id: UUID) -> CaseWork:
    """Where a case stands: its open tasks, the steps of each of its runs, and what failed.

    Raises NotFound where the actor may not see the case.
    """
    cases.require_view(actor, case_id)
    runs = queries.runs_of(case_id)
    if not runs:
        raise NotFound
    waiting = queries.open_tasks_of_case(case_id)
    failed = [incident for run in runs for incident in queries.open_incidents(run.id)]
    names = people.names_of({task.assignee_id for task in waiting if task.assignee_id})
    warns = clock_queries.warns_at([task.id for task in waiting])
    return CaseWork(
        runs=[_run(run, waiting, failed) for run in runs],
        open_tasks=[_open_row(actor, row, names, warns) for row in waiting],
        incidents=[f"“{row.element_name}” could not be carried out: {row.message}" for row in failed],
        clocks=clock_queries.of_case(case_id),
    )


def diagram(actor: Actor, case_id: UUID, run_id: UUID, process_id: str) -> bytes:
    """The diagram of one process, as it was drawn in the version that this run of the case is on."""
    cases.require_view(actor, case_id)
    run = session().get(ProcessInstance, run_id)
    if run is None or run.case_id != case_id:
        raise NotFound
    process = definitions.bundle(run.definition_id).parsed.processes.get(process_id)
    if process is None:
        raise NotFound
    return definitions.file_of(run.definition_id, process.file)


def _run(run: ProcessInstance, waiting: list[UserTask], failed: list[Incident]) -> RunView:
    bundle = definitions.bundle(run.definition_id)
    parsed = bundle.parsed
    called = session().scalars(
        select(ServiceJob.element_id).where(ServiceJob.instance_id == run.id, ServiceJob.settled_at.is_(None))
    )
    path = (
        session()
        .execute(
            select(PathEntry.sequence, PathEntry.element_id, PathEntry.at, PathEntry.by)
            .where(PathEntry.instance_id == run.id)
            .order_by(PathEntry.sequence)
        )
        .all()
    )
    names = people.names_of({row.by for row in path})
    course = course_of(run)
    done = {course.now_called(row.element_id, sequence=row.sequence): (names.get(row.by, ""), row.at) for row in path}
    current = {task.element_id for task in waiting if task.instance_id == run.id} | set(called)
    broken = {incident.element_id for incident in failed if incident.instance_id == run.id}
    root = run.procedure or parsed.main
    return RunView(
        id=run.id,
        title=parsed.processes[root].name if run.procedure else bundle.settings.title,
        version=definitions.number_of(run.definition_id),
        status=run.status,
        started_at=run.started_at,
        ended_at=run.ended_at,
        processes=steps.process_views(parsed, root, done, current, broken),
    )


def _open_row(actor: Actor, row: UserTask, names: Mapping[UUID, str], warns: Mapping[UUID, datetime]) -> OpenTaskRow:
    return OpenTaskRow(
        id=row.id,
        name=row.name,
        group_title=GROUPS.get(row.candidate_group, row.candidate_group),
        assignee_name=names.get(row.assignee_id, "") if row.assignee_id else "",
        priority=row.priority,
        due_at=row.due_at,
        warn_at=warns.get(row.id),
        may_open=isinstance(may(actor, Action.VIEW_TASK, queries.task_facts(row)), Allowed),
    )
