"""What every answer tells the browser: to run nothing but our own files, and to keep nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, request

if TYPE_CHECKING:
    from flask import Response

    from webapp.web.guard import GuardedFlask

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    # The older name is for browsers that do not know the newer one.
    "report-uri /policy-reports; report-to policy"
)
# The diagram, table and form editors place their handles with style attributes; scripts stay as strict as elsewhere.
EDITOR_POLICY = f"{POLICY}; style-src-attr 'unsafe-inline'"
# A file that somebody sent: should a browser show it after all, it runs nothing and belongs to no site.
DOWNLOAD_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Our own pages may see where a form came from; no other site learns anything.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Reporting-Endpoints": 'policy="/policy-reports"',
}
ONE_YEAR = 31_536_000


def prepare(app: GuardedFlask) -> None:
    """Puts the headers on every answer of the application, refusals included."""
    app.after_request(_protected)
    if app.settings.secure_cookies:
        app.after_request(_only_over_tls)


def open_editor() -> None:
    """Allows this one page what the editors need."""
    g.editor_page = True


def only_to_keep(response: Response) -> Response:
    """Marks an answer as a file of somebody else's, which no browser may show as ours."""
    g.download = True
    return response


def keep(response: Response) -> Response:
    """Lets the browser keep an answer for good; only for files whose address changes with their content."""
    response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    return response


def _protected(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["Content-Security-Policy"] = _policy()
    if request.endpoint != "public.asset" or response.status_code not in {200, 304}:
        response.headers["Cache-Control"] = "no-store"
    return response


def _policy() -> str:
    if g.get("download"):
        return DOWNLOAD_POLICY
    return EDITOR_POLICY if g.get("editor_page") else POLICY


def _only_over_tls(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
    return response
