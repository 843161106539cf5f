"""Who looks after whose tasks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, request, url_for

from webapp.access import covers
from webapp.access.actions import Action
from webapp.clock import LONDON
from webapp.errors import Rejected
from webapp.web.guard import application, requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("cover", __name__, url_prefix="/cover")
LONGEST = 80
PARTS = ("day", "month", "year")


@blueprint.get("")
@requires(Action.ARRANGE_COVER)
def listed() -> str:
    """The arrangements, and the form for a new one."""
    return _page()


@blueprint.post("")
@requires(Action.ARRANGE_COVER)
def arrange() -> ResponseReturnValue:
    """Arranges that a colleague acts for somebody who is away."""
    first, last = _day("from"), _day("until")
    ends = datetime.combine(last + timedelta(days=1), time(), LONDON)
    covers.arrange(g.actor, _text("absent"), _text("colleague"), datetime.combine(first, time(), LONDON), ends)
    tell("It is arranged. What the colleague does is recorded under both names.")
    return redirect(url_for("cover.listed"), 303)


@blueprint.post("/<uuid:cover_id>/end")
@requires(Action.ARRANGE_COVER)
def end(cover_id: UUID) -> ResponseReturnValue:
    """Ends an arrangement."""
    covers.end(g.actor, cover_id)
    tell("The arrangement is ended.")
    return redirect(url_for("cover.listed"), 303)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    with application().database.transaction():
        return _page({error.field: error.sentence}), 422


def _page(errors: dict[str, str] | None = None) -> str:
    return page("pages/cover.html", rows=covers.listed(g.actor), typed=request.form, errors=errors or {})


def _text(name: str) -> str:
    return request.form.get(name, "")[:LONGEST].strip()


def _day(field: str) -> date:
    try:
        day, month, year = (int(_text(f"{field}-{part}")) for part in PARTS)
        return date(year, month, day)
    except ValueError:
        raise Rejected("Enter a date such as 27 3 2026.", field) from None
