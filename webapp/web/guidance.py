"""The guidance register as officers read it: that of the version in use, or of the version that a case runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, g

from webapp.access.actions import Action
from webapp.definitions import queries
from webapp.definitions.guidance import STATUSES
from webapp.web.guard import requires
from webapp.web.page import page

if TYPE_CHECKING:
    from uuid import UUID

blueprint = Blueprint("guidance", __name__, url_prefix="/guidance")


@blueprint.get("")
@requires(Action.READ_GUIDANCE)
def show() -> str:
    """The registers of the packages in use."""
    return page("pages/guidance.html", registers=queries.registers(g.actor), statuses=STATUSES)


@blueprint.get("/<uuid:version_id>")
@requires(Action.READ_GUIDANCE)
def of_version(version_id: UUID) -> str:
    """The register of one published version."""
    return page("pages/guidance.html", registers=[queries.register_of(g.actor, version_id)], statuses=STATUSES)
