"""The composition root: the one place that knows every part. Served as `webapp.app:create_app()`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import web
from webapp.clock import use_calendar
from webapp.config import Settings
from webapp.database import Database
from webapp.errors import Conflict
from webapp.sealing.agent import KeyAgentUnavailable
from webapp.sealing.provider import provider
from webapp.web.errors import busy_page, show_refusal
from webapp.web.guard import GuardedFlask


def create_app(settings: Settings | None = None) -> GuardedFlask:
    """The application, from given settings or those of the environment.

    Raises SettingsError where a setting is missing, UnguardedEndpoint where a page names no Action.
    """
    settings = settings or Settings.from_environment()
    use_calendar(settings.calendar)
    # Without keys nothing can be read or written: better not to start than to fail in front of somebody.
    provider()
    app = GuardedFlask("webapp", settings, Database(settings.database_url, settings.house))
    app.config.update(_configuration(settings))
    if settings.trusted_proxies:
        # Only as many proxies are believed as there are: a visitor can write such headers too.
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]  # Flask's own way
    web.prepare(app)
    app.register_error_handler(StaleDataError, _changed_meanwhile)
    # A server that only reads, as one does that has just become the second of two, answers with an internal error.
    for unavailable in (OperationalError, InternalError, NoConnectionFree, KeyAgentUnavailable):
        app.register_error_handler(unavailable, _database_busy)
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    prefix = "__Host-" if settings.secure_cookies else ""
    return {
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": list(settings.trusted_hosts),
        "SESSION_COOKIE_NAME": f"{prefix}session",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        # Not Strict: the way back from the force's own sign-in is a link on another site. What changes anything is
        # checked for its origin and its token besides (webapp/web/origin.py).
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        # Should anything ever make the cookie permanent, it would go no further than the session it stands for.
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "MAX_CONTENT_LENGTH": settings.largest_request,
        "MAX_FORM_MEMORY_SIZE": settings.largest_form,
        "MAX_FORM_PARTS": settings.most_form_parts,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _changed_meanwhile(_: StaleDataError) -> Any:
    return show_refusal(Conflict("Somebody else changed this at the same moment. Open it again to see how it is now."))


def _database_busy(error: Exception) -> Any:
    return busy_page(error)
