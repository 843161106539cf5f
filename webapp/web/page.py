"""What every page has around its content: the name of the force, the navigation of this person, a message."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import flash, g, get_flashed_messages, render_template, request, url_for

from webapp.access.actions import Action
from webapp.access.rules import Allowed, case_groups, may
from webapp.web.passkey_site import site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webapp.web.guard import GuardedFlask

BUILT = Path(__file__).parent.parent / "static" / "built"
WARNING = "warning"
SERVICE_NAME = "Right to Know"
NAVIGATION = (
    ("inbox.mine", "Tasks", Action.VIEW_INBOX, ("inbox", "tasks", "cover")),
    ("cases.register", "Cases", Action.LIST_CASES, ("cases", "case_people", "procedures", "search")),
    ("exports.waiting", "Exports", Action.VIEW_EXPORTS, ("exports",)),
    ("links.worklist", "Linked cases", Action.VIEW_LINKS, ("links",)),
    ("retention.worklist", "Retention", Action.VIEW_RETENTION, ("retention",)),
    ("breakglass.ask", "Emergency", Action.BREAK_GLASS, ("breakglass",)),
    ("breakglass.reviews", "Emergencies", Action.REVIEW_BREAK_GLASS, ("breakglass",)),
    ("designer.packages", "Designer", Action.VIEW_DEFINITIONS, ("designer", "editor", "moves")),
    ("incidents.listed", "Incidents", Action.VIEW_INCIDENTS, ("incidents",)),
    ("users.accounts", "Users", Action.VIEW_USERS, ("users", "units")),
    ("audit.start", "Audit", Action.VIEW_AUDIT, ("audit",)),
)


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    text: str
    href: str
    active: bool


def _once() -> str:
    """A key for one form of one page: sent again, it is answered as before (`webapp.repeats`)."""
    return secrets.token_hex(16)


def prepare(app: GuardedFlask) -> None:
    """Gives every template what its frame needs."""
    version = _built_version()
    settings = app.settings

    def asset(name: str) -> str:
        return url_for("public.asset", version=version, name=name)

    # A global, because macros see no context.
    app.jinja_env.globals["once"] = _once

    @app.context_processor
    def _frame() -> dict[str, Any]:
        return {
            "asset": asset,
            "service_name": SERVICE_NAME,
            "force_name": settings.force_name,
            "demonstration": settings.demonstration,
            "provider": settings.provider.title if settings.provider else "",
            "actor": g.get("actor"),
            "idle_seconds": settings.idle_minutes * 60,
            "navigation": _navigation(),
            "home": home_address(),
            "messages": lambda: get_flashed_messages(with_categories=True),
        }

    app.config["BUILT_VERSION"] = version


def page(template: str, **values: Any) -> str:
    """A rendered page of this service."""
    return render_template(template, **values)


def sign_in_page(login: str = "", wanted: str = "", errors: Mapping[str, str] | None = None) -> str:
    """The page where people sign in; `wanted` is the path of ours that they came for."""
    return page(
        "pages/sign_in.html", login=login, wanted=wanted, errors=errors or {}, passkeys_possible=site() is not None
    )


def tell(message: str) -> None:
    """Shows a message on the next page this person opens: what was done, in one sentence without personal data."""
    flash(message)


def warn(message: str) -> None:
    """Shows on the next page what the person should know of; nothing that they have done."""
    flash(message, WARNING)


def home_address() -> str:
    """The page where this person's work begins: their tasks, or the designer's or administrator's list."""
    links = _navigation()
    return links[0].href if links else url_for("inbox.mine")


def _navigation() -> list[Link]:
    actor = g.get("actor")
    if actor is None:
        return []
    return [
        Link(text, url_for(endpoint), request.blueprint in blueprints)
        for endpoint, text, action, blueprints in NAVIGATION
        if isinstance(may(actor, action), Allowed) and (endpoint != "inbox.mine" or case_groups(actor))
    ]


@lru_cache(maxsize=1)
def _built_version() -> str:
    digest = hashlib.sha256()
    for path in sorted(BUILT.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(BUILT).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
