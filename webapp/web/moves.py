"""Pages on which running cases are moved to another version: planned, tried, decided on, followed and undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Blueprint, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.errors import Rejected
from webapp.instances import moving, planning, plans
from webapp.web.guard import application, requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from webapp.instances.move_views import Line, PlanView

blueprint = Blueprint("moves", __name__, url_prefix="/designer")
LINE = "line-"
PLAN_STATES = {
    "draft": ("Draft", "govuk-tag--yellow"),
    "in_review": ("Waits for a decision", "govuk-tag--purple"),
    "approved": ("Approved", "govuk-tag--green"),
    "withdrawn": ("Withdrawn", "govuk-tag--grey"),
}
CASE_STATES = {
    "waiting": ("Still to be tried", "govuk-tag--grey"),
    "moves": ("Would move", "govuk-tag--green"),
    "attention": ("Needs attention", "govuk-tag--yellow"),
    "queued": ("Will be moved", "govuk-tag--blue"),
    "moved": ("Moved", "govuk-tag--green"),
    "refused": ("Not moved", "govuk-tag--red"),
    "undone": ("Put back", "govuk-tag--grey"),
}
LONGEST_PLACE = 40


@blueprint.get("/<key>/moves")
@requires(Action.VIEW_MOVES)
def listed(key: str) -> str:
    """The versions that cases of a package run on, and the plans to move them."""
    return _list_page(key)


@blueprint.post("/<key>/moves")
@requires(Action.PLAN_MOVE)
def plan(key: str) -> ResponseReturnValue:  # noqa: ARG001 - the versions say which package
    """Makes a plan, with the mapping that suggests itself."""
    made = planning.plan(g.actor, _version("source"), _version("target"))
    tell("You made a plan. Look at the steps that differ, then try it on the running cases.")
    return redirect(url_for("moves.show", plan_id=made), 303)


@blueprint.get("/moves/<uuid:plan_id>")
@requires(Action.VIEW_MOVES)
def show(plan_id: UUID) -> str:
    """One plan: its mapping, what the trial found, what came of each case, and what can be done with it."""
    return _plan_page(plan_id)


@blueprint.post("/moves/<uuid:plan_id>/save")
@requires(Action.PLAN_MOVE)
def save(plan_id: UUID) -> ResponseReturnValue:
    """Keeps the lines and the reason."""
    problems = planning.change(g.actor, plan_id, _lines(), request.form.get("reason", ""))
    tell("Saved." if not problems else f"Saved. Steps with a problem: {problems}.")
    return _to(plan_id)


@blueprint.post("/moves/<uuid:plan_id>/try")
@requires(Action.PLAN_MOVE)
def try_out(plan_id: UUID) -> ResponseReturnValue:
    """Keeps the lines, then tries them on copies of the running cases."""
    planning.change(g.actor, plan_id, _lines(), request.form.get("reason", ""))
    planning.try_out(g.actor, plan_id)
    tell("Tried on copies of the running cases. No case was changed.")
    return _to(plan_id)


@blueprint.post("/moves/<uuid:plan_id>/submit")
@requires(Action.PLAN_MOVE)
def submit(plan_id: UUID) -> ResponseReturnValue:
    """Keeps the lines and hands the plan over."""
    planning.change(g.actor, plan_id, _lines(), request.form.get("reason", ""))
    planning.submit(g.actor, plan_id)
    tell("Submitted. Another person has to decide on it.")
    return _to(plan_id)


@blueprint.post("/moves/<uuid:plan_id>/withdraw")
@requires(Action.PLAN_MOVE)
def withdraw(plan_id: UUID) -> ResponseReturnValue:
    """Gives the plan up."""
    planning.withdraw(g.actor, plan_id)
    tell("Withdrawn. No case was changed.")
    return _to(plan_id)


@blueprint.post("/moves/<uuid:plan_id>/approve")
@requires(Action.APPROVE_MOVE)
def approve(plan_id: UUID) -> ResponseReturnValue:
    """Has the cases moved."""
    planning.approve(g.actor, plan_id)
    tell("Approved. The cases are moved one after the other; load this page again to see how far it has come.")
    return _to(plan_id)


@blueprint.post("/moves/<uuid:plan_id>/return")
@requires(Action.RETURN_MOVE)
def return_to_planner(plan_id: UUID) -> ResponseReturnValue:
    """Makes a submitted plan a draft again, with the reason."""
    planning.return_to_planner(g.actor, plan_id, request.form.get("returned_with", ""))
    tell("Returned to its designer as a draft.")
    return _to(plan_id)


@blueprint.post("/moves/<uuid:plan_id>/repeat")
@requires(Action.APPROVE_MOVE)
def repeat(plan_id: UUID) -> ResponseReturnValue:
    """Queues the cases again that were not moved."""
    planning.repeat(g.actor, plan_id)
    tell("The cases that were not moved are looked at again.")
    return _to(plan_id)


@blueprint.post("/moves/<uuid:plan_id>/cases/<uuid:row_id>/undo")
@requires(Action.UNDO_MOVE)
def undo(plan_id: UUID, row_id: UUID) -> ResponseReturnValue:
    """Puts one case back exactly as it was."""
    moving.undo(g.actor, row_id)
    tell("The case is back on the version before, as it was.")
    return _to(plan_id)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    given = request.view_args or {}
    with application().database.transaction():
        if "plan_id" in given:
            return _plan_page(given["plan_id"], {error.field: error.sentence}), 422
        return _list_page(str(given.get("key", "")), {error.field: error.sentence}), 422


def _list_page(key: str, errors: dict[str, str] | None = None) -> str:
    typed = {name: request.form.get(name, "") for name in ("source", "target")}
    found = plans.of_package(g.actor, key)
    return page("pages/moves.html", found=found, errors=errors or {}, typed=typed, states=PLAN_STATES)


def _plan_page(plan_id: UUID, errors: dict[str, str] | None = None) -> str:
    show_only = request.args.get("show", "")
    after = request.args.get("after", "")[:LONGEST_PLACE]
    found = plans.plan(g.actor, plan_id, after, show_only if show_only in CASE_STATES else "")
    if errors and request.form:
        found = _as_typed(found)
    return page(
        "pages/move.html",
        plan=found,
        errors=errors or {},
        returned_with=request.form.get("returned_with", ""),
        states=PLAN_STATES,
        case_states=CASE_STATES,
        chosen=show_only if show_only in CASE_STATES else "",
        after=after,
    )


def _as_typed(found: PlanView) -> PlanView:
    """The plan with what the designer has just typed in place of what is kept: a refusal loses nothing."""
    typed = _lines()

    def line(kept: Line) -> Line:
        return replace(kept, chosen=typed.get(kept.element_id, kept.chosen))

    return replace(found, lines=[line(kept) for kept in found.lines], reason=request.form.get("reason", found.reason))


def _lines() -> dict[str, str]:
    return {name.removeprefix(LINE): value for name, value in request.form.items() if name.startswith(LINE)}


def _version(field: str) -> UUID:
    try:
        return UUID(request.form.get(field, ""))
    except ValueError:
        raise Rejected("Choose a version.", field=field) from None


def _to(plan_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("moves.show", plan_id=plan_id), 303)
