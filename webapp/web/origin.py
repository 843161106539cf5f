"""Requests that change anything come from our own pages: a token in the form, and the browser's own word for it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app, request
from flask_wtf.csrf import CSRFError, CSRFProtect

if TYPE_CHECKING:
    from webapp.web.guard import GuardedFlask

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FOREIGN = frozenset({"cross-site", "same-site"})
# Browsers send reports of the content policy by themselves, without a token; nothing is done on their word.
REPORTS = "policy_reports.take"


def prepare(app: GuardedFlask) -> None:
    """Checks origin and token before every unsafe request, signing in included."""
    # The token lives as long as the session; where a page came from is checked below, also without TLS.
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    app.before_request(_from_our_own_page)
    CSRFProtect(app).exempt("webapp.web.policy_reports.take")


def _from_our_own_page() -> None:
    if request.endpoint == REPORTS:
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method in SAFE_METHODS:
        # A link from elsewhere may be followed; nothing of ours is a picture, script or frame of another site's.
        if site in FOREIGN and request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            raise CSRFError("The request comes from another site.")
        return
    if site not in {"same-origin", "none"}:
        raise CSRFError("The request comes from another site.")
    origin = request.headers.get("Origin")
    if origin is not None and not _is_ours(origin):
        raise CSRFError("The request comes from another site.")


def _is_ours(origin: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    # Where pages go over TLS, a page of the same name that did not is somebody else's.
    plain = parts.scheme == "http" and current_app.config["SESSION_COOKIE_SECURE"]
    return parts.scheme in {"http", "https"} and not plain and parts.netloc == request.host
