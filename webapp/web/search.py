"""Searching for a case. What is looked for never stands in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, request

from webapp.access.actions import Action
from webapp.access.rules import Allowed, may
from webapp.cases import service
from webapp.cases.service.searching import KINDS, REFERENCE
from webapp.errors import Rejected
from webapp.web.guard import application, requires
from webapp.web.page import page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from webapp.cases.queries import CaseRow

blueprint = Blueprint("search", __name__, url_prefix="/search")
LONGEST = {"kind": 20, "wanted": 200, "reason": 4000}


@blueprint.get("")
@requires(Action.SEARCH_CASES)
def ask() -> str:
    """The form."""
    return _page()


@blueprint.post("")
@requires(Action.SEARCH_CASES)
def find() -> str:
    """The cases that were found."""
    return _page(service.search(g.actor, _text("kind") or REFERENCE, _text("wanted"), _text("reason")))


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    with application().database.transaction():
        return _page(errors={error.field: error.sentence}), 422


def _page(found: list[CaseRow] | None = None, errors: dict[str, str] | None = None) -> str:
    return page(
        "pages/search.html",
        found=found,
        kinds=KINDS,
        typed={name: _text(name) for name in LONGEST},
        errors=errors or {},
        can_export=isinstance(may(g.actor, Action.EXPORT_CASES), Allowed),
    )


def _text(name: str) -> str:
    return request.form.get(name, "")[: LONGEST[name]].strip()
