"""A form that is sent twice, by a double click, a reload or a broken line, does its work once."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app, g, redirect, request

from webapp.documents.store import digest_of
from webapp.repeats import rules, service
from webapp.web.page import tell

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from flask.typing import ResponseReturnValue

FIELD = "_once"
AGAIN = "You sent this page before. Nothing was done twice; this is where it led."


def answered(view: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """The answer of the view, or, for a form that was taken before, the answer it got then.

    Only a redirection is kept, since it is what follows a change; a page that asks again carries a key of its own.
    Must be called in the transaction of the request.
    """
    key = request.form.get(FIELD, "") if request.method == "POST" else ""
    if g.actor is None or not rules.is_key(key):
        return view()
    sent = [pair for pair in request.form.items(multi=True) if pair[0] not in {"csrf_token", "password", FIELD}]
    # Of two files with one name the content tells whether it is the same request.
    sent += [
        (name, f"{one.filename} {digest_of(cast('BinaryIO', one.stream))}")
        for name, one in request.files.items(multi=True)
    ]
    digest = rules.digest_of(str(current_app.secret_key).encode(), request.method, request.path, sent)
    if (before := service.begin(g.actor, key, digest)) is not None:
        tell(AGAIN)
        return redirect(before.location, before.status)
    response = current_app.make_response(view())
    if 300 <= response.status_code < 400 and response.location:
        service.finish(g.actor, key, digest, service.Answer(response.status_code, response.location))
    return response
