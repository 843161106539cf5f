"""Who may know of one case: named people, other units, and the restriction."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from flask import Blueprint, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.cases import people, service
from webapp.errors import Rejected
from webapp.web.guard import application, requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("case_people", __name__, url_prefix="/cases/<uuid:case_id>/people")
LONGEST_LOGIN = 80
NO_UNIT = UUID(int=0)
LONGEST_REASON = 4000


@blueprint.get("")
@requires(Action.VIEW_CASE_PEOPLE)
def show(case_id: UUID) -> str:
    """Who may know of the case, and why."""
    return _page(case_id)


@blueprint.post("")
@requires(Action.CHANGE_CASE_PEOPLE)
def name_person(case_id: UUID) -> ResponseReturnValue:
    """Names a person in the case."""
    service.name_person(g.actor, case_id, request.form.get("login", "")[:LONGEST_LOGIN])
    tell("The person is named in the case and can take its tasks of their role.")
    return _back(case_id)


@blueprint.post("/<uuid:user_id>/remove")
@requires(Action.CHANGE_CASE_PEOPLE)
def remove_person(case_id: UUID, user_id: UUID) -> ResponseReturnValue:
    """Takes a named person out again."""
    service.remove_person(g.actor, case_id, user_id)
    tell("The person is not named in the case any more.")
    return _back(case_id)


@blueprint.post("/restrict")
@requires(Action.CHANGE_CASE_PEOPLE)
def restrict(case_id: UUID) -> ResponseReturnValue:
    """Restricts the case to named people."""
    service.restrict(g.actor, case_id)
    tell("The case is restricted. Professional standards was told and decides who works on it.")
    return redirect(url_for("cases.register"), 303)


@blueprint.post("/open")
@requires(Action.CHANGE_CASE_PEOPLE)
def open_to_unit(case_id: UUID) -> ResponseReturnValue:
    """Lifts the restriction."""
    service.open_to_unit(g.actor, case_id)
    tell("The case is open to its unit again.")
    return redirect(url_for("cases.register"), 303)


@blueprint.post("/shares")
@requires(Action.CHANGE_CASE_PEOPLE)
def share(case_id: UUID) -> ResponseReturnValue:
    """Shares the case with another unit."""
    service.share(g.actor, case_id, _unit("unit"), request.form.get("reason", "")[:LONGEST_REASON])
    tell("The case is shared with the unit.")
    return _back(case_id)


@blueprint.post("/shares/<uuid:unit_id>/end")
@requires(Action.CHANGE_CASE_PEOPLE)
def end_share(case_id: UUID, unit_id: UUID) -> ResponseReturnValue:
    """Ends a share."""
    service.end_share(g.actor, case_id, unit_id)
    tell("The case is not shared with the unit any more.")
    return _back(case_id)


@blueprint.post("/away")
@requires(Action.CHANGE_CASE_BARS)
def keep_unit_away(case_id: UUID) -> ResponseReturnValue:
    """Keeps a unit from the case."""
    service.keep_unit_away(g.actor, case_id, _unit("away"))
    tell("Nobody of that unit can see the case any more.")
    return _back(case_id)


@blueprint.post("/away/<uuid:conflict_id>/end")
@requires(Action.CHANGE_CASE_BARS)
def end_conflict(case_id: UUID, conflict_id: UUID) -> ResponseReturnValue:
    """Ends a conflict that was declared by mistake."""
    service.end_conflict(g.actor, case_id, conflict_id)
    tell("The conflict of interest is ended.")
    return _back(case_id)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    """The same page with the sentence, in a transaction of its own: the first one is undone."""
    with application().database.transaction():
        return _page((request.view_args or {})["case_id"], {error.field: error.sentence}), 422


def _unit(field: str) -> UUID:
    """The chosen unit. What is no unit is answered by the service, once it has decided whether the person may ask."""
    try:
        return UUID(request.form.get(field, ""))
    except ValueError:
        return NO_UNIT


def _page(case_id: UUID, errors: dict[str, str] | None = None) -> str:
    typed = {name: request.form.get(name, "") for name in ("login", "reason", "unit")}
    return page("pages/case_people.html", case=people.case_people(g.actor, case_id), typed=typed, errors=errors or {})


def _back(case_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("case_people.show", case_id=case_id), 303)
