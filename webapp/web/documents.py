"""Documents of a case: the list, adding one or a newer copy of one, and downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.access.fields import WORDS, group_of_new, shows
from webapp.cases import heads
from webapp.cases import queries as cases
from webapp.documents import kinds, queries, rules, service
from webapp.documents.store import DocumentStore
from webapp.errors import Rejected
from webapp.web.guard import application, requires
from webapp.web.headers import only_to_keep
from webapp.web.incoming import takes_files, upload_of
from webapp.web.page import page, tell
from webapp.web.purposes import why_first

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("documents", __name__, url_prefix="/cases/<uuid:case_id>/documents")
FILE = "file"
PIECE = 64 * 1024
LONGEST_GROUP = 20


def store() -> service.Store:
    """Where the bytes of documents are kept."""
    return DocumentStore(application().settings.data_folder / "documents")


def quarantine() -> rules.Quarantine:
    """How this installation treats files that were not scanned."""
    settings = application().settings
    return rules.Quarantine(bool(settings.scanner), settings.open_unscanned)


@blueprint.get("/new")
@requires(Action.ADD_DOCUMENT)
def new(case_id: UUID) -> ResponseReturnValue:
    """The page for adding a file."""
    return why_first(case_id) or _form(case_id)


@blueprint.post("")
@requires(Action.ADD_DOCUMENT)
@takes_files
def add(case_id: UUID) -> ResponseReturnValue:
    """Takes a file into the case."""
    cases.require_view(g.actor, case_id)
    received = service.receive(g.actor, store(), upload_of(FILE), application().settings.largest_upload)
    group = request.form.get("group", "")[:LONGEST_GROUP]
    service.add(g.actor, case_id, cases.access_facts(case_id), received, group)
    tell(_added())
    return redirect(url_for("cases.show", case_id=case_id, _anchor="documents"), 303)


@blueprint.get("/<uuid:document_id>")
@requires(Action.ADD_DOCUMENT)
def show(case_id: UUID, document_id: UUID) -> str:
    """One document with all its copies."""
    return _form(case_id, document_id)


@blueprint.post("/<uuid:document_id>")
@requires(Action.ADD_DOCUMENT)
@takes_files
def add_version(case_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """Takes a newer copy of a document."""
    facts = cases.access_facts(case_id)
    queries.one(g.actor, case_id, facts, document_id, quarantine())
    received = service.receive(g.actor, store(), upload_of(FILE), application().settings.largest_upload)
    service.add_version(g.actor, case_id, facts, document_id, received)
    tell(_added())
    return redirect(url_for("documents.show", case_id=case_id, document_id=document_id), 303)


@blueprint.post("/<uuid:document_id>/part")
@requires(Action.ADD_DOCUMENT)
def move(case_id: UUID, document_id: UUID) -> ResponseReturnValue:
    """Says that a document is about another part of the case."""
    group, reason = request.form.get("group", "")[:LONGEST_GROUP], request.form.get("reason", "")
    service.move(g.actor, case_id, cases.access_facts(case_id), document_id, group, reason)
    tell("The file is about another part of the case now. Only those whose role sees that part find it.")
    return redirect(url_for("documents.show", case_id=case_id, document_id=document_id), 303)


@blueprint.get("/copies/<uuid:copy_id>")
@requires(Action.OPEN_DOCUMENT)
def download(case_id: UUID, copy_id: UUID) -> Response:
    """Hands a copy out as a file to keep; it is never shown by the service or inside one of its pages."""
    facts = cases.access_facts(case_id)
    opened = service.open_version(g.actor, case_id, facts, copy_id, store(), quarantine())
    response = Response(_pieces(opened.stream), content_type=opened.media_type)
    response.content_length = opened.size_bytes
    response.headers["Content-Disposition"] = attachment(opened.kept_as, opened.name)
    return only_to_keep(response)


def attachment(plain: str, name: str) -> str:
    """The header that makes a browser keep a file: a plain name for all, and the cleaned one for those that can.

    Basis: RFC 6266 and RFC 8187; every character that means something in a header is percent-encoded.
    """
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    given = request.view_args or {}
    if request.endpoint == "documents.download":
        return page("pages/refusal.html", heading="This file is locked", sentence=error.sentence), 409
    with application().database.transaction():
        return _form(given["case_id"], given.get("document_id"), {error.field or FILE: error.sentence}), 422


def _form(case_id: UUID, document_id: UUID | None = None, errors: dict[str, str] | None = None) -> str:
    facts = cases.access_facts(case_id)
    header = heads.head_alone(g.actor, case_id)
    return page(
        "pages/document.html",
        header=header,
        document=queries.one(g.actor, case_id, facts, document_id, quarantine()) if document_id else None,
        errors=errors or {},
        groups={one.value: words[0].upper() + words[1:] for one, words in WORDS.items() if shows(g.actor, one)},
        group=request.form.get("group", "") or ("" if document_id else group_of_new(g.actor)),
        reason=request.form.get("reason", ""),
        kinds=kinds.names(),
        endings=kinds.endings(),
        megabytes=application().settings.largest_upload // (1024 * 1024),
    )


def _added() -> str:
    if application().settings.scanner:
        return "The file is added. It can be opened as soon as it was checked for viruses."
    return "The file is added."


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece
