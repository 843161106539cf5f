"""One line in the log for each request, and a reference that ties page, header and log together."""

from __future__ import annotations

import logging
import secrets
import time
from typing import TYPE_CHECKING

from flask import g, request

from webapp import logs
from webapp.audit.context import current

if TYPE_CHECKING:
    from flask import Response

    from webapp.web.guard import GuardedFlask

log = logging.getLogger(__name__)
HEADER = "X-Request-Id"


def prepare(app: GuardedFlask) -> None:
    """Gives each request its reference before anything else happens to it. One that is sent along is not believed."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def reference() -> str:
    """The reference of this request, which its entries in the account carry as well."""
    if "reference" not in g:
        g.reference = current().request_id or secrets.token_hex(8)
    found: str = g.reference
    return found


def _begin() -> None:
    g.began = time.monotonic()
    logs.request_id.set(reference())


def _end(response: Response) -> Response:
    response.headers[HEADER] = reference()
    log.info(
        "request answered",
        extra=logs.fields(
            method=request.method,
            route=request.url_rule.rule if request.url_rule else "no route",
            status=response.status_code,
            milliseconds=round((time.monotonic() - g.get("began", time.monotonic())) * 1000),
        ),
    )
    return response


def _forget(_: BaseException | None) -> None:
    logs.request_id.set("")
