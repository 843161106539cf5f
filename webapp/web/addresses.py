"""Where a person is sent after signing in: only ever a page of this service."""

from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

LONGEST = 500
NOT_AFTER_SIGN_IN = frozenset({"login.sign_in", "login.sign_out", "public.asset", "public.health"})


def safe_next(wanted: str) -> str:
    """The wanted path if it is a page of ours that can be opened, and an empty text for anything else."""
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or len(wanted) > LONGEST:
        return ""
    if "\\" in wanted or any(ord(character) <= ord(" ") or ord(character) == 127 for character in wanted):
        return ""
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc:
        return ""
    try:
        endpoint, _ = current_app.url_map.bind("").match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return ""
    if endpoint in NOT_AFTER_SIGN_IN:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
