"""Who is signed in: flask-login carries a random value in the cookie, and the session it stands for is in a table.

The person and their groups are read fresh for every request.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from flask import after_this_request, current_app, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user

from webapp.audit import context
from webapp.clock import now
from webapp.signin import rules
from webapp.signin import sessions as kept
from webapp.signin.rules import Awaiting, End, Limits, Method
from webapp.signin.sessions import OpenSession, Origin
from webapp.signin.tokens import new_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask, Response

    from webapp.access.actor import Actor
    from webapp.web.guard import GuardedFlask

PENDING = "pending"


@dataclass(frozen=True)
class SignedInPerson:
    """What flask-login keeps of a person; only the random value goes into the cookie."""

    token: str
    open: OpenSession
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """The value that the cookie holds."""
        return self.token


def prepare(app: Flask) -> None:
    """Puts flask-login into the application."""
    manager = LoginManager()
    manager.session_protection = "strong"
    manager.user_loader(_person)
    # Templates are given the actor; one that asked for its own user would need the database on a page that tells of it.
    manager.init_app(app, add_context_processor=False)


def limits() -> Limits:
    """How long sessions last here."""
    return Limits.of(_application().settings)


def origin() -> Origin:
    """Where this request comes from. A browser without the device's mark gets one with this answer."""
    return Origin(request.remote_addr or "", rules.program_in_short(request.user_agent.string), _device())


def begin(actor: Actor, methods: Sequence[Method], awaiting: Awaiting = Awaiting.NOTHING) -> None:
    """Starts a new session; nothing of one before it is kept, so that a planted one is worth nothing.

    One that still awaits something lets nobody in.
    """
    if current_user.is_authenticated:
        kept.end(current_user.open.id, End.SIGNED_OUT)
    session.clear()
    token = kept.begin(actor, methods, origin(), awaiting)
    _carry(actor, token, awaiting)


def go_on(actor: Actor, awaiting: Awaiting, method: Method | None = None) -> None:
    """The pending session has come a step further, and lets its person in when nothing is missing any more."""
    found = pending()
    if found is None:
        raise RuntimeError("There is no sign-in under way.")
    token = kept.go_on(found.id, actor, awaiting, method)
    session.clear()
    _carry(actor, token, awaiting)


def pending() -> OpenSession | None:
    """The sign-in that is under way and awaits something; None when there is none or it took too long."""
    token = session.get(PENDING)
    found = kept.find(token, limits()) if isinstance(token, str) else None
    if found is None or found.over is not None or found.awaiting is Awaiting.NOTHING:
        return None
    context.in_session(found.id.hex)
    return found


def confirm(method: Method) -> None:
    """The person at work has proved again who they are. Their cookie is a new one; forms they have open stay good."""
    token = kept.confirm(g.session.id, method)
    login_user(SignedInPerson(token, g.session))
    g.actor = replace(g.actor, confirmed=True)


def end() -> None:
    """Ends the session of this browser, in the table as well."""
    found = g.get("session") or pending()
    if found is not None:
        kept.end(found.id, End.SIGNED_OUT)
    logout_user()
    session.clear()


def signed_in() -> Actor | None:
    """The person at work, with the groups of this moment; None for nobody, a suspended account or a session's end."""
    g.session = None
    if "_user_id" not in session:
        return None
    person = current_user
    if not person.is_authenticated:
        session.clear()
        return None
    found: OpenSession = person.open
    g.session = found
    context.in_session(found.id.hex)
    return replace(found.actor, confirmed=rules.is_fresh(found.confirmed, limits(), now()))


def settle() -> None:
    """What is noted of the session after a request, in a transaction of its own: the request's may have been undone."""
    over, found = g.pop("session_over", None), g.get("session")
    if over is None and (found is None or not found.stale):
        return
    try:
        with _application().database.transaction():
            if over is not None:
                kept.end(over.id, over.over)
            elif found is not None:
                kept.touch(found.id)
    except Exception as error:  # noqa: BLE001 - the answer stands, and the next request notes it again
        _application().logger.warning("The use of a session could not be noted: %s", type(error).__name__)


def _person(token: str) -> SignedInPerson | None:
    found = kept.find(token, limits())
    if found is None or found.awaiting is not Awaiting.NOTHING:
        return None
    if found.over is not None:
        g.session_over = found
        return None
    return SignedInPerson(token, found)


def _carry(actor: Actor, token: str, awaiting: Awaiting) -> None:
    if awaiting is not Awaiting.NOTHING:
        session[PENDING] = token
        return
    found = kept.find(token, limits())
    if found is None:
        raise RuntimeError("A session that has just begun cannot be found.")
    # Never made permanent: the cookie goes with the browser, and flask-login ends only such a session outright when it
    # comes from another address or program.
    login_user(SignedInPerson(token, found))
    context.in_session(found.id.hex)
    g.actor, g.session = replace(actor, confirmed=True), found


def _device() -> str:
    """The random mark of this browser, by which guesses from elsewhere do not make its owner wait."""
    settings = _application().settings
    name = "__Host-device" if settings.secure_cookies else "device"
    known = request.cookies.get(name) or g.get("device")
    if known:
        return str(known)
    g.device = made = new_token()

    @after_this_request
    def _remember(response: Response) -> Response:
        response.set_cookie(
            name, made, max_age=kept.REMEMBERED, secure=settings.secure_cookies, httponly=True, samesite="Strict"
        )
        return response

    return made


def _application() -> GuardedFlask:
    return cast("GuardedFlask", current_app)
