"""What browsers report of the content policy: which rule stopped something, and how often; nothing else of a report.

A report comes without a sign-in and may come from anybody, so it is held to be forged: its length and number are
bounded, the name of the rule must be on the closed list, and neither an address nor a sample of it is kept.
Basis: Content Security Policy Level 3, section 5; ASVS 5.0 3.4.7.
"""

from __future__ import annotations

import json
import logging
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from flask import Blueprint, request

from webapp import logs
from webapp.access.actions import Action
from webapp.web.guard import requires, stateless

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("policy_reports", __name__)
log = logging.getLogger(__name__)
LONGEST = 16 * 1024
MOST_IN_A_REPORT = 20


class Turnstile:
    """Lets so many through in a minute, counted in this process; the log stays readable whatever is sent."""

    def __init__(self, most: int = 30) -> None:
        self.most = most
        self._lock = Lock()
        self._began = monotonic()
        self._let_through = 0

    def lets_through(self) -> bool:
        """Whether this one is among those of its minute."""
        with self._lock:
            if monotonic() - self._began >= 60:
                self._began, self._let_through = monotonic(), 0
            self._let_through += 1
            return self._let_through <= self.most


turnstile = Turnstile()


@blueprint.post("/policy-reports")
@requires(Action.SEE_PUBLIC_PAGE)
@stateless
def take() -> ResponseReturnValue:
    """Counts a report in the log, by the rule it names. The answer is the same whatever was sent."""
    sent = request.stream.read(LONGEST + 1)
    if turnstile.lets_through() and len(sent) <= LONGEST:
        for directive in _directives(sent):
            log.warning("the content policy stopped something", extra=logs.fields(directive=directive))
    return "", 204


def _directives(sent: bytes) -> list[str]:
    """The rules that a body of either form names, each once."""
    try:
        body = json.loads(sent)
    except (ValueError, RecursionError):
        return []
    reports = body[:MOST_IN_A_REPORT] if isinstance(body, list) else [body]
    return sorted({_directive(report) for report in reports if isinstance(report, dict)} - {""})


def _directive(report: dict[str, object]) -> str:
    inner = report.get("csp-report", report.get("body"))
    if not isinstance(inner, dict):
        return ""
    name = inner.get("effectiveDirective") or inner.get("effective-directive") or inner.get("violated-directive")
    return name.split(" ")[0] if isinstance(name, str) else ""
