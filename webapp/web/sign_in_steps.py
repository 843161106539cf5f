"""What may follow the password: a second factor, a password of one's own, setting up a second factor, a passkey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, request, session, url_for

from webapp.access import password_rules, passwords, service
from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.actor import SYSTEM_ID
from webapp.access.known_passwords import why_not_known
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases.words import moment_in_words
from webapp.errors import Rejected
from webapp.signin import attempts, factors, passkeys, recovery, throttle, totp
from webapp.signin import sessions as kept
from webapp.signin.rules import Awaiting, End, Method
from webapp.signin.throttle import Try
from webapp.web import sessions
from webapp.web.addresses import safe_next
from webapp.web.guard import application, requires, several_transactions
from webapp.web.page import SERVICE_NAME, home_address, page, sign_in_page, tell, warn
from webapp.web.passkey_site import site
from webapp.web.qr import picture_of
from webapp.web.waiting import too_many_tries

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from webapp.access.actor import Actor
    from webapp.signin.attempts import Attempts
    from webapp.signin.sessions import OpenSession

blueprint = Blueprint("sign_in_steps", __name__, url_prefix="/sign-in")
WRONG_CODE = "The code is not right, or it was used already. Wait for the next one and try again."
TOO_LATE = "Signing in took too long. Begin again."
STEPS = {
    Awaiting.SECOND_FACTOR: "sign_in_steps.second_factor",
    Awaiting.NEW_PASSWORD: "sign_in_steps.new_password",
    Awaiting.ENROLMENT: "sign_in_steps.enrolment",
}
WANTED = "wanted"


def begin(actor: Actor, method: Method, wanted: str) -> ResponseReturnValue:
    """A session for somebody who has given this first proof, and the page that comes next."""
    required = application().settings.second_factor_required
    awaiting = factors.missing(actor.id, [method], required=required)
    sessions.begin(actor, [method], awaiting)
    return _next(actor, awaiting, wanted, [method])


@blueprint.get("/second-factor")
@requires(Action.SIGN_IN)
def second_factor() -> ResponseReturnValue:
    """Asks for the second factor."""
    found = _pending(Awaiting.SECOND_FACTOR)
    return _second_factor_page(found, {}) if found else _again()


@blueprint.post("/second-factor")
@requires(Action.SIGN_IN)
def check_second_factor() -> ResponseReturnValue:
    """Takes a code of the generator or a recovery code; guessing is slowed as at the password."""
    found = _pending(Awaiting.SECOND_FACTOR)
    if found is None:
        return _again()
    code = request.form.get("code", "")
    if not code.strip():
        return _second_factor_page(found, {"code": "Enter a code"}), 422
    # Counted apart from the password, and going on in the next sign-in: whoever knows the password gains nothing by
    # beginning again.
    counter = f"second factor of {found.actor.id}"
    tried = throttle.take(application().settings.secret_key, counter, None, sessions.origin())
    if not isinstance(tried, Try):
        kept.end(found.id, End.GUESSING)
        session.clear()
        tell(too_many_tries(tried))
        return redirect(url_for("login.sign_in"), 303)
    method = code_method(found.actor.id, code)
    if method is None:
        audit.record(Event.SIGN_IN_FAILED, found.actor.id, detail={"second_factor": True})
        return _second_factor_page(found, {"code": WRONG_CODE}), 422
    throttle.succeeded(tried)
    return _step_done(found, method)


@blueprint.post("/second-factor/passkey-options")
@requires(Action.SIGN_IN)
def second_factor_options() -> ResponseReturnValue:
    """What the browser needs to use one of this person's passkeys."""
    found, here = _pending(Awaiting.SECOND_FACTOR), site()
    if found is None or here is None:
        raise Rejected(TOO_LATE)
    return passkeys.options_for_use(here, found.actor.id)


@blueprint.post("/second-factor/passkey")
@requires(Action.SIGN_IN)
def second_factor_passkey() -> ResponseReturnValue:
    """Takes a passkey as the second factor."""
    found, here = _pending(Awaiting.SECOND_FACTOR), site()
    if found is None or here is None:
        return _again()
    passkeys.accept(here, request.form.get("credential", ""), found.actor.id)
    return _step_done(found, Method.PASSKEY)


@blueprint.post("/passkey-options")
@requires(Action.SIGN_IN)
def passkey_options() -> ResponseReturnValue:
    """What the browser needs to use any passkey that it holds for this service."""
    here = site()
    if here is None:
        raise Rejected(passkeys.NOT_ACCEPTED)
    return passkeys.options_for_use(here)


@blueprint.post("/passkey")
@requires(Action.SIGN_IN)
def passkey() -> ResponseReturnValue:
    """Signs in with a passkey alone, which is two factors by itself."""
    here = site()
    if here is None:
        raise Rejected(passkeys.NOT_ACCEPTED)
    actor = people.actor_by_id(passkeys.accept(here, request.form.get("credential", "")))
    if actor is None:
        raise Rejected(passkeys.NOT_ACCEPTED)
    return begin(actor, Method.PASSKEY, safe_next(request.form.get("next", "")))


@blueprint.get("/new-password")
@requires(Action.SIGN_IN)
def new_password() -> ResponseReturnValue:
    """Asks for a password of one's own in place of the one that was handed over."""
    found = _pending(Awaiting.NEW_PASSWORD)
    return page("pages/new_password.html", login=found.actor.login, errors={}) if found else _again()


@blueprint.post("/new-password")
@requires(Action.SIGN_IN)
@several_transactions
def choose_password() -> ResponseReturnValue:
    """Keeps the password that the person chose."""
    app, chosen = application(), request.form.get("password", "")
    with app.database.transaction():
        found = _pending(Awaiting.NEW_PASSWORD)
        given = people.password_hash_of(found.actor.login) if found else None
    if found is None:
        return _again()
    reason = password_rules.why_not(chosen, found.actor.login, found.actor.name)
    reason = reason or why_not_known(app.settings.known_passwords, chosen)
    if not reason and passwords.matches(given, chosen):
        reason = "Choose a password other than the one that was given to you."
    if reason:
        return page("pages/new_password.html", login=found.actor.login, errors={"password": reason}), 422
    password_hash = passwords.hashed(chosen)
    with app.database.transaction():
        found = _pending(Awaiting.NEW_PASSWORD)
        if found is None:
            return _again()
        service.set_own_password(found.actor, password_hash)
        kept.end_all(found.actor.id, End.CREDENTIALS, but=found.id)
        return _step_done(found, None)


@blueprint.get("/enrolment")
@requires(Action.SIGN_IN)
def enrolment() -> ResponseReturnValue:
    """Says why a second factor is needed, and begins to set it up."""
    found = _pending(Awaiting.ENROLMENT)
    if found is None:
        return _again()
    return enrolment_page(found.actor, url_for("sign_in_steps.enrol"), {})


@blueprint.post("/enrolment")
@requires(Action.SIGN_IN)
def enrol() -> ResponseReturnValue:
    """The first code of the new generator completes the sign-in; the recovery codes are shown this once."""
    found = _pending(Awaiting.ENROLMENT)
    if found is None:
        return _again()
    if "code" not in request.form:
        totp.prepare(found.actor)
        return redirect(url_for("sign_in_steps.enrolment"), 303)
    if not totp.confirm(found.actor.id, request.form["code"]):
        return enrolment_page(found.actor, url_for("sign_in_steps.enrol"), {"code": WRONG_CODE}), 422
    wanted = session.get(WANTED, "")
    audit.record(Event.SECOND_FACTOR_ADDED, found.actor.id, detail={"method": Method.TOTP.value})
    _step_done(found, Method.TOTP)
    return recovery_page(found.actor, safe_next(wanted) or home_address())


def enrolment_page(actor: Actor, action: str, errors: dict[str, str]) -> str:
    """The page that sets up a code generator: first a button that makes the secret, then the secret and its code."""
    secret = totp.prepared(actor.id)
    settings = application().settings
    issuer = f"{SERVICE_NAME} ({settings.force_name})"
    return page(
        "pages/code_generator.html",
        action=action,
        errors=errors,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=picture_of(totp.address(secret, actor.login, issuer)) if secret else "",
    )


def recovery_page(actor: Actor, onward: str) -> str:
    """New recovery codes, shown this once."""
    codes = recovery.make(actor.id)
    audit.record(Event.RECOVERY_CODES_MADE, actor.id, detail={"codes": len(codes)})
    return page("pages/recovery_codes.html", codes=codes, onward=onward)


def code_method(user_id: UUID, code: str) -> Method | None:
    """Which kind of code this is, if it is right; it is used up by this."""
    if totp.accept(user_id, code):
        return Method.TOTP
    return Method.RECOVERY_CODE if recovery.accept(user_id, code) else None


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    if request.endpoint in {"sign_in_steps.passkey_options", "sign_in_steps.second_factor_options"}:
        return {"message": error.sentence}, 422
    g.actor = None
    with application().database.transaction():
        audit.record(Event.SIGN_IN_FAILED, SYSTEM_ID, detail={"passkey": True})
    wanted = safe_next(request.form.get("next", ""))
    return sign_in_page("", wanted, {"login": error.sentence}), 422


def _pending(awaiting: Awaiting) -> OpenSession | None:
    found = sessions.pending()
    return found if found is not None and found.awaiting is awaiting else None


def _again() -> ResponseReturnValue:
    tell(TOO_LATE)
    return redirect(url_for("login.sign_in"), 303)


def _step_done(found: OpenSession, method: Method | None) -> ResponseReturnValue:
    methods = [*found.methods, *([method] if method else [])]
    required = application().settings.second_factor_required
    awaiting = factors.missing(found.actor.id, methods, required=required)
    wanted = session.get(WANTED, "")
    sessions.go_on(found.actor, awaiting, method)
    return _next(found.actor, awaiting, wanted, methods)


def _next(actor: Actor, awaiting: Awaiting, wanted: str, methods: list[Method]) -> ResponseReturnValue:
    if awaiting is Awaiting.NOTHING:
        if failed := attempts.since_last_sign_in(actor.id):
            warn(_failed_in_words(failed))
        audit.record(Event.SIGNED_IN, actor.id, detail={"methods": [one.value for one in methods]})
        return redirect(safe_next(wanted) or home_address(), 303)
    session[WANTED] = wanted
    return redirect(url_for(STEPS[awaiting]), 303)


def _failed_in_words(failed: Attempts) -> str:
    times = "once," if failed.number == 1 else f"{failed.number} times, last"
    return (
        f"Since you last signed in, signing in as you failed {times} {moment_in_words(failed.last)}. If that was "
        "not you, change your password now and tell your security officer."
    )


def _second_factor_page(found: OpenSession, errors: dict[str, str]) -> str:
    has = factors.of(found.actor.id)
    return page("pages/second_factor.html", has=has, errors=errors, passkeys=bool(has.passkeys) and site() is not None)
