"""Automatic steps that failed, and trying them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, url_for

from webapp.access.actions import Action
from webapp.access.rules import Allowed, may
from webapp.instances import queries, service
from webapp.web.guard import requires
from webapp.web.page import page, tell

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

blueprint = Blueprint("incidents", __name__, url_prefix="/incidents")


@blueprint.get("")
@requires(Action.VIEW_INCIDENTS)
def listed() -> str:
    """Every incident, the open ones first; no case content."""
    found = queries.incidents(g.actor)
    can_retry = isinstance(may(g.actor, Action.RETRY_INCIDENT), Allowed)
    waiting = [row for row in found if row.resolved_at is None]
    resolved = [row for row in found if row.resolved_at is not None]
    return page("pages/incidents.html", waiting=waiting, resolved=resolved, can_retry=can_retry)


@blueprint.post("/<uuid:incident_id>/retry")
@requires(Action.RETRY_INCIDENT)
def retry(incident_id: UUID) -> ResponseReturnValue:
    """Carries out the failed step again."""
    failure = service.retry_incident(g.actor, incident_id)
    tell(f"It failed again: {failure}" if failure else "The step was carried out and the case goes on.")
    return redirect(url_for("incidents.listed"), 303)
