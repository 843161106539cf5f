"""Signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, request, url_for

from webapp.access import passwords, queries
from webapp.access.actions import Action
from webapp.access.actor import SYSTEM_ID
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.signin import throttle
from webapp.signin.rules import Method
from webapp.signin.throttle import Try
from webapp.web import sessions, sign_in_steps
from webapp.web.addresses import safe_next
from webapp.web.guard import application, requires, several_transactions
from webapp.web.page import home_address, sign_in_page, tell
from webapp.web.waiting import too_many_tries

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
    return sign_in_page(wanted=wanted)


@blueprint.post("/sign-in")
@requires(Action.SIGN_IN)
@several_transactions
def try_to_sign_in() -> ResponseReturnValue:
    """Takes the password and leads on to what is still missing; says the same for a wrong one and an unknown name.

    Up to the answer each does the same work: the same statements and one hash, whoever is asked for.
    """
    # Cut before it is stripped: one account has one spelling here, or its failures would be counted apart.
    login = request.form.get("login", "")[:LONGEST_LOGIN].strip().lower()
    password = request.form.get("password", "")
    wanted = safe_next(request.form.get("next", ""))
    if errors := _missing(login, password):
        return sign_in_page(login, wanted, errors), 422
    app = application()
    with app.database.transaction():
        before = queries.sign_in_facts(login)
        tried = throttle.take(app.settings.secret_key, login, before.user_id, sessions.origin())
    if not isinstance(tried, Try):
        return sign_in_page(login, wanted, {"login": too_many_tries(tried)}), 429
    # Slow on purpose, so no transaction is open meanwhile: on SQLite nobody else could write.
    right = passwords.matches(before.password_hash, password)
    with app.database.transaction():
        # Read again, since the account may have been suspended or its password changed in that moment.
        facts = queries.sign_in_facts(login)
        actor = queries.actor_by_id(facts.user_id) if right and facts == before and facts.user_id else None
        if actor is None:
            # The name that was typed is not recorded: people type passwords into the wrong box.
            audit.record(Event.SIGN_IN_FAILED, facts.user_id or SYSTEM_ID)
            return sign_in_page(login, wanted, {"login": WRONG}), 422
        throttle.succeeded(tried)
        return sign_in_steps.begin(actor, Method.PASSWORD, wanted)


@blueprint.post("/sign-out")
@requires(Action.SIGN_OUT)
def sign_out() -> ResponseReturnValue:
    """Ends the session."""
    if g.actor is not None:
        audit.record(Event.SIGNED_OUT, g.actor.id)
    sessions.end()
    tell("You are signed out.")
    response = redirect(url_for("login.sign_in"), 303)
    # Pages are never kept; should anything have stayed in the browser all the same, it goes now.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _missing(login: str, password: str) -> dict[str, str]:
    errors = {}
    if not login:
        errors["login"] = "Enter your username"
    if not password:
        errors["password"] = "Enter your password"  # noqa: S105 - a sentence, not a secret
    return errors
