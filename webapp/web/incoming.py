"""What is sent to the service: how much of it, and where large files wait while they arrive.

Pages that take files may be sent more than others, but only by people who are signed in. Large files go to a nameless
file in the data folder as they arrive, never into memory as a whole, and vanish with the request.
"""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

from flask import Request, current_app, request

from webapp.documents.service import Upload
from webapp.errors import Rejected
from webapp.web.sessions import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from _typeshed.wsgi import WSGIEnvironment

    from webapp.web.guard import GuardedFlask

View = TypeVar("View", bound="Callable[..., Any]")
IN_MEMORY = 256 * 1024
FOLDER = "incoming"


def takes_files(view: View) -> View:
    """Marks a view that may be sent files as large as the setting allows."""
    view.__dict__["takes_files"] = True
    return view


class IncomingRequest(Request):
    """A request whose large files are kept in the product's own folder rather than in one that others share."""

    def __init__(self, environ: WSGIEnvironment, *given: Any, **named: Any) -> None:
        super().__init__(environ, *given, **named)
        self._arriving: list[SpooledTemporaryFile[bytes]] = []

    def _get_file_stream(self, total_content_length: int | None, *_: object, **__: object) -> IO[bytes]:
        folder = cast("GuardedFlask", current_app).settings.data_folder / FOLDER
        if (total_content_length or 0) > IN_MEMORY:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Small ones stay in memory, so that thousands of tiny parts do not open thousands of files.
        kept = SpooledTemporaryFile(IN_MEMORY, "w+b", dir=str(folder))  # noqa: SIM115 - closed with the request
        self._arriving.append(kept)
        return cast("IO[bytes]", kept)

    def _load_form_data(self) -> None:
        """Reads the form. A part without a name answers no question, and is passed over like any other that does not.

        Werkzeug keeps such parts under None, which nothing that looks through the names of a form expects.
        """
        super()._load_form_data()
        for kept in ("form", "files"):
            pairs = self.__dict__[kept]
            if None in pairs:
                named = [pair for pair in pairs.items(multi=True) if pair[0] is not None]
                self.__dict__[kept] = type(pairs)(named)

    def close(self) -> None:
        """Closes what arrived, also where the reading of it was broken off half-way."""
        super().close()
        for kept in self._arriving:
            kept.close()


def prepare(app: GuardedFlask) -> None:
    """Sets the limit of each request before anything of its body is read."""
    app.request_class = IncomingRequest

    @app.before_request
    def _limit() -> None:
        view = app.view_functions.get(request.endpoint or "")
        # Only the parts of a multipart body go to disk; any other body is read into memory and keeps its small limit.
        if not getattr(view, "takes_files", False) or request.mimetype != "multipart/form-data":
            return
        if (request.content_length or 0) <= app.settings.largest_request:
            return
        with app.database.transaction():
            if signed_in() is not None:
                request.max_content_length = app.settings.largest_upload + app.settings.largest_form


def upload_of(name: str) -> Upload:
    """The one file that was sent under a name. Raises Rejected where none was chosen, or several were."""
    sent = uploads_of(name)
    if len(sent) != 1:
        raise Rejected("Choose a file." if not sent else "Choose one file at a time.", name)
    return sent[0]


def uploads_of(name: str) -> list[Upload]:
    """The files that were sent under a name, without the empty place that browsers send for none."""
    return [
        Upload(sent.filename, sent.mimetype or "", cast("BinaryIO", sent.stream))
        for sent in request.files.getlist(name)
        if sent.filename
    ]
