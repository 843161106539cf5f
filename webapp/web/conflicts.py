"""What a person has to do with: cases and people they must be kept from, and what names themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, request, url_for

from webapp.access import queries
from webapp.access.actions import Action
from webapp.access.identifiers import Identifiers, lines
from webapp.errors import Rejected
from webapp.inbox import conflicts
from webapp.web.guard import application, requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("conflicts", __name__, url_prefix="/conflicts")
LONGEST = 400


@blueprint.get("")
@requires(Action.DECLARE_CONFLICT)
def mine() -> str:
    """Which kinds of details are on record of this person, and the forms to add to them."""
    return _page()


@blueprint.post("/cases")
@requires(Action.DECLARE_CONFLICT)
def declare_case() -> ResponseReturnValue:
    """Keeps the person from one case."""
    conflicts.declare_case(g.actor, _text("reference"), _text("kind"))
    tell("Thank you. If there is a case with that reference, you are kept from it from now on.")
    return redirect(url_for("conflicts.mine"), 303)


@blueprint.post("/people")
@requires(Action.DECLARE_CONFLICT)
def declare_person() -> ResponseReturnValue:
    """Keeps the person from every case about somebody."""
    given = Identifiers(
        name=_text("name"),
        date_of_birth=_born(),
        phones=tuple(lines(_text("phone"))),
        emails=tuple(lines(_text("email"))),
    )
    conflicts.declare_person(g.actor, given)
    tell("Thank you. You are kept from every case about that person from now on.")
    return redirect(url_for("conflicts.mine"), 303)


@blueprint.post("/own")
@requires(Action.DECLARE_CONFLICT)
def add_own() -> ResponseReturnValue:
    """Adds what names the person themselves."""
    given = Identifiers(
        phones=tuple(lines(_text("own_phones"))),
        emails=tuple(lines(_text("own_emails"))),
        addresses=tuple(lines(_text("own_addresses"))),
        accounts=tuple(lines(_text("own_accounts"))),
    )
    conflicts.add_own(g.actor, given)
    tell("Thank you. Your details are kept as digests that nobody can read.")
    return redirect(url_for("conflicts.mine"), 303)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    with application().database.transaction():
        return _page({error.field: error.sentence}), 422


def _page(errors: dict[str, str] | None = None) -> str:
    known = queries.identifier_kinds(g.actor.id)
    return page("pages/conflicts.html", known=known, typed=request.form, errors=errors or {})


def _text(field: str) -> str:
    return request.form.get(field, "")[:LONGEST].strip()


def _born() -> date | None:
    parts = [_text(f"born-{part}") for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        raise Rejected("Enter a date of birth such as 27 3 1985, or leave it empty.", "born") from None
