"""Pages and files that need no sign-in: the built browser files, health, and the accessibility statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, send_from_directory

from webapp.access.actions import Action
from webapp.web import sessions
from webapp.web.guard import requires, stateless
from webapp.web.headers import keep
from webapp.web.page import BUILT, page

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("public", __name__)


@blueprint.get("/assets/<version>/<path:name>")
@requires(Action.SEE_PUBLIC_PAGE)
@stateless
def asset(version: str, name: str) -> Response:
    """A built style sheet, script, font or icon; kept by the browser while its version is the current one."""
    response = send_from_directory(BUILT, name)
    return keep(response) if version == current_app.config["BUILT_VERSION"] else response


@blueprint.get("/health")
@requires(Action.SEE_PUBLIC_PAGE)
@stateless
def health() -> ResponseReturnValue:
    """Says that the server answers."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/help")
@requires(Action.SEE_PUBLIC_PAGE)
def guide() -> str:
    """How the service is used, in a page."""
    return page("pages/help.html", limits=sessions.limits())


@blueprint.get("/accessibility")
@requires(Action.SEE_PUBLIC_PAGE)
def accessibility() -> str:
    """What works for whom, and what does not yet."""
    return page("pages/accessibility.html")
