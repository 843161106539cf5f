"""Proving again who one is, before something is signed for; then back to where one was, with everything typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, g, redirect, request, url_for

from webapp.access import passwords, queries
from webapp.access.actions import Action
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.errors import Rejected
from webapp.signin import factors, passkeys, throttle, totp
from webapp.signin.rules import Method
from webapp.signin.throttle import Try
from webapp.web import sessions
from webapp.web.addresses import safe_next
from webapp.web.guard import application, requires, several_transactions
from webapp.web.page import home_address, page, tell
from webapp.web.passkey_site import site
from webapp.web.waiting import too_many_tries

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from webapp.errors import ConfirmationNeeded
    from webapp.signin.factors import Factors

blueprint = Blueprint("confirm", __name__, url_prefix="/confirm")
WRONG = "That is not right. Try again."
NOTHING_SENT = "Thank you. Nothing was sent yet: check it, then send it again."
# Where a person is taken back to when an act of theirs needed a fresh proof.
PAGE_OF = {
    "own_sign_in.set_up_generator": "own_sign_in.code_generator",
    "own_sign_in.remove_generator": "own_sign_in.show",
    "own_sign_in.make_codes": "own_sign_in.show",
    "own_sign_in.add_passkey": "own_sign_in.show",
    "own_sign_in.remove_passkey": "own_sign_in.show",
    "tasks.complete": "tasks.show",
    "designer.publish": "designer.version",
    "moves.approve": "moves.show",
    "moves.repeat": "moves.show",
    "exports.decide": "exports.waiting",
    "users.decide": "users.proposals",
}


@blueprint.get("")
@requires(Action.MANAGE_OWN_SIGN_IN)
def ask() -> ResponseReturnValue:
    """The page that asks."""
    return _page({}, factors.of(g.actor.id))


@blueprint.post("")
@requires(Action.MANAGE_OWN_SIGN_IN)
@several_transactions
def answer() -> ResponseReturnValue:
    """Takes the password or a code, slowed like those of signing in and counted together with the password."""
    password, code = request.form.get("password", ""), request.form.get("code", "")
    app = application()
    with app.database.transaction():
        has = factors.of(g.actor.id)
    if not password and not code.strip():
        return _page({"password": "Enter your password"}, has), 422
    with app.database.transaction():
        tried = throttle.take(app.settings.secret_key, g.actor.login, g.actor.id, sessions.origin())
        password_hash = queries.password_hash_of(g.actor.login)
    if not isinstance(tried, Try):
        return _page({"password": too_many_tries(tried)}, has), 429
    right = passwords.matches(password_hash, password) if password else False
    with app.database.transaction():
        method = Method.PASSWORD if right else None
        if not password and totp.accept(g.actor.id, code):
            method = Method.TOTP
        if method is None:
            audit.record(Event.SIGN_IN_FAILED, g.actor.id, detail={"confirming": True})
            return _page({"password" if password else "code": WRONG}, has), 422
        throttle.succeeded(tried)
        return confirmed(method)


@blueprint.post("/passkey-options")
@requires(Action.MANAGE_OWN_SIGN_IN)
def passkey_options() -> ResponseReturnValue:
    """What the browser needs to use one of this person's passkeys."""
    here = site()
    if here is None:
        raise Rejected(passkeys.NOT_ACCEPTED)
    return passkeys.options_for_use(here, g.actor.id)


@blueprint.post("/passkey")
@requires(Action.MANAGE_OWN_SIGN_IN)
def passkey() -> ResponseReturnValue:
    """Takes a passkey as the proof."""
    here = site()
    if here is None:
        raise Rejected(passkeys.NOT_ACCEPTED)
    passkeys.accept(here, request.form.get("credential", ""), g.actor.id)
    return confirmed(Method.PASSKEY)


def confirmed(method: Method) -> ResponseReturnValue:
    """Notes the proof and goes back to where the form says that the person was."""
    return go_back(method, request.form.get("next", ""))


def go_back(method: Method, next_page: str) -> ResponseReturnValue:
    """Notes the proof and goes back to where the person was."""
    sessions.confirm(method)
    audit.record(Event.IDENTITY_CONFIRMED, g.actor.id, detail={"method": method.value})
    wanted = safe_next(next_page)
    tell(NOTHING_SENT if wanted.startswith("/tasks/") else "Thank you. You can go on now.")
    return redirect(wanted or home_address(), 303)


def ask_again(_: ConfirmationNeeded) -> ResponseReturnValue:
    """Leads to the page that asks, with the way back; `next` holds a path of ours and nothing that was typed."""
    endpoint = PAGE_OF.get(request.endpoint or "")
    back = url_for(endpoint, **_those_of(endpoint)) if endpoint else ""
    if not back and request.method == "GET":
        back = request.full_path.rstrip("?")
    return redirect(url_for("confirm.ask", next=back), 303)


def _those_of(endpoint: str) -> dict[str, Any]:
    """What the address of a page takes from that of the act, such as the id of the task."""
    wanted = next(current_app.url_map.iter_rules(endpoint)).arguments
    return {name: value for name, value in (request.view_args or {}).items() if name in wanted}


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    if request.endpoint == "confirm.passkey_options":
        return {"message": error.sentence}, 422
    with application().database.transaction():
        audit.record(Event.SIGN_IN_FAILED, g.actor.id, detail={"confirming": True})
        return _page({"passkey": error.sentence}, factors.of(g.actor.id)), 422


def _page(errors: dict[str, str], has: Factors) -> str:
    return page(
        "pages/confirm.html",
        wanted=safe_next(request.values.get("next", "")),
        errors=errors,
        minutes=application().settings.step_up_minutes,
        has=has,
        passkeys=bool(has.passkeys) and site() is not None,
    )
