"""Requests that change anything come from our own pages: a token in the form, and the browser's own word for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import request
from flask_wtf.csrf import CSRFError, CSRFProtect

if TYPE_CHECKING:
    from webapp.web.guard import GuardedFlask

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def prepare(app: GuardedFlask) -> None:
    """Checks origin and token before every unsafe request, signing in included."""
    # The token lives as long as the session; where a page came from is checked below, also without TLS.
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    app.before_request(_from_our_own_page)
    CSRFProtect(app)


def _from_our_own_page() -> None:
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise CSRFError("The request comes from another site.")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise CSRFError("The request comes from another site.")
