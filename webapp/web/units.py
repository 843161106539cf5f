"""The units of the force, and who works in which."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import Blueprint, g, redirect, request, url_for

from webapp.access import queries, units
from webapp.access.actions import Action
from webapp.errors import Rejected
from webapp.web.guard import application, requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("units", __name__, url_prefix="/units")


@blueprint.get("")
@requires(Action.VIEW_USERS)
def listed() -> str:
    """Every unit of the administrator's force, and everybody in them."""
    return _page()


@blueprint.post("")
@requires(Action.CHANGE_USERS)
def create() -> ResponseReturnValue:
    """Makes a unit."""
    serves = request.form.get("serves_force") == "yes"
    units.create(g.actor, request.form.get("name", ""), force=g.actor.force, serves_force=serves)
    tell("The unit is there. People can be moved to it now.")
    return redirect(url_for("units.listed"), 303)


@blueprint.post("/members/<uuid:user_id>")
@requires(Action.CHANGE_USERS)
def move(user_id: UUID) -> ResponseReturnValue:
    """Moves a person to another unit."""
    try:
        unit = UUID(request.form.get("unit", ""))
    except ValueError:
        raise Rejected("Choose a unit of the force.", "unit") from None
    units.move(g.actor, user_id, unit)
    tell("The person works for that unit now. Tasks they have claimed stay theirs.")
    return redirect(url_for("units.listed"), 303)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    if request.endpoint != "units.create":
        return page("pages/refusal.html", heading="This cannot be done", sentence=error.sentence), 422
    with application().database.transaction():
        return _page({"name": error.sentence}), 422


def _page(errors: dict[str, str] | None = None) -> str:
    return page(
        "pages/units.html",
        units=queries.units(g.actor.force),
        accounts=queries.accounts(g.actor.force),
        typed=request.form.get("name", ""),
        errors=errors or {},
    )
