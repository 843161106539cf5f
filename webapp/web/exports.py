"""Taking a list of cases away: asked for by one person, decided on by another, fetched once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.access.rules import Allowed, may
from webapp.cases import exports, service
from webapp.errors import Rejected
from webapp.web.guard import application, requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("exports", __name__, url_prefix="/exports")
LONGEST = {"reason": 4000, "note": 4000, "outcome": 20}
STATES = {
    exports.WAITS: ("Waits for a decision", "govuk-tag--yellow"),
    exports.READY: ("Ready to fetch", "govuk-tag--green"),
    exports.FETCHED: ("Fetched", "govuk-tag--grey"),
    exports.REFUSED: ("Refused", "govuk-tag--red"),
    exports.LAPSED: ("Lapsed", "govuk-tag--grey"),
}


@blueprint.get("")
@requires(Action.EXPORT_CASES)
def own() -> str:
    """What the person asked for, and the form to ask."""
    return _own()


@blueprint.post("")
@requires(Action.EXPORT_CASES)
def ask() -> ResponseReturnValue:
    """Asks for the list."""
    service.ask_for_export(g.actor, _text("reason"))
    tell("Another person was asked to decide. When they approve, you can fetch the file here once, within 24 hours.")
    return redirect(url_for("exports.own"), 303)


@blueprint.post("/<uuid:export_id>/file")
@requires(Action.EXPORT_CASES)
def fetch(export_id: UUID) -> ResponseReturnValue:
    """The list as a file."""
    content = service.fetch_export(g.actor, export_id)
    headers = {"Content-Disposition": 'attachment; filename="cases.csv"'}
    return Response(content, content_type="text/csv; charset=utf-8", headers=headers)


@blueprint.get("/waiting")
@requires(Action.VIEW_EXPORTS)
def waiting() -> str:
    """What was asked for in the force, undecided ones first."""
    return _waiting()


@blueprint.post("/<uuid:export_id>/decision")
@requires(Action.DECIDE_EXPORT)
def decide(export_id: UUID) -> ResponseReturnValue:
    """Approves or refuses."""
    service.decide_export(g.actor, export_id, _text("outcome"), _text("note"))
    tell("Your decision is recorded. Who asked sees it on their page.")
    return redirect(url_for("exports.waiting"), 303)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    with application().database.transaction():
        if request.endpoint == "exports.decide":
            return _waiting({f"{error.field}-{(request.view_args or {})['export_id']}": error.sentence}), 422
        return _own({error.field: error.sentence}), 422


def _own(errors: dict[str, str] | None = None) -> str:
    return page(
        "pages/exports.html",
        rows=exports.own(g.actor),
        states=STATES,
        typed={"reason": _text("reason") if errors else ""},
        errors=errors or {},
        can_decide=isinstance(may(g.actor, Action.VIEW_EXPORTS), Allowed),
    )


def _waiting(errors: dict[str, str] | None = None) -> str:
    return page(
        "pages/exports_waiting.html",
        rows=exports.of_force(g.actor),
        states=STATES,
        typed={"note": _text("note")},
        errors=errors or {},
        can_ask=isinstance(may(g.actor, Action.EXPORT_CASES), Allowed),
    )


def _text(name: str) -> str:
    return request.form.get(name, "")[: LONGEST[name]].strip()
