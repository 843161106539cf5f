"""Opening one case in an emergency, and the review of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.access.rules import BAR
from webapp.cases import emergencies, service
from webapp.errors import NotFound, Rejected
from webapp.web.guard import application, requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("breakglass", __name__, url_prefix="/break-glass")
NO_SUCH_CASE = "No case of this reference can be opened. Where a crime has several cases, enter the case’s own."
LONGEST = {"reference": 40, "reason": 4000, "note": 4000, "verdict": 20}


@blueprint.get("")
@requires(Action.BREAK_GLASS)
def ask() -> str:
    """The form: which case, and why it cannot wait."""
    return _asked()


@blueprint.post("")
@requires(Action.BREAK_GLASS)
def open_case() -> ResponseReturnValue:
    """Opens the case for an hour."""
    try:
        case_id = service.break_glass(g.actor, _text("reference"), _text("reason"))
    except NotFound as hidden:
        if hidden.rule == BAR:
            service.note_attempt(g.actor, {"endpoint": "breakglass.open_case", "action": Action.BREAK_GLASS})
        return _asked({"reference": NO_SUCH_CASE}), 422
    tell("The case is open to you for 60 minutes, for reading only. Two people were told, and your reason is reviewed.")
    return redirect(url_for("cases.show", case_id=case_id), 303)


@blueprint.get("/reviews")
@requires(Action.REVIEW_BREAK_GLASS)
def reviews() -> str:
    """The cases that were opened in an emergency, those without a review first."""
    return _reviews()


@blueprint.post("/<uuid:opened_id>/review")
@requires(Action.REVIEW_BREAK_GLASS)
def review(opened_id: UUID) -> ResponseReturnValue:
    """Records the review."""
    service.review(g.actor, opened_id, _text("verdict"), _text("note"))
    tell("The review is recorded.")
    return redirect(url_for("breakglass.reviews"), 303)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    with application().database.transaction():
        if request.endpoint == "breakglass.review":
            return _reviews({f"{error.field}-{(request.view_args or {})['opened_id']}": error.sentence}), 422
        return _asked({error.field: error.sentence}), 422


def _asked(errors: dict[str, str] | None = None) -> str:
    typed = {name: _text(name) for name in ("reference", "reason")}
    return page("pages/break_glass.html", typed=typed, errors=errors or {})


def _reviews(errors: dict[str, str] | None = None) -> str:
    rows = emergencies.emergencies(g.actor)
    return page("pages/break_glass_reviews.html", rows=rows, errors=errors or {}, typed={"note": _text("note")})


def _text(name: str) -> str:
    return request.form.get(name, "")[: LONGEST[name]].strip()
