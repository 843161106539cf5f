"""Refusals as pages: one table from the family of the error to its status and heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import g, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from webapp.access.rules import BAR, VOLUME
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.particulars import Particulars
from webapp.cases import service as cases
from webapp.cases.words import words
from webapp.errors import (
    ConfirmationNeeded,
    Conflict,
    DefinitionRefused,
    EngineFault,
    Erased,
    InvalidSubmission,
    NoRoom,
    NotFound,
    NotPermitted,
    NotRecorded,
    Rejected,
    RightToKnowError,
)
from webapp.forms import render
from webapp.web.guard import SignedOut, action_of, application
from webapp.web.page import page
from webapp.web.requestlog import reference
from webapp.web.sessions import signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from webapp.web.guard import GuardedFlask


@dataclass(frozen=True)
class Refusal:
    """How one family of errors is answered."""

    status: int
    heading: str


FAMILIES: dict[type[RightToKnowError], Refusal] = {
    NotFound: Refusal(404, "Page not found"),
    NotPermitted: Refusal(403, "You cannot do this"),
    ConfirmationNeeded: Refusal(403, "Confirm that it is you"),
    Erased: Refusal(410, "This record has been erased"),
    Conflict: Refusal(409, "Somebody else was first"),
    InvalidSubmission: Refusal(422, "There is a problem with the answers"),
    Rejected: Refusal(422, "This cannot be done"),
    DefinitionRefused: Refusal(422, "This version cannot be used as it is"),
    NoRoom: Refusal(503, "The file could not be kept"),
    EngineFault: Refusal(500, "An automatic step failed"),
}
NOT_THERE = "If you typed the address, check it is right. If you followed a link, you may not be able to see this page."
HTTP = {
    400: ("The request could not be read", "Go back, load the page again and try once more."),
    404: (FAMILIES[NotFound].heading, NOT_THERE),
    405: ("This address cannot be used like that", "Go back to the page you came from and use its buttons."),
    413: ("What you sent is too large", "Shorten the answers, or send a smaller file. Nothing was saved."),
    415: ("The request could not be read", "Go back, load the page again and try once more."),
}
OWN_FIELDS = frozenset({"csrf_token", "password", "_revision", "_once"})


def prepare(app: GuardedFlask) -> None:
    """Registers a page for each family, for signed-out and stale pages, and for everything unexpected."""
    app.register_error_handler(RightToKnowError, show_refusal)
    app.register_error_handler(NotRecorded, _not_recorded)
    app.register_error_handler(SignedOut, _signed_out)
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(InternalServerError, _unexpected)
    app.register_error_handler(HTTPException, _http)


def show_refusal(error: RightToKnowError) -> ResponseReturnValue:
    """The page of a refusal. A denial is recorded in a transaction of its own, since the request's is undone."""
    refusal = next((FAMILIES[kind] for kind in type(error).__mro__ if kind in FAMILIES), Refusal(422, "Not possible"))
    if isinstance(error, NotFound | NotPermitted):
        try:
            _record_denial(refusal.status, error.rule)
        except NotRecorded as unrecorded:
            return _not_recorded(unrecorded)
    sentence = NOT_THERE if isinstance(error, NotFound) else error.sentence
    return _answer(refusal.status, refusal.heading, sentence, typed=typed_answers())


def busy_page(error: Exception) -> ResponseReturnValue:
    """The page for a database that cannot answer just now; what was typed is kept on it."""
    application().log_exception((type(error), error, error.__traceback__))
    sentence = (
        "The service is busy or the database cannot be reached. Wait a minute, then send the page again. "
        f"If it stays like this, give your administrator this reference: {reference()}."
    )
    return _answer(503, "Try again in a minute", sentence, typed=typed_answers())


def _not_recorded(error: NotRecorded) -> ResponseReturnValue:
    """Nothing is shown and nothing done that the account could not take up. Basis: DPA 2018 s.62."""
    application().log_exception((type(error), error, error.__traceback__))
    sentence = f"{error.sentence} If it stays like this, give your administrator this reference: {reference()}."
    return _answer(503, "Try again in a minute", sentence, typed=typed_answers())


def typed_answers() -> list[tuple[str, str]]:
    """What the person typed into the form they sent, to be shown back to them so that it is not lost."""
    if request.method != "POST":
        return []
    if g.get("form") is not None and "answers" in g:
        sections = render.summary_view(g.form, g.answers, g.options).sections
        return [(line.question, "\n".join(line.lines)) for part in sections for line in part.lines if line.lines]
    pairs = request.form.items(multi=True)
    return [(words(name), text) for name, text in pairs if name not in OWN_FIELDS and name[:1] != "_" and text.strip()]


def _record_denial(status: int, rule: str) -> None:
    actor = g.get("actor")
    if actor is None:
        return
    action = action_of(application().view_functions.get(request.endpoint or ""))
    places = {name: str(value) for name, value in (request.view_args or {}).items() if name.endswith("_id")}
    asked = {"endpoint": request.endpoint or "", "action": action.value if action else "", **places}
    records = tuple(f"{name.removesuffix('_id')}:{value}" for name, value in places.items())
    detail = {**asked, "status": status, "rule": rule}
    with application().database.transaction():
        audit.record(Event.ACCESS_DENIED, actor.id, detail=detail, particulars=Particulars(records=records))
        if rule == BAR:
            cases.note_attempt(actor, asked)
        elif rule == VOLUME:
            cases.note_limit(actor)


def _signed_out(_: SignedOut) -> ResponseReturnValue:
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("login.sign_in", next=request.full_path.rstrip("?")), 303)
    sentence = "Your session has ended, so nothing was saved. Sign in and send it again."
    return _answer(401, "You are signed out", sentence, typed=typed_answers(), sign_in=True)


def _stale_page(_: CSRFError) -> ResponseReturnValue:
    sentence = "The page you sent was opened in a session that has ended, or on another site. Nothing was saved."
    return _answer(400, "This page is out of date", sentence, typed=typed_answers(), sign_in=True)


def _unknown_host(_: SecurityError) -> ResponseReturnValue:
    # No page can be built here: links need an address that the service answers to.
    return "This service does not answer to that address.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    heading, sentence = HTTP.get(error.code, HTTP[400])
    body, status = _answer(error.code, heading, sentence)
    allowed = getattr(error, "valid_methods", None)
    return body, status, {"Allow": ", ".join(sorted(allowed))} if allowed else {}


def _unexpected(error: InternalServerError) -> ResponseReturnValue:  # noqa: ARG001 - Flask's signature
    sentence = (
        "Something went wrong on our side and nothing was saved. Try again; if it happens again, "
        f"give your administrator this reference: {reference()}."
    )
    return _answer(500, "Sorry, there is a problem with the service", sentence, typed=typed_answers())


def _answer(status: int, heading: str, sentence: str, **more: Any) -> tuple[Any, int]:
    if request.is_json:
        return {"message": f"{heading}. {sentence}"}, status
    if "actor" not in g:
        g.actor = _whoever_asks()
    return page("pages/refusal.html", heading=heading, sentence=sentence, **more), status


def _whoever_asks() -> Any:
    try:
        with application().database.transaction():
            return signed_in()
    except Exception:  # noqa: BLE001 - a refusal is shown even where the database is the trouble
        return None
