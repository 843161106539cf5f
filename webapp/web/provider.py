"""Signing in, and confirming, at the force's own provider."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, g, redirect, request, session, url_for

from webapp.access.actions import Action
from webapp.access.actor import SYSTEM_ID
from webapp.access.groups import GROUPS
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.config import SettingsError
from webapp.errors import NotFound, Rejected
from webapp.logs import OurWords
from webapp.signin import challenges, provider_accounts
from webapp.signin.provider import CLOCKS_DIFFER, Client, ProviderFault, Start
from webapp.signin.rules import Method
from webapp.web import sign_in_steps
from webapp.web.addresses import safe_next
from webapp.web.confirm import go_back
from webapp.web.guard import application, requires, several_transactions
from webapp.web.origin import FOREIGN
from webapp.web.page import page, sign_in_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from webapp.web.guard import GuardedFlask

blueprint = Blueprint("provider", __name__)
KEPT = "provider"
# How long ago the person may have proved who they are there, when they are sent there to confirm.
JUST_NOW = timedelta(minutes=2)
NOT_YOU = "That was not you, or you were not asked there who you are. Confirm in another way."


def prepare(app: GuardedFlask) -> None:
    """Makes the client. Raises SettingsError where a claim leads to a group that does not exist."""
    settings = app.settings.provider
    if settings is None:
        return
    if unknown := sorted(set(settings.groups.values()) - set(GROUPS)):
        raise SettingsError(f"RTK_OIDC_GROUPS names the group {unknown[0]}, which does not exist.")
    app.extensions["provider"] = Client(settings)


@blueprint.get("/sign-in/provider")
@requires(Action.SIGN_IN)
@several_transactions
def begin() -> ResponseReturnValue:
    """Sends the browser to the provider, when somebody asked for it on a page of ours or typed the address.

    Another site's page cannot sign anybody in unasked: it gets as far as the page with the link.
    """
    if request.headers.get("Sec-Fetch-Site", "none") in FOREIGN:
        return redirect(url_for("login.sign_in", next=safe_next(request.args.get("next", "")) or None), 303)
    return _send(safe_next(request.args.get("next", "")), confirming=False)


@blueprint.get("/confirm/provider")
@requires(Action.MANAGE_OWN_SIGN_IN)
@several_transactions
def begin_to_confirm() -> ResponseReturnValue:
    """Sends the browser to the provider, which asks again who it is."""
    return _send(safe_next(request.args.get("next", "")), confirming=True)


@blueprint.get("/sign-in/provider/callback")
@requires(Action.SIGN_IN)
@several_transactions
def callback() -> ResponseReturnValue:
    """Takes the browser back. What was kept for it is good for this one answer."""
    client, kept = _client(), session.pop(KEPT, None)
    if not isinstance(kept, dict):
        return _failed("", "nothing was begun here", confirming=False)
    confirming, wanted = bool(kept.pop("confirming", False)), str(kept.pop("wanted", ""))
    try:
        start = Start(**kept)
        with application().database.transaction():
            if not challenges.spend(start.state, challenges.Purpose.PROVIDER):
                raise ProviderFault("state was used already")
        identity = client.finish(_callback_address(), request.args, start)
        with application().database.transaction():
            if confirming:
                return _confirmed(client, identity, start, wanted)
            actor = provider_accounts.account_of(identity, client.settings, application().settings.force_name)
            method = Method.PROVIDER_TWO_FACTORS if identity.two_factors else Method.PROVIDER
            return sign_in_steps.begin(actor, method, wanted)
    except ProviderFault as fault:
        return _failed(wanted, fault.cause, confirming=confirming, sentence=fault.sentence)
    except Rejected as refusal:
        return _failed(wanted, "no account", confirming=confirming, sentence=refusal.sentence)


def _confirmed(client: Client, identity: Any, start: Start, wanted: str) -> ResponseReturnValue:
    actor = provider_accounts.known(identity)
    asked_again = identity.authenticated is not None and (
        -CLOCKS_DIFFER < now() - identity.authenticated < JUST_NOW
        and identity.authenticated.timestamp() >= start.began - CLOCKS_DIFFER.total_seconds()
    )
    if actor is None or g.actor is None or actor.id != g.actor.id or not asked_again:
        raise ProviderFault(f"confirming at {client.settings.title} by another person, or without being asked", NOT_YOU)
    return go_back(Method.PROVIDER, wanted)


def _send(wanted: str, *, confirming: bool) -> ResponseReturnValue:
    try:
        address, start = _client().start(_callback_address(), again=confirming)
    except ProviderFault as fault:
        return _failed(wanted, fault.cause, confirming=confirming, sentence=fault.sentence)
    session[KEPT] = {**asdict(start), "wanted": wanted, "confirming": confirming}
    return redirect(address, 303)


def _failed(wanted: str, cause: str, *, confirming: bool, sentence: str = "") -> ResponseReturnValue:
    """The way back to our own page. The log says why in our words; the answer itself may name people."""
    current_app.logger.warning("A sign-in at the provider failed: %s", OurWords(cause))
    with application().database.transaction():
        audit.record(Event.SIGN_IN_FAILED, g.actor.id if g.actor else SYSTEM_ID, detail={"provider": True})
    sentence = sentence or ProviderFault("").sentence
    if confirming and g.actor is not None:
        return page("pages/refusal.html", heading="You are not confirmed", sentence=sentence), 422
    g.actor = None
    return sign_in_page("", wanted, {"login": sentence}), 422


def _client() -> Client:
    found = application().extensions.get("provider")
    if not isinstance(found, Client):
        raise NotFound
    return found


def _callback_address() -> str:
    return url_for("provider.callback", _external=True)
