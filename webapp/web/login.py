"""Signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, g, redirect, request, url_for

from webapp.access import passwords, queries
from webapp.access.actions import Action
from webapp.access.actor import SYSTEM_ID
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.web import sessions
from webapp.web.addresses import safe_next
from webapp.web.filters import clock_time
from webapp.web.guard import requires
from webapp.web.page import home_address, page, tell
from webapp.web.throttle import SignInThrottle

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("login", __name__)
WRONG = "The username or the password is not right. Check both and try again."
LONGEST_LOGIN = 80


@blueprint.get("/sign-in")
@requires(Action.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """The sign-in page; who is signed in already goes on to their work."""
    wanted = safe_next(request.args.get("next", ""))
    if g.actor is not None:
        return redirect(wanted or home_address(), 303)
    return page("pages/sign_in.html", login="", wanted=wanted, errors={})


@blueprint.post("/sign-in")
@requires(Action.SIGN_IN)
def try_to_sign_in() -> ResponseReturnValue:
    """Signs a person in, or says the same for a wrong password and an unknown name."""
    # Cut before it is stripped: one account has one spelling here, or its failures would be counted apart.
    login = request.form.get("login", "")[:LONGEST_LOGIN].strip().lower()
    password = request.form.get("password", "")
    wanted = safe_next(request.form.get("next", ""))
    if errors := _missing(login, password):
        return page("pages/sign_in.html", login=login, wanted=wanted, errors=errors), 422
    address = request.remote_addr or ""
    if until := _throttle().wait_until(login, address):
        sentence = f"Too many tries. You can try again at {clock_time(until)}."
        return page("pages/sign_in.html", login=login, wanted=wanted, errors={"login": sentence}), 429
    actor = queries.actor_by_login(login)
    if not passwords.matches(queries.password_hash_of(login), password) or actor is None:
        _throttle().failed(login, address)
        # The name that was typed is not recorded: people type passwords into the wrong box.
        audit.record(Event.SIGN_IN_FAILED, actor.id if actor else SYSTEM_ID)
        return page("pages/sign_in.html", login=login, wanted=wanted, errors={"login": WRONG}), 422
    _throttle().succeeded(login, address)
    sessions.begin(actor)
    g.actor = actor
    audit.record(Event.SIGNED_IN, actor.id)
    return redirect(wanted or home_address(), 303)


@blueprint.post("/sign-out")
@requires(Action.SIGN_OUT)
def sign_out() -> ResponseReturnValue:
    """Ends the session."""
    if g.actor is not None:
        audit.record(Event.SIGNED_OUT, g.actor.id)
    sessions.end()
    tell("You are signed out.")
    return redirect(url_for("login.sign_in"), 303)


def _missing(login: str, password: str) -> dict[str, str]:
    errors = {}
    if not login:
        errors["login"] = "Enter your username"
    if not password:
        errors["password"] = "Enter your password"  # noqa: S105 - a sentence, not a secret
    return errors


def _throttle() -> SignInThrottle:
    found: SignInThrottle = current_app.extensions.setdefault("sign_in_throttle", SignInThrottle())
    return found
