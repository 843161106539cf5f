"""Tasks are claimed, released, kept as drafts and completed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import Allowed, may, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.operations import Operation
from webapp.audit.particulars import Particulars
from webapp.cases import service as cases
from webapp.cases.submissions import DECIDING_WRITERS
from webapp.cases.submissions import WRITERS as CASE_WRITERS
from webapp.clock import now
from webapp.database import session
from webapp.definitions.derived import DERIVED
from webapp.disclosures.submissions import WRITERS as DISCLOSURE_WRITERS
from webapp.engine.deciding import decide
from webapp.errors import Conflict, InvalidSubmission, NotFound, NotPermitted, Rejected
from webapp.forms import validate
from webapp.forms.routing import routing_values
from webapp.inbox.model import TaskDraft
from webapp.inbox.queries import options_for, who_closed
from webapp.inbox.views import Completed
from webapp.instances import advancing, procedures, projection
from webapp.instances import queries as instances
from webapp.instances import service as running
from webapp.instances.model import ProcessInstance, UserTask
from webapp.instances.views import StartedCase
from webapp.measures.submissions import WRITERS as MEASURE_WRITERS

Writer = Callable[[Actor, UUID, dict[str, Any], Mapping[str, object]], dict[str, object]]
# Forms whose answers bring an account on the internet and a person together. Basis: DPA 2018 s.62(1)(e), combination.
COMBINING = frozenset({"identity_assessment", "identity_assurance"})
LATE_REASON = "_late_reason"
LONGEST_REASON = 500
CHANGED = "This task has changed since you opened it. What you typed is still here: check it and send it again."
WRITERS: dict[str, Writer] = {**CASE_WRITERS, **DISCLOSURE_WRITERS, **MEASURE_WRITERS}


def claim(actor: Actor, task_id: UUID) -> None:
    """The task becomes the actor's. Raises NotPermitted with the reason where they may not do it."""
    task, _ = _open_task(actor, task_id, Action.CLAIM_TASK)
    if task.assignee_id == actor.id:
        return
    detail = _named(actor, task)
    task.assignee_id = actor.id
    task.revision += 1
    projection.note_members(task.case_id)
    audit.record(Event.TASK_CLAIMED, actor.id, task.case_id, detail)


def release(actor: Actor, task_id: UUID) -> None:
    """The task goes back to its group; the draft of whoever had it stays theirs."""
    task, _ = _open_task(actor, task_id, Action.RELEASE_TASK)
    detail = _named(actor, task)
    task.assignee_id = None
    task.revision += 1
    projection.note_members(task.case_id)
    audit.record(Event.TASK_RELEASED, actor.id, task.case_id, detail)


def save_draft(actor: Actor, task_id: UUID, answers: Mapping[str, Any]) -> None:
    """Keeps what was typed, right or wrong, for this person and task."""
    task, _ = _open_task(actor, task_id, Action.COMPLETE_TASK)
    draft = session().get(TaskDraft, (task_id, actor.id))
    if draft is None:
        draft = TaskDraft(task_id=task_id, user_id=actor.id, case_id=task.case_id, answers={}, saved_at=now())
        session().add(draft)
    draft.answers, draft.saved_at = dict(answers), now()
    audit.record(Event.ANSWERS_KEPT, actor.id, task.case_id, {"task": str(task_id), "name": task.name})


def keep_for_later(actor: Actor, task_id: UUID, answers: Mapping[str, Any]) -> None:
    """Keeps answers that were refused as a draft, where the task is still the actor's to do; else does nothing."""
    try:
        if answers:
            save_draft(actor, task_id, answers)
    except (Conflict, NotFound, NotPermitted):
        return


def complete(
    actor: Actor, task_id: UUID, answers: Mapping[str, Any], revision: int, late_reason: str = ""
) -> Completed:
    """Records the answers and moves the case on, all in one transaction; `late_reason` is why it comes too late.

    Raises Conflict when the task is done or has changed hands, NotPermitted, InvalidSubmission (per question) and
    Rejected (a rule of the process). A failing automatic step after it raises nothing: the answers are kept and the
    sentence of the incident is in the result.
    """
    task, instance = _open_task(actor, task_id, Action.COMPLETE_TASK)
    if task.revision != revision:
        raise Conflict(CHANGED)
    # Whoever covers for somebody is bound by what both did before, in the record of the case as in the process.
    if len(late_reason) > LONGEST_REASON:
        raise Rejected(f"Say in at most {LONGEST_REASON} characters why it is late.", LATE_REASON)
    absent = actor.covers & {task.assignee_id}
    routing = _record(replace(actor, accounts=actor.selves | absent), task, answers)
    draft = session().get(TaskDraft, (task_id, actor.id))
    if draft is not None:
        session().delete(draft)
    incident = running.complete_user_task(actor, instance, task, routing, late_reason)
    return Completed(next_task_id=_next_for(actor, task), incident=incident)


def _named(actor: Actor, task: UserTask) -> dict[str, str]:
    """The task for the account, with the name of who is away where the actor covers for them."""
    detail = {"task": str(task.id), "name": task.name}
    return {**detail, "for": str(task.assignee_id)} if task.assignee_id in actor.covers else detail


def _record(actor: Actor, task: UserTask, answers: Mapping[str, Any]) -> dict[str, object]:
    """Validates, writes the facts, and gives the routing values that the process may hold."""
    bundle = instances.bundle_of(task)
    form = bundle.form_of(task.element_id)
    if form is None:
        if answers:
            raise InvalidSubmission(dict.fromkeys(answers, "This task has no questions."))
        return {}
    options = options_for(actor, task)
    cleaned = validate.clean(form, answers, options)
    cases.record_submission(actor, task.case_id, task.element_id, form.id, form.checksum, cleaned)
    derived = _written(actor, task, form.id, {**cleaned, **validate.shown(form, cleaned, options)})
    if undeclared := set(derived) - DERIVED.get(form.id, frozenset()):
        raise RuntimeError(f"The writer of {form.id} derives {sorted(undeclared)}, which the gate does not know of.")
    detail = {**_named(actor, task), "form": form.id}
    combines = Particulars(operation=Operation.COMBINATION if form.id in COMBINING else None)
    audit.record(Event.FACTS_RECORDED, actor.id, task.case_id, detail, combines)
    return {**routing_values(form, cleaned), **derived}


def _written(actor: Actor, task: UserTask, form_id: str, cleaned: dict[str, Any]) -> dict[str, object]:
    """What the form's writer derives; a writer that needs a decision table is given those of the task's version."""
    if deciding := DECIDING_WRITERS.get(form_id):
        tables = partial(decide, instances.bundle_of(task).parsed)
        return deciding(actor, task.case_id, cleaned, instances.variables_of(task), tables)
    writer = WRITERS.get(form_id)
    return writer(actor, task.case_id, cleaned, instances.variables_of(task)) if writer else {}


def _open_task(actor: Actor, task_id: UUID, action: Action) -> tuple[UserTask, ProcessInstance]:
    """The task and its instance, which is held: of two people one comes first, and the act is permitted on fresh facts.

    Raises NotFound, Conflict, NotPermitted.
    """
    task = instances.task(task_id)
    instance = advancing.locked(task.instance_id)
    session().refresh(task)
    facts = instances.task_facts(task)
    require(actor, Action.VIEW_TASK, facts)
    if task.status != "open":
        raise Conflict(who_closed(task))
    require(actor, action, facts)
    return task, instance


def _next_for(actor: Actor, done: UserTask) -> UUID | None:
    """A task that the actor can go on with, of the same run of the case if there is one."""
    waiting = instances.open_tasks_of_case(done.case_id)
    for task in sorted(waiting, key=lambda task: task.instance_id != done.instance_id):
        if isinstance(may(actor, Action.COMPLETE_TASK, instances.task_facts(task)), Allowed):
            return task.id
    return None


def start_case(actor: Actor, package_key: str) -> StartedCase:
    """A new case with its process running; its first task is claimed where that is the actor's to do."""
    return _begun(actor, running.start(actor, package_key))


def begin_procedure(actor: Actor, case_id: UUID, key: str) -> StartedCase:
    """A procedure that runs on a case from now on; its first task is claimed where that is the actor's to do."""
    return _begun(actor, procedures.begin(actor, case_id, key))


def _begun(actor: Actor, instance: ProcessInstance) -> StartedCase:
    for task in instances.open_tasks(instance.id):
        if isinstance(may(actor, Action.CLAIM_TASK, instances.task_facts(task)), Allowed):
            claim(actor, task.id)
            return StartedCase(instance.case_id, instance.id, task.id)
    return StartedCase(instance.case_id, instance.id, None)
