"""Pages and files that need no sign-in: the built browser files, health, and the accessibility statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, send_from_directory

from webapp.access.actions import Action
from webapp.instances import clockwatch
from webapp.web import sessions
from webapp.web.guard import application, requires, stateless
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
    """Says that the server answers, and whether deadlines are fired: no word more, for anybody may ask.

    A server is not worse for a clock that the worker does not believe, or for a database that is away, and nothing is
    mended by starting it again: so the status is 200 whatever the second line says.
    """
    return f"ok\nclock: {_clock()}\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


def _clock() -> str:
    try:
        with application().database.reading():
            return "alarm" if clockwatch.alarm() else "believed"
    except Exception as error:  # noqa: BLE001 - a database that is away is the answer, and not a failure of this page
        application().logger.warning("The state of the clock could not be read: %s", type(error).__name__)
        return "unknown"


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
