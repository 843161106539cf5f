"""The inbox: my tasks, and the tasks that wait for my groups."""

from __future__ import annotations

from flask import Blueprint, g, request

from webapp.access.actions import Action
from webapp.access.rules import Allowed, case_groups, may
from webapp.inbox import queries
from webapp.web.guard import requires
from webapp.web.page import page

blueprint = Blueprint("inbox", __name__)
LONGEST_PLACE = 120


@blueprint.get("/")
@requires(Action.VIEW_INBOX)
def mine() -> str:
    """The tasks this person has claimed."""
    return page(
        "pages/inbox_mine.html",
        rows=queries.mine(g.actor),
        counts=queries.counts(g.actor),
        may_cover=_may_cover(),
        may_open=isinstance(may(g.actor, Action.OPEN_CASE), Allowed),
    )


@blueprint.get("/groups")
@requires(Action.VIEW_INBOX)
def groups() -> str:
    """The unclaimed tasks of this person's groups, or of the one they chose."""
    own = case_groups(g.actor)
    wanted = request.args.get("group", "")
    chosen = wanted if wanted in own else ""
    after = request.args.get("after", "")[:LONGEST_PLACE]
    found = queries.my_groups(g.actor, chosen, after)
    counts = queries.counts(g.actor)
    return page(
        "pages/inbox_groups.html",
        found=found,
        counts=counts,
        own=own,
        chosen=chosen,
        after=after,
        may_cover=_may_cover(),
    )


@blueprint.get("/late")
@requires(Action.VIEW_LATE)
def late() -> str:
    """What is late or due soon in the cases this person may know of."""
    after = request.args.get("after", "")[:LONGEST_PLACE]
    found = queries.late(g.actor, after)
    counts = queries.counts(g.actor)
    return page("pages/inbox_late.html", found=found, counts=counts, after=after, may_cover=_may_cover())


def _may_cover() -> bool:
    return isinstance(may(g.actor, Action.ARRANGE_COVER), Allowed)
