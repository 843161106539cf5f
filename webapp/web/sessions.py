"""Who is signed in: flask-login's session turned into an Actor that is read fresh for every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from flask import session
from flask_login import LoginManager, current_user, login_user, logout_user

from webapp.access import queries
from webapp.clock import now

if TYPE_CHECKING:
    from flask import Flask

    from webapp.access.actor import Actor

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)


@dataclass(frozen=True)
class SignedInPerson:
    """What flask-login keeps of a person; only the id goes into the cookie."""

    actor: Actor
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """The id that the session remembers."""
        return str(self.actor.id)


def prepare(app: Flask) -> None:
    """Puts flask-login into the application."""
    manager = LoginManager()
    manager.session_protection = "strong"
    manager.user_loader(_person)
    # Templates are given the actor; one that asked for its own user would need the database on a page that tells of it.
    manager.init_app(app, add_context_processor=False)


def begin(actor: Actor) -> None:
    """Starts a new session; nothing of one before it is kept, so that a planted one is worth nothing."""
    session.clear()
    # Never made permanent: the cookie goes with the browser, and flask-login ends only such a session outright when it
    # comes from another address or program.
    login_user(SignedInPerson(actor))
    session["began"] = session["seen"] = now().timestamp()


def end() -> None:
    """Ends the session."""
    logout_user()
    session.clear()


def signed_in() -> Actor | None:
    """The person at work, with the groups of this moment; None for nobody, a suspended account or an old session."""
    if "_user_id" not in session:
        return None
    if not _still_valid():
        session.clear()
        return None
    person = current_user
    if not person.is_authenticated:
        session.clear()
        return None
    session["seen"] = now().timestamp()
    found: Actor = person.actor
    return found


def _still_valid() -> bool:
    at = now().timestamp()
    began, seen = float(session.get("began", 0)), float(session.get("seen", 0))
    return at - began < LONGEST.total_seconds() and at - seen < IDLE.total_seconds()


def _person(user_id: str) -> SignedInPerson | None:
    try:
        actor = queries.actor_by_id(UUID(user_id))
    except ValueError:
        return None
    return SignedInPerson(actor) if actor is not None else None
