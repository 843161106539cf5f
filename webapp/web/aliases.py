"""The accounts of a case: who is behind them as a picture and a table, and a list of them to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.access.rules import Allowed, may
from webapp.cases import aliaslist, attributed, heads, service
from webapp.cases import queries as cases
from webapp.errors import Rejected
from webapp.web.guard import requires
from webapp.web.incoming import uploads_of
from webapp.web.page import page, tell
from webapp.web.purposes import why_first

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from webapp.cases.aliaslist import AliasList

blueprint = Blueprint("aliases", __name__, url_prefix="/cases/<uuid:case_id>/aliases")
TEXT = aliaslist.FIELD
FILE = "file"


@blueprint.get("")
@requires(Action.VIEW_CASE)
def show(case_id: UUID) -> ResponseReturnValue:
    """Accounts, evidence and the person. Whoever must say first why they look is asked on the page of the case."""
    if (asked := why_first(case_id)) is not None:
        return asked
    found = attributed.attributed(g.actor, case_id)
    facts = cases.access_facts(case_id)
    return page(
        "pages/aliases.html",
        header=cases.header(g.actor, case_id),
        found=found,
        may_import=isinstance(may(g.actor, Action.ADD_ALIASES, facts), Allowed),
    )


@blueprint.get("/new")
@requires(Action.ADD_ALIASES)
def new(case_id: UUID) -> ResponseReturnValue:
    """The page for a list of accounts."""
    return why_first(case_id) or _form(case_id)


@blueprint.post("/preview")
@requires(Action.ADD_ALIASES)
def preview(case_id: UUID) -> ResponseReturnValue:
    """What the list would do, row by row, which tells what the case knows. Nothing is kept but in the page itself."""
    if (asked := why_first(case_id)) is not None:
        return asked
    text = request.form.get(TEXT, "")
    try:
        if sent := uploads_of(FILE):
            text = aliaslist.text_of(sent[0].stream.read(aliaslist.MOST_BYTES + 1))
        return _form(case_id, text, service.read_alias_list(g.actor, case_id, text))
    except Rejected as refused:
        return _form(case_id, text, error=refused.sentence), 422


@blueprint.post("")
@requires(Action.ADD_ALIASES)
def add(case_id: UUID) -> ResponseReturnValue:
    """Imports the list as it was shown."""
    text = request.form.get(TEXT, "")
    try:
        listed = service.import_aliases(g.actor, case_id, text)
    except Rejected as refused:
        listed_now = _read_again(case_id, text)
        return _form(case_id, text, listed_now, refused.sentence), 422
    known = len(listed.rows) - listed.new
    tell(f"{listed.new} new, {known} known already. Every row of the list is in the case now.")
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _read_again(case_id: UUID, text: str) -> AliasList | None:
    try:
        return service.read_alias_list(g.actor, case_id, text)
    except Rejected:
        return None


def _form(case_id: UUID, text: str = "", listed: AliasList | None = None, error: str = "") -> str:
    return page(
        "pages/alias_list.html",
        header=heads.head_alone(g.actor, case_id),
        text=text,
        listed=listed,
        errors={TEXT: error} if error else {},
        columns=tuple(aliaslist.COLUMNS),
        most=aliaslist.MOST_ROWS,
    )
