"""The HTML door: every page of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from webapp.errors import ConfirmationNeeded
from webapp.web import (
    aliases,
    audit,
    breakglass,
    case_people,
    cases,
    confirm,
    conflicts,
    cover,
    designer,
    documents,
    editor,
    errors,
    exports,
    filters,
    guidance,
    headers,
    inbox,
    incidents,
    incoming,
    links,
    login,
    moves,
    origin,
    own_sign_in,
    page,
    policy_reports,
    procedures,
    provider,
    public,
    requestlog,
    retention,
    search,
    sessions,
    sign_in_steps,
    tasks,
    units,
    users,
)

if TYPE_CHECKING:
    from webapp.web.guard import GuardedFlask

PAGES = (
    public.blueprint,
    policy_reports.blueprint,
    guidance.blueprint,
    links.blueprint,
    login.blueprint,
    sign_in_steps.blueprint,
    provider.blueprint,
    confirm.blueprint,
    own_sign_in.blueprint,
    inbox.blueprint,
    tasks.blueprint,
    cases.blueprint,
    procedures.blueprint,
    case_people.blueprint,
    documents.blueprint,
    aliases.blueprint,
    search.blueprint,
    exports.blueprint,
    conflicts.blueprint,
    cover.blueprint,
    breakglass.blueprint,
    designer.blueprint,
    editor.blueprint,
    moves.blueprint,
    incidents.blueprint,
    retention.blueprint,
    users.blueprint,
    units.blueprint,
    audit.blueprint,
)


def prepare(app: GuardedFlask) -> None:
    """Puts every page, check and header of the HTML door into the application."""
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    own = app.jinja_loader
    app.jinja_loader = ChoiceLoader([own, components] if own else [components])
    requestlog.prepare(app)
    sessions.prepare(app)
    incoming.prepare(app)
    origin.prepare(app)
    headers.prepare(app)
    filters.prepare(app)
    page.prepare(app)
    errors.prepare(app)
    provider.prepare(app)
    app.register_error_handler(ConfirmationNeeded, confirm.ask_again)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
