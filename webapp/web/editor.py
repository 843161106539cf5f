"""The editor pages of the designer, and the text of a file that they load and save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, request, url_for
from werkzeug.exceptions import BadRequest

from webapp.access.actions import Action
from webapp.definitions import queries, service
from webapp.errors import NotFound
from webapp.web.guard import requires
from webapp.web.headers import open_editor
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("editor", __name__, url_prefix="/designer/versions")
SCRIPTS = {"bpmn": "modeler", "dmn": "dmn", "form": "forms"}


@blueprint.get("/<uuid:version_id>/files/<path:path>")
@requires(Action.VIEW_DEFINITIONS)
def file(version_id: UUID, path: str) -> str:
    """The editor of a diagram, table or form; any other file as text, to be changed in a draft and else to be read."""
    return _page(version_id, path)


@blueprint.post("/<uuid:version_id>/files/<path:path>")
@requires(Action.EDIT_DEFINITION)
def save_text(version_id: UUID, path: str) -> ResponseReturnValue:
    """Keeps a text file of a draft, such as the guidance register, and says what the check finds in it."""
    revision = request.form.get("revision", "")
    if not revision.isascii() or not revision.isdigit():
        raise BadRequest
    # A browser sends the lines of a text box with the endings of its own protocol.
    text = request.form.get("text", "").replace("\r\n", "\n")
    saved = service.save_file(g.actor, version_id, path, text, int(revision))
    own = [problem.message for problem in saved.problems if problem.file == path]
    if not own:
        tell("Saved. The check found nothing wrong with this file.")
    return _page(version_id, path, own)


def _page(version_id: UUID, path: str, problems: Sequence[str] = ()) -> str:
    version = queries.version(g.actor, version_id)
    row = next((row for row in version.files if row.path == path), None)
    if row is None:
        raise NotFound
    content = queries.content(g.actor, version_id, path)
    script = SCRIPTS.get(row.kind, "")
    if script:
        open_editor()
    load = url_for("editor.content", version_id=version_id, path=path)
    return page(
        "pages/editor.html", version=version, file=row, content=content, script=script, load=load, problems=problems
    )


@blueprint.get("/<uuid:version_id>/content/<path:path>")
@requires(Action.VIEW_DEFINITIONS)
def content(version_id: UUID, path: str) -> Response:
    """The text of a file as it is stored; with `download` as a file to keep."""
    text = queries.content(g.actor, version_id, path).text
    response = Response(text, content_type="text/plain; charset=utf-8")
    if "download" in request.args:
        response.headers.set("Content-Disposition", "attachment", filename=path.rsplit("/", 1)[-1])
    return response


@blueprint.put("/<uuid:version_id>/content/<path:path>")
@requires(Action.EDIT_DEFINITION)
def save(version_id: UUID, path: str) -> ResponseReturnValue:
    """Keeps a file of a draft and says what the check finds in the package now."""
    try:
        sent = request.get_json()
    except RecursionError:
        raise BadRequest from None
    text, revision = (sent.get("content"), sent.get("revision")) if isinstance(sent, dict) else (None, None)
    if not isinstance(text, str) or not isinstance(revision, int) or isinstance(revision, bool):
        raise BadRequest
    saved = service.save_file(g.actor, version_id, path, text, revision)
    problems = [
        {"file": p.file, "element": p.element, "name": p.name, "rule": p.rule, "message": p.message}
        for p in saved.problems
    ]
    return {"revision": saved.revision, "problems": problems}
