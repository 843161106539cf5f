"""The HTML door: every page of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from webapp.web import (
    breakglass,
    case_people,
    cases,
    conflicts,
    cover,
    designer,
    editor,
    errors,
    filters,
    headers,
    inbox,
    incidents,
    login,
    moves,
    origin,
    page,
    public,
    search,
    sessions,
    tasks,
    units,
    users,
)

if TYPE_CHECKING:
    from webapp.web.guard import GuardedFlask

PAGES = (
    public.blueprint,
    login.blueprint,
    inbox.blueprint,
    tasks.blueprint,
    cases.blueprint,
    case_people.blueprint,
    search.blueprint,
    conflicts.blueprint,
    cover.blueprint,
    breakglass.blueprint,
    designer.blueprint,
    editor.blueprint,
    moves.blueprint,
    incidents.blueprint,
    users.blueprint,
    units.blueprint,
)


def prepare(app: GuardedFlask) -> None:
    """Puts every page, check and header of the HTML door into the application."""
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    own = app.jinja_loader
    app.jinja_loader = ChoiceLoader([own, components] if own else [components])
    sessions.prepare(app)
    origin.prepare(app)
    headers.prepare(app)
    filters.prepare(app)
    page.prepare(app)
    errors.prepare(app)
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
