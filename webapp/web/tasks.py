"""The page of one task: what to do, the facts it needs, its form, and the buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.access.rules import require
from webapp.errors import ConfirmationNeeded, Conflict, InvalidSubmission, NotFound, NotPermitted, Rejected
from webapp.forms import render
from webapp.inbox import queries, service
from webapp.instances import queries as instances
from webapp.web.answers import add_received, answers, pairs
from webapp.web.confirm import ask_again
from webapp.web.errors import show_refusal
from webapp.web.guard import application, requires
from webapp.web.incoming import takes_files
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from webapp.forms.definition import FormDefinition
    from webapp.inbox.views import TaskPage

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")


@blueprint.get("/<uuid:task_id>")
@requires(Action.VIEW_TASK)
def show(task_id: UUID) -> str:
    """The task with the draft of the person who looks at it."""
    found = queries.task_page(g.actor, task_id)
    return _page(found, found.answers)


@blueprint.post("/<uuid:task_id>/claim")
@requires(Action.CLAIM_TASK)
def claim(task_id: UUID) -> ResponseReturnValue:
    """Makes the task this person's."""
    service.claim(g.actor, task_id)
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.post("/<uuid:task_id>/release")
@requires(Action.RELEASE_TASK)
def release(task_id: UUID) -> ResponseReturnValue:
    """Gives the task back to its group."""
    service.release(g.actor, task_id)
    tell("You released the task. Anybody in its group can claim it now.")
    return redirect(url_for("inbox.mine"), 303)


@blueprint.post("/<uuid:task_id>/draft")
@requires(Action.COMPLETE_TASK)
@takes_files
def save_draft(task_id: UUID) -> ResponseReturnValue:
    """Keeps what was typed, right or wrong, until the person comes back."""
    form = _form_of(task_id)
    service.save_draft(g.actor, task_id, answers(form, g.case_id))
    tell("Draft saved. Only you can see it, and the task is not completed yet.")
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.post("/<uuid:task_id>/complete")
@requires(Action.COMPLETE_TASK)
@takes_files
def complete(task_id: UUID) -> ResponseReturnValue:
    """Records the answers and moves the case on; the buttons for rows of a repeated group come here as well."""
    form = _form_of(task_id)
    sent = answers(form, g.case_id)
    if form is not None and render.apply_row_buttons(form, sent, pairs()):
        return _page(queries.task_page(g.actor, task_id), sent)
    done = service.complete(g.actor, task_id, sent, _revision(), _late_reason())
    name = g.task_name
    if done.incident:
        tell(f"“{name}” is completed and your answers are kept, but the next automatic step failed. It was reported.")
    elif done.next_task_id is not None:
        tell(f"“{name}” is completed. This is the next task of the same case for you.")
        return redirect(url_for("tasks.show", task_id=done.next_task_id), 303)
    else:
        tell(f"“{name}” is completed.")
    return redirect(url_for("inbox.mine"), 303)


@blueprint.errorhandler(InvalidSubmission)
def _wrong_answers(error: InvalidSubmission) -> ResponseReturnValue:
    return _again(error.errors), 422


@blueprint.errorhandler(Rejected)
def _rule_not_met(error: Rejected) -> ResponseReturnValue:
    return _again({error.field: error.sentence}), 422


@blueprint.errorhandler(ConfirmationNeeded)
def _confirm_first(error: ConfirmationNeeded) -> ResponseReturnValue:
    """What was typed is kept as a draft, so that it stands there when the person comes back from confirming."""
    with application().database.transaction():
        service.keep_for_later(g.actor, (request.view_args or {})["task_id"], g.get("answers", {}))
    return ask_again(error)


@blueprint.errorhandler(Conflict)
def _too_late(error: Conflict) -> ResponseReturnValue:
    """The same page with the sentence where the task is still to be done; else who was first, and what was typed."""
    if request.endpoint != "tasks.complete":
        return show_refusal(error)
    try:
        return _again({"": error.sentence}), 409
    except (Conflict, NotFound, NotPermitted):
        return show_refusal(error)


def _again(errors: Mapping[str, str]) -> str:
    """The page once more with everything that was typed, in a transaction of its own: the first one is undone."""
    task_id = (request.view_args or {})["task_id"]
    with application().database.transaction():
        add_received(g.get("answers", {}))
        service.keep_for_later(g.actor, task_id, g.get("answers", {}))
        return _page(queries.task_page(g.actor, task_id), g.get("answers", {}), errors)


def _page(found: TaskPage, answers: Mapping[str, Any], errors: Mapping[str, str] | None = None) -> str:
    errors = errors or {}
    form = summary = None
    if found.form is not None and found.can_complete:
        form = render.form_view(found.form, answers, errors, found.options)
    elif found.form is not None and answers:
        summary = render.summary_view(found.form, answers, found.options)
    return page("pages/task.html", task=found, form=form, summary=summary, errors=errors, late_reason=_late_reason())


def _form_of(task_id: UUID) -> FormDefinition | None:
    """The form that a post is read with; who may not see the task is refused before a single answer is read."""
    task = instances.task(task_id)
    require(g.actor, Action.VIEW_TASK, instances.task_facts(task))
    g.task_name = task.name
    g.case_id = task.case_id
    form = instances.bundle_of(task).form_of(task.element_id)
    g.form, g.options = form, queries.options_for(g.actor, task)
    return form


def _late_reason() -> str:
    return request.form.get(service.LATE_REASON, "")


def _revision() -> int:
    text = request.form.get("_revision", "")
    if not text.isascii() or not text.isdigit():
        raise Conflict(service.CHANGED)
    return int(text)
