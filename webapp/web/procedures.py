"""Procedures of a case: the page that says what one is for and asks whether to start it, and starting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, url_for

from webapp.access.actions import Action
from webapp.cases import heads
from webapp.inbox import service
from webapp.instances import procedures
from webapp.web.guard import requires
from webapp.web.page import page, tell
from webapp.web.purposes import why_first

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("procedures", __name__, url_prefix="/cases/<uuid:case_id>/procedures/<procedure>")


@blueprint.get("")
@requires(Action.BEGIN_PROCEDURE)
def ask(case_id: UUID, procedure: str) -> ResponseReturnValue:
    """What the procedure is for, and whether to start it."""
    offer = procedures.offer(g.actor, case_id, procedure)
    if (asked := why_first(case_id)) is not None:
        return asked
    return page("pages/procedure.html", header=heads.head_alone(g.actor, case_id), offer=offer)


@blueprint.post("")
@requires(Action.BEGIN_PROCEDURE)
def begin(case_id: UUID, procedure: str) -> ResponseReturnValue:
    """Starts it and goes to its first task, or to the case where that is another person's."""
    title = procedures.offer(g.actor, case_id, procedure).title
    started = service.begin_procedure(g.actor, case_id, procedure)
    if started.first_task_id is not None:
        tell(f"“{title}” has started. This is its first task.")
        return redirect(url_for("tasks.show", task_id=started.first_task_id), 303)
    tell(f"“{title}” has started. Its next task waits for others.")
    return redirect(url_for("cases.show", case_id=case_id), 303)
