"""Automatic steps that failed, trying them again, and the alarm about the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g, redirect, url_for

from webapp.access.actions import Action
from webapp.access.rules import Allowed, may
from webapp.instances import clockwatch, incident_list, service
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
    found = incident_list.listed(g.actor)
    waiting = [row for row in found if row.resolved_at is None]
    resolved = [row for row in found if row.resolved_at is not None]
    return page("pages/incidents.html", waiting=waiting, resolved=resolved, alarm=clockwatch.alarm())


@blueprint.get("/<uuid:incident_id>")
@requires(Action.VIEW_INCIDENTS)
def show(incident_id: UUID) -> str:
    """One incident, with what can be done about it."""
    can_retry = isinstance(may(g.actor, Action.RETRY_INCIDENT), Allowed)
    return page("pages/incident.html", row=incident_list.one(g.actor, incident_id), can_retry=can_retry)


@blueprint.post("/<uuid:incident_id>/retry")
@requires(Action.RETRY_INCIDENT)
def retry(incident_id: UUID) -> ResponseReturnValue:
    """Carries out the failed step again."""
    failure = service.retry_incident(g.actor, incident_id)
    row = incident_list.one(g.actor, incident_id)
    if failure:
        tell(f"It failed again: {failure}")
    elif row.state == "trying":
        tell("The operation will be called again within a few seconds.")
    else:
        tell("The step was carried out and the case goes on.")
    return redirect(url_for("incidents.listed"), 303)


@blueprint.post("/<uuid:incident_id>/retry-alike")
@requires(Action.RETRY_INCIDENT)
def retry_alike(incident_id: UUID) -> ResponseReturnValue:
    """Carries out the same step again in every case of the version where it failed."""
    gone_on, failed = service.retry_incidents_like(g.actor, incident_id)
    tell(f"{gone_on} of {gone_on + failed} went on or will be called again; {failed} failed again.")
    return redirect(url_for("incidents.listed"), 303)


@blueprint.post("/<uuid:incident_id>/happened")
@requires(Action.RETRY_INCIDENT)
def happened(incident_id: UUID) -> ResponseReturnValue:
    """Goes on after an operation that has happened, as a person has found out."""
    failure = service.settle_unknown(g.actor, incident_id)
    tell(f"The case went on and then failed: {failure}" if failure else "The case goes on.")
    return redirect(url_for("incidents.listed"), 303)


@blueprint.post("/confirm-clock")
@requires(Action.CONFIRM_CLOCK)
def confirm_clock() -> ResponseReturnValue:
    """Goes on by the present clock."""
    clockwatch.confirm(g.actor)
    tell("Deadlines are fired again, by the present clock.")
    return redirect(url_for("incidents.listed"), 303)
