"""The auditor's pages: who looked at this case, what did this person look at, what is unusual; search and export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.audit.operations import OPERATION_WORDS
from webapp.errors import Rejected
from webapp.oversight import queries, service
from webapp.oversight.rules import Limits, Rule
from webapp.web.guard import application, requires
from webapp.web.page import page

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
LONGEST_PLACE = 120
PERIODS = {"1": "Last day", "7": "Last 7 days", "31": "Last 31 days"}
VIEWS = {
    "everything": "Everything",
    "looks": "Who looked",
    "acts": "What was done",
    "disclosures": "Disclosures",
    "refusals": "Refusals",
}
OF_A_CASE = VIEWS | {"lists": "Lists and refusals that name it"}
QUESTIONS = ("wanted", "reference", "login", "operation", "since", "until", "reason")


@blueprint.get("")
@requires(Action.VIEW_AUDIT)
def start() -> str:
    """Where auditors begin: a case, a person, a search, the report."""
    return _start({})


@blueprint.post("/find")
@requires(Action.VIEW_AUDIT)
def find() -> ResponseReturnValue:
    """Goes to the case of a reference or to the person of a username; neither is put into an address."""
    kind, found = queries.find(g.actor, request.form.get("wanted", ""))
    if kind == "case":
        return redirect(url_for("audit.case", case_id=found), 303)
    return redirect(url_for("audit.person", user_id=found), 303)


@blueprint.get("/cases/<uuid:case_id>")
@requires(Action.VIEW_AUDIT)
def case(case_id: UUID) -> str:
    """Who looked at a case and what was done in it."""
    found = queries.of_case(g.actor, case_id, _show(), _after())
    return _lines(found, f"Case {found.title}", OF_A_CASE, "audit.case", case_id=case_id)


@blueprint.get("/people/<uuid:user_id>")
@requires(Action.VIEW_AUDIT)
def person(user_id: UUID) -> str:
    """What a person looked at and did."""
    found = queries.of_person(g.actor, user_id, _show(), _after())
    return _lines(found, found.title, VIEWS, "audit.person", user_id=user_id)


@blueprint.get("/unusual")
@requires(Action.VIEW_AUDIT)
def unusual() -> str:
    """What was unusual, as reasons to ask."""
    days = request.args.get("days", "")
    chosen = days if days in PERIODS else "7"
    rows = queries.report(g.actor, int(chosen))
    by_rule = [(rule.value, [row for row in rows if row.found.rule is rule]) for rule in Rule]
    return page("pages/audit_unusual.html", by_rule=by_rule, limits=Limits(), periods=PERIODS, chosen=chosen)


@blueprint.post("/searches")
@requires(Action.SEARCH_AUDIT)
def search() -> ResponseReturnValue:
    """Keeps a search with its reason and goes to what it finds."""
    typed = {name: request.form.get(name, "") for name in QUESTIONS}
    criteria = service.Criteria(
        typed["reference"],
        typed["login"],
        typed["operation"],
        typed["since"],
        typed["until"],
        "without_task" in request.form,
    )
    inquiry_id = service.search(g.actor, criteria, typed["reason"])
    return redirect(url_for("audit.results", inquiry_id=inquiry_id), 303)


@blueprint.get("/searches/<uuid:inquiry_id>")
@requires(Action.SEARCH_AUDIT)
def results(inquiry_id: UUID) -> str:
    """A page of what a search finds."""
    return _results(inquiry_id, {})


@blueprint.post("/searches/<uuid:inquiry_id>/export")
@requires(Action.EXPORT_AUDIT)
def export(inquiry_id: UUID) -> ResponseReturnValue:
    """What a search finds as a file, for a reason of its own."""
    text = service.export(g.actor, inquiry_id, request.form.get("reason", ""))
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"account-{inquiry_id}.csv")
    return response


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    errors = {error.field or "wanted": error.sentence}
    # The first transaction is undone, so the page is made, and what it shows recorded, in another.
    with application().database.transaction():
        if request.endpoint == "audit.export":
            return _results((request.view_args or {})["inquiry_id"], errors), 422
        return _start(errors), 422


def _start(errors: dict[str, str]) -> str:
    typed = {name: request.form.get(name, "") for name in QUESTIONS}
    return page(
        "pages/audit.html",
        typed=typed,
        without_task="without_task" in request.form,
        errors=errors,
        kinds=OPERATION_WORDS,
        longest=service.LONGEST_REASON,
    )


def _results(inquiry_id: UUID, errors: dict[str, str]) -> str:
    found = queries.search_results(g.actor, inquiry_id, _after())
    reason = queries.reason_of(g.actor, inquiry_id)
    export_to = url_for("audit.export", inquiry_id=inquiry_id)
    more = {"reason": reason, "export_to": export_to, "errors": errors, "typed": request.form.get("reason", "")}
    return _lines(found, "What the search found", {}, "audit.results", more, inquiry_id=inquiry_id)


def _lines(
    found: queries.Page,
    heading: str,
    views: dict[str, str],
    endpoint: str,
    more: dict[str, Any] | None = None,
    **place: Any,
) -> str:
    show = _show() if _show() in views else ""
    return page(
        "pages/audit_lines.html",
        found=found,
        heading=heading,
        after=_after(),
        views=[
            (text, url_for(endpoint, show=name, **place), name == (show or "everything"))
            for name, text in views.items()
        ],
        first=url_for(endpoint, show=show or None, **place),
        next=url_for(endpoint, show=show or None, after=found.next_after, **place) if found.next_after else "",
        **{"errors": {}, "export_to": "", "reason": "", "typed": ""} | (more or {}),
    )


def _show() -> str:
    return request.args.get("show", "")[:LONGEST_PLACE]


def _after() -> str:
    return request.args.get("after", "")[:LONGEST_PLACE]
