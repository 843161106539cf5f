"""Every endpoint names the Action it is; what names none is refused when the application starts, and when called."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask, current_app, g, request

from webapp import logs
from webapp.access.actions import Action
from webapp.access.rules import FOR_EVERYONE, OF_TASKS, require
from webapp.audit.context import Origin, coming_from
from webapp.errors import NotPermitted, RightToKnowError
from webapp.web import once
from webapp.web.sessions import settle, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Response
    from flask.typing import ResponseReturnValue, RouteCallable
    from werkzeug.exceptions import HTTPException

    from webapp.config import Settings
    from webapp.database import Database

View = TypeVar("View", bound="Callable[..., Any]")


class UnguardedEndpoint(Exception):
    """A view was registered that does not say which Action it is."""


class SignedOut(Exception):
    """The page needs somebody who is signed in."""


def requires(action: Action) -> Callable[[View], View]:
    """Marks a view with the Action it is: the role is checked before it runs, the facts by the service it calls."""

    def mark(view: View) -> View:
        view.__dict__["action"] = action
        return view

    return mark


def stateless(view: View) -> View:
    """Marks a view that needs neither the database nor to know who asks."""
    view.__dict__["stateless"] = True
    return view


def several_transactions(view: View) -> View:
    """Marks a view that opens its own transactions, because slow work that must hold nobody up lies between them."""
    view.__dict__["several_transactions"] = True
    return view


def action_of(view: Callable[..., Any] | None) -> Action | None:
    """The Action a view is marked with."""
    found = getattr(view, "action", None)
    return found if isinstance(found, Action) else None


class GuardedFlask(Flask):
    """A Flask whose requests are one transaction each, and which serves nothing that names no Action.

    The few views marked with `several_transactions` open their own.
    """

    def __init__(self, import_name: str, settings: Settings, database: Database) -> None:
        # Files are served by a guarded view as well, so Flask's own route for them stays away.
        super().__init__(import_name, static_folder=None, template_folder="web/templates")
        self.settings = settings
        self.database = database

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: RouteCallable | None = None,
        provide_automatic_options: bool | None = None,  # noqa: ARG002 - Flask's signature; only declared methods answer
        **options: Any,
    ) -> None:
        """Registers a view, or raises UnguardedEndpoint where it is not marked with `requires`."""
        if view_func is not None and action_of(view_func) is None:
            raise UnguardedEndpoint(f"{endpoint or view_func.__name__} ({rule}) names no Action: mark it @requires(…).")
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options=False, **options)

    def full_dispatch_request(self) -> Response:
        """Says where the request comes from, so that whatever is recorded meanwhile carries it, refusals included."""
        task_id = (request.view_args or {}).get("task_id")
        origin = Origin(secrets.token_hex(8), (request.remote_addr or "")[:45], task_id=task_id)
        with coming_from(origin):
            return super().full_dispatch_request()

    def dispatch_request(self) -> ResponseReturnValue:
        """Opens the one transaction of the request: all of it is committed, or nothing where anything is refused."""
        view = self.view_functions.get(request.endpoint or "")
        if getattr(view, "stateless", False):
            return super().dispatch_request()
        # What the visitor sends is read to its end first: a slow sender holds nobody else's transaction up.
        request.get_data(cache=True, parse_form_data=True)
        try:
            if getattr(view, "several_transactions", False):
                with self.database.transaction():
                    self._let_in()
                return super().dispatch_request()
            with self.database.transaction():
                self._let_in()
                return once.answered(super().dispatch_request)
        finally:
            settle()

    def handle_user_exception(self, e: Exception) -> HTTPException | ResponseReturnValue:
        """The page of a refusal. Where it cannot be shown to this person, they are told that instead.

        A form that was filled in wrongly is shown again, and its page may be about what the sender must not know of.
        """
        try:
            return super().handle_user_exception(e)
        except RightToKnowError as refused:
            return super().handle_user_exception(refused)

    def _let_in(self) -> None:
        g.actor = signed_in()
        if request.routing_exception is None:
            self._admit()

    def _admit(self) -> None:
        action = action_of(self.view_functions.get(request.endpoint or ""))
        if action is None:
            raise NotPermitted("This page is not open to anybody.")
        if action in FOR_EVERYONE:
            return
        if g.actor is None:
            raise SignedOut
        if action not in OF_TASKS:  # a task's own facts decide, and its service knows them
            require(g.actor, action)

    def log_exception(self, exc_info: Any) -> None:
        """Logs where it happened and of which kind, without values: messages and variables may hold personal data."""
        kind, _, trace = exc_info
        rule = request.url_rule.rule if request.url_rule else "no route"
        named = logs.fields(method=request.method, route=rule, failure=kind, places=trace)
        self.logger.error("request failed", extra=named)


def application() -> GuardedFlask:
    """The application that answers this request."""
    return cast(GuardedFlask, current_app)
