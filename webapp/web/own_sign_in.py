"""How one signs in oneself: password, second factors, and the browsers in which one is signed in now.

Whoever changes how they sign in proves first who they are; all their other sessions end with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, request, url_for

from webapp.access import password_rules, passwords, queries, service
from webapp.access.actions import Action
from webapp.access.known_passwords import why_not_known
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.errors import ConfirmationNeeded, NotFound, Rejected
from webapp.signin import factors, passkeys, recovery, throttle, totp
from webapp.signin import sessions as kept
from webapp.signin.rules import End, Method
from webapp.signin.throttle import Try
from webapp.web import sessions
from webapp.web.guard import application, requires, several_transactions
from webapp.web.page import SERVICE_NAME, page, tell
from webapp.web.passkey_site import site
from webapp.web.sign_in_steps import WRONG_CODE, enrolment_page, recovery_page
from webapp.web.waiting import too_many_tries

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("own_sign_in", __name__, url_prefix="/my-sign-in")
LAST_FACTOR = "A second factor is required here. Set up another one before you remove this one."


@blueprint.get("")
@requires(Action.MANAGE_OWN_SIGN_IN)
def show() -> str:
    """Everything about how this person signs in."""
    return _page({})


@blueprint.get("/password")
@requires(Action.MANAGE_OWN_SIGN_IN)
def password() -> str:
    """The form for a new password."""
    return page("pages/change_password.html", errors={})


@blueprint.post("/password")
@requires(Action.MANAGE_OWN_SIGN_IN)
@several_transactions
def change_password() -> ResponseReturnValue:
    """Takes the present password and a new one."""
    app, present, chosen = application(), request.form.get("present", ""), request.form.get("password", "")
    reason = password_rules.why_not(chosen, g.actor.login, g.actor.name)
    if reason := reason or why_not_known(app.settings.known_passwords, chosen):
        return page("pages/change_password.html", errors={"password": reason}), 422
    with app.database.transaction():
        tried = throttle.take(app.settings.secret_key, g.actor.login, g.actor.id, sessions.origin())
        password_hash = queries.password_hash_of(g.actor.login)
    if not isinstance(tried, Try):
        return page("pages/change_password.html", errors={"present": too_many_tries(tried)}), 429
    if not passwords.matches(password_hash, present):
        with app.database.transaction():
            audit.record(Event.SIGN_IN_FAILED, g.actor.id, detail={"changing": True})
        return page("pages/change_password.html", errors={"present": "That is not your present password."}), 422
    new_hash = passwords.hashed(chosen)
    with app.database.transaction():
        throttle.succeeded(tried)
        service.set_own_password(g.actor, new_hash)
        _changed(Method.PASSWORD)
    tell("Your password is changed, and your other sessions are ended.")
    return redirect(url_for("own_sign_in.show"), 303)


@blueprint.get("/code-generator")
@requires(Action.MANAGE_OWN_SIGN_IN)
def code_generator() -> str:
    """Sets up a code generator."""
    _must_be_fresh()
    return enrolment_page(g.actor, url_for("own_sign_in.set_up_generator"), {})


@blueprint.post("/code-generator")
@requires(Action.MANAGE_OWN_SIGN_IN)
def set_up_generator() -> ResponseReturnValue:
    """Makes the secret, then takes the first code; the recovery codes are shown this once."""
    _must_be_fresh()
    if "code" not in request.form:
        totp.prepare(g.actor)
        return redirect(url_for("own_sign_in.code_generator"), 303)
    if not totp.confirm(g.actor.id, request.form["code"]):
        return enrolment_page(g.actor, url_for("own_sign_in.set_up_generator"), {"code": WRONG_CODE}), 422
    audit.record(Event.SECOND_FACTOR_ADDED, g.actor.id, detail={"method": Method.TOTP.value})
    _changed(Method.TOTP)
    return recovery_page(g.actor, url_for("own_sign_in.show"))


@blueprint.post("/code-generator/remove")
@requires(Action.MANAGE_OWN_SIGN_IN)
def remove_generator() -> ResponseReturnValue:
    """Forgets the code generator."""
    _must_be_fresh()
    _must_not_be_last(bool(passkeys.owned_by(g.actor.id)))
    totp.remove(g.actor.id)
    audit.record(Event.SECOND_FACTOR_REMOVED, g.actor.id, detail={"method": Method.TOTP.value})
    _changed(None)
    tell("The code generator is removed, and your other sessions are ended.")
    return redirect(url_for("own_sign_in.show"), 303)


@blueprint.post("/recovery-codes")
@requires(Action.MANAGE_OWN_SIGN_IN)
def make_codes() -> ResponseReturnValue:
    """New recovery codes; the old ones are worth nothing any more."""
    _must_be_fresh()
    if not factors.of(g.actor.id).any:
        raise Rejected("Recovery codes stand in for a second factor. Set one up first.")
    return recovery_page(g.actor, url_for("own_sign_in.show"))


@blueprint.post("/passkeys/options")
@requires(Action.MANAGE_OWN_SIGN_IN)
def passkey_options() -> ResponseReturnValue:
    """What the browser needs to make a passkey."""
    here = site()
    if here is None or not g.actor.confirmed:
        return {"message": passkeys.NOT_ACCEPTED}, 422
    return passkeys.options_for_new(g.actor, here, SERVICE_NAME)


@blueprint.post("/passkeys")
@requires(Action.MANAGE_OWN_SIGN_IN)
def add_passkey() -> ResponseReturnValue:
    """Keeps a new passkey; with the first one come recovery codes, unless there are some."""
    _must_be_fresh()
    here = site()
    if here is None:
        raise Rejected(passkeys.NOT_ACCEPTED)
    passkeys.add(g.actor, here, request.form.get("credential", ""), request.form.get("name", ""))
    audit.record(Event.SECOND_FACTOR_ADDED, g.actor.id, detail={"method": Method.PASSKEY.value})
    _changed(Method.PASSKEY)
    if not recovery.left(g.actor.id):
        return recovery_page(g.actor, url_for("own_sign_in.show"))
    tell("The passkey is added, and your other sessions are ended.")
    return redirect(url_for("own_sign_in.show"), 303)


@blueprint.post("/passkeys/<uuid:passkey_id>/remove")
@requires(Action.MANAGE_OWN_SIGN_IN)
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    """Forgets one passkey."""
    _must_be_fresh()
    _must_not_be_last(totp.is_set_up(g.actor.id) or len(passkeys.owned_by(g.actor.id)) > 1)
    if not passkeys.remove(g.actor.id, passkey_id):
        raise NotFound
    audit.record(Event.SECOND_FACTOR_REMOVED, g.actor.id, detail={"method": Method.PASSKEY.value})
    _changed(None)
    tell("The passkey is removed, and your other sessions are ended.")
    return redirect(url_for("own_sign_in.show"), 303)


@blueprint.post("/sessions/<uuid:session_id>/end")
@requires(Action.MANAGE_OWN_SIGN_IN)
def end_session(session_id: UUID) -> ResponseReturnValue:
    """Ends one of the person's own sessions, in the table and therefore at once."""
    if not kept.end_own(g.actor, session_id):
        raise NotFound
    audit.record(Event.SESSIONS_ENDED, g.actor.id, detail={"sessions": 1, "reason": End.ENDED_BY_OWNER.value})
    tell("That session is ended.")
    return redirect(url_for("own_sign_in.show"), 303)


@blueprint.post("/sessions/end-all")
@requires(Action.MANAGE_OWN_SIGN_IN)
def end_all_sessions() -> ResponseReturnValue:
    """Ends every session of the person, this one included."""
    count = kept.end_all(g.actor.id, End.ENDED_BY_OWNER)
    audit.record(Event.SESSIONS_ENDED, g.actor.id, detail={"sessions": count, "reason": End.ENDED_BY_OWNER.value})
    sessions.end()
    tell("All your sessions are ended.")
    return redirect(url_for("login.sign_in"), 303)


@blueprint.post("/stay")
@requires(Action.MANAGE_OWN_SIGN_IN)
def stay() -> ResponseReturnValue:
    """Does nothing but be asked for: a request is what keeps a session from being idle. Basis: WCAG 2.2, 2.2.1."""
    return "", 204


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    with application().database.transaction():
        return _page({"": error.sentence}), 422


def _page(errors: dict[str, str]) -> str:
    limits = sessions.limits()
    return page(
        "pages/own_sign_in.html",
        devices=kept.devices(g.actor, limits),
        this_one=g.session.id,
        limits=limits,
        has=factors.of(g.actor.id),
        has_password=queries.has_password(g.actor.id),
        passkeys_possible=site() is not None,
        longest_name=passkeys.LONGEST_NAME,
        errors=errors,
    )


def _must_be_fresh() -> None:
    if not g.actor.confirmed:
        raise ConfirmationNeeded


def _must_not_be_last(others: bool) -> None:
    if application().settings.second_factor_required and not others:
        raise Rejected(LAST_FACTOR)


def _changed(proof: Method | None) -> None:
    """The other sessions end; this one gets a new cookie value, and what was given just now counts as a proof."""
    kept.end_all(g.actor.id, End.CREDENTIALS, but=g.session.id)
    if proof is not None:
        sessions.confirm(proof)
