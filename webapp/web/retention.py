"""Keeping and erasing records: what is to be reviewed, and one record with its reviews and holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, request, url_for

from webapp.access.actions import Action
from webapp.access.rules import Allowed, may
from webapp.errors import Rejected
from webapp.retention import queries, rules, service
from webapp.web.guard import application, requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("retention", __name__, url_prefix="/retention")
ACTS = (Action.REVIEW_RETENTION, Action.CONFIRM_ERASURE, Action.SET_HOLD, Action.LIFT_HOLD)


@blueprint.get("")
@requires(Action.VIEW_RETENTION)
def worklist() -> str:
    """The records to review, to erase and on hold."""
    return page("pages/retention.html", work=queries.worklist(g.actor))


@blueprint.get("/<uuid:case_id>")
@requires(Action.VIEW_RETENTION)
def record(case_id: UUID) -> str:
    """One record."""
    return _record(case_id, {})


@blueprint.post("/<uuid:case_id>/keep")
@requires(Action.REVIEW_RETENTION)
def keep(case_id: UUID) -> ResponseReturnValue:
    """Keeps the record for some years more."""
    years = request.form.get("years", "").strip()
    service.keep(g.actor, case_id, _reason(), int(years) if years.isascii() and years.isdigit() else 0)
    tell("The record is kept. It comes up for review again.")
    return redirect(url_for("retention.worklist"), 303)


@blueprint.post("/<uuid:case_id>/erase")
@requires(Action.REVIEW_RETENTION)
def propose_erasure(case_id: UUID) -> ResponseReturnValue:
    """Proposes to erase the record."""
    service.propose_erasure(g.actor, case_id, request.form.get("ground", ""), _reason())
    tell("The erasure is proposed. The data protection officer confirms or returns it.")
    return redirect(url_for("retention.record", case_id=case_id), 303)


@blueprint.post("/<uuid:case_id>/return")
@requires(Action.CONFIRM_ERASURE)
def return_proposal(case_id: UUID) -> ResponseReturnValue:
    """Returns the proposal: the record stays."""
    service.return_proposal(g.actor, case_id, _reason())
    tell("The proposal is returned. The record stays.")
    return redirect(url_for("retention.record", case_id=case_id), 303)


@blueprint.post("/<uuid:case_id>/confirm")
@requires(Action.CONFIRM_ERASURE)
def confirm_erasure(case_id: UUID) -> ResponseReturnValue:
    """Erases the record for ever."""
    if request.form.get("sure") != "yes":
        raise Rejected("Confirm that you want to erase the record. It cannot be undone.", "sure")
    service.confirm_erasure(g.actor, case_id)
    tell("The record is erased. That it was, when and by whom stays on the account.")
    return redirect(url_for("retention.worklist"), 303)


@blueprint.post("/<uuid:case_id>/holds")
@requires(Action.SET_HOLD)
def set_hold(case_id: UUID) -> ResponseReturnValue:
    """Puts the record on legal hold."""
    service.set_hold(g.actor, case_id, _reason())
    tell("The record is on legal hold. It cannot be erased until another person lifts the hold.")
    return redirect(url_for("retention.record", case_id=case_id), 303)


@blueprint.post("/holds/<uuid:hold_id>/lift")
@requires(Action.LIFT_HOLD)
def lift_hold(hold_id: UUID) -> ResponseReturnValue:
    """Lifts a legal hold."""
    case_id = service.lift_hold(g.actor, hold_id, _reason())
    tell("The hold is lifted.")
    return redirect(url_for("retention.record", case_id=case_id), 303)


@blueprint.errorhandler(Rejected)
def _rejected(error: Rejected) -> ResponseReturnValue:
    """The page again with what is wrong and what was typed, in a transaction of its own: the first one is undone."""
    case_id = (request.view_args or {}).get("case_id")
    if case_id is None:
        return page("pages/refusal.html", heading="This cannot be done", sentence=error.sentence), 422
    with application().database.transaction():
        return _record(case_id, {error.field: error.sentence}), 422


def _record(case_id: UUID, errors: dict[str, str]) -> str:
    return page(
        "pages/retention_record.html",
        record=queries.record_page(g.actor, case_id),
        can={action.value: isinstance(may(g.actor, action), Allowed) for action in ACTS},
        grounds=rules.GROUNDS,
        longest=rules.LONGEST_KEPT_YEARS,
        typed=request.form,
        form=(request.endpoint or "").rpartition(".")[2],
        errors=errors,
    )


def _reason() -> str:
    return request.form.get("reason", "").strip().replace("\r\n", "\n")
