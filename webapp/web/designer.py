"""The designer's pages: packages, their versions, and the way from a draft to the version that new cases run."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.access.rules import Allowed, may
from webapp.definitions import queries, service
from webapp.errors import DefinitionRefused, NotFound, Rejected
from webapp.web.guard import application, requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from webapp.definitions.views import FileRow, VersionView

blueprint = Blueprint("designer", __name__, url_prefix="/designer")
UPLOADED = {".bpmn": "", ".dmn": "", ".form": "forms/", ".toml": ""}
NEW_FILE = 0
KINDS = {"bpmn": "Diagrams", "dmn": "Decision tables", "form": "Forms"}
WORKED_CASES = "Worked cases that must run as written"
SETTINGS = "Settings"


@blueprint.get("")
@requires(Action.VIEW_DEFINITIONS)
def packages() -> str:
    """Every process package and its versions."""
    can_edit = isinstance(may(g.actor, Action.EDIT_DEFINITION), Allowed)
    return page("pages/designer_packages.html", packages=queries.packages(g.actor), can_edit=can_edit)


@blueprint.post("/<key>/drafts")
@requires(Action.EDIT_DEFINITION)
def start_draft(key: str) -> ResponseReturnValue:
    """Starts a draft as a copy of the version in use."""
    version_id = service.start_draft(g.actor, key)
    tell("You started a draft. Cases go on with the version in use until another person publishes yours.")
    return redirect(url_for("designer.version", version_id=version_id), 303)


@blueprint.get("/versions/<uuid:version_id>")
@requires(Action.VIEW_DEFINITIONS)
def version(version_id: UUID) -> str:
    """One version: its files, what the check finds, what it changes, and what can be done with it."""
    return _version_page(version_id)


@blueprint.post("/versions/<uuid:version_id>/submit")
@requires(Action.SUBMIT_DEFINITION)
def submit(version_id: UUID) -> ResponseReturnValue:
    """Hands the draft over for publication."""
    service.submit(g.actor, version_id, request.form.get("note", ""))
    tell("Submitted. Another person has to publish it.")
    return redirect(url_for("designer.version", version_id=version_id), 303)


@blueprint.post("/versions/<uuid:version_id>/publish")
@requires(Action.PUBLISH_DEFINITION)
def publish(version_id: UUID) -> ResponseReturnValue:
    """Makes this the version that new cases run."""
    service.publish(g.actor, version_id)
    tell("Published. New cases run this version; running cases stay on theirs.")
    return redirect(url_for("designer.version", version_id=version_id), 303)


@blueprint.post("/versions/<uuid:version_id>/return")
@requires(Action.RETURN_DEFINITION)
def return_to_author(version_id: UUID) -> ResponseReturnValue:
    """Makes a submitted version a draft again, with the reason."""
    service.return_to_author(g.actor, version_id, request.form.get("reason", ""))
    tell("Returned to its author as a draft.")
    return redirect(url_for("designer.version", version_id=version_id), 303)


@blueprint.post("/versions/<uuid:version_id>/upload")
@requires(Action.EDIT_DEFINITION)
def upload(version_id: UUID) -> ResponseReturnValue:
    """Takes a file of the package, for those who draw with another program or cannot use the editors."""
    sent = request.files.get("file")
    name = PurePosixPath((sent.filename or "").replace("\\", "/")).name if sent else ""
    if sent is None or not name:
        raise Rejected("Choose a file to upload.", field="file")
    folder = UPLOADED.get(PurePosixPath(name).suffix.lower())
    if folder is None:
        raise Rejected("Choose a file that ends in .bpmn, .dmn, .form or .toml.", field="file")
    try:
        text = sent.read().decode("utf-8")
    except UnicodeDecodeError:
        raise Rejected("The file is not UTF-8 text. Save it as UTF-8 and upload it again.", field="file") from None
    path = folder + name
    saved = service.save_file(g.actor, version_id, path, text, _revision_of(version_id, path))
    found = len(saved.problems)
    tell("Uploaded. The check found no problem." if not found else f"Uploaded. Problems found by the check: {found}.")
    return redirect(url_for("designer.version", version_id=version_id), 303)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    return _again({error.field: error.sentence})


@blueprint.errorhandler(DefinitionRefused)
def _refused(error: DefinitionRefused) -> ResponseReturnValue:
    return _again({"problems": error.sentence})


def _again(errors: dict[str, str]) -> ResponseReturnValue:
    version_id = (request.view_args or {}).get("version_id")
    if version_id is None:
        return page("pages/refusal.html", heading="This cannot be done", sentence=next(iter(errors.values()))), 422
    with application().database.transaction():
        return _version_page(version_id, errors), 422


def _version_page(version_id: UUID, errors: dict[str, str] | None = None) -> str:
    found = queries.version(g.actor, version_id)
    changes = queries.changes(g.actor, version_id)
    typed = {name: request.form.get(name, "") for name in ("note", "reason")}
    folders = _by_kind(found)
    return page(
        "pages/designer_version.html",
        version=found,
        folders=folders,
        changes=changes,
        errors=errors or {},
        typed=typed,
    )


def _by_kind(version: VersionView) -> list[tuple[str, list[FileRow]]]:
    """The files under the headings a designer looks for them, the package's own diagram first."""
    found: dict[str, list[FileRow]] = {title: [] for title in (*KINDS.values(), WORKED_CASES, SETTINGS)}
    for file in sorted(version.files, key=lambda file: (file.path != f"{version.key}.bpmn", file.path)):
        other = WORKED_CASES if file.path.startswith("scenarios/") else SETTINGS
        found[KINDS.get(file.kind, other)].append(file)
    return [(title, files) for title, files in found.items() if files]


def _revision_of(version_id: UUID, path: str) -> int:
    try:
        return queries.content(g.actor, version_id, path).revision
    except NotFound:
        return NEW_FILE
