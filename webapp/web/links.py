"""Cases that may belong together, for the coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.cases import links, service
from webapp.errors import Rejected
from webapp.web.guard import application, requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("links", __name__, url_prefix="/links")
LONGEST = {"verdict": 20, "note": 4000}


@blueprint.get("")
@requires(Action.VIEW_LINKS)
def worklist() -> str:
    """The links of the force's cases, those that wait for a decision first."""
    return _page()


@blueprint.post("/<uuid:link_id>")
@requires(Action.DECIDE_LINK)
def decide(link_id: UUID) -> ResponseReturnValue:
    """Records whether the two cases belong together."""
    service.decide_link(g.actor, link_id, _text("verdict"), _text("note"))
    tell("The decision on the link is recorded.")
    return redirect(url_for("links.worklist"), 303)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    with application().database.transaction():
        return _page({f"{error.field}-{(request.view_args or {})['link_id']}": error.sentence}), 422


def _page(errors: dict[str, str] | None = None) -> str:
    return page("pages/links.html", rows=links.worklist(g.actor), errors=errors or {}, typed={"note": _text("note")})


def _text(name: str) -> str:
    return request.form.get(name, "")[: LONGEST[name]].strip()
