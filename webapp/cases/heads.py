"""The head of a case on a page that shows no more of it. Basis: DPA 2018 s.62 (consultation is logged)."""

from uuid import UUID

from webapp.access import limits
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.particulars import Particulars
from webapp.cases import looks, queries


def head_alone(actor: Actor, case_id: UUID) -> queries.Header:
    """The head of a case for a page that shows no more of it; it names the victim, so that this look is recorded too.

    Raises NotFound where the actor may not see the case, NotPermitted at the limit of the day.
    """
    ground = queries.require_view(actor, case_id)
    limits.note(actor, Action.VIEW_CASE, case_id)
    shown = Particulars(fields=("header",), reason_id=looks.reason_today(actor, case_id))
    audit.record(Event.CASE_VIEWED, actor.id, case_id, {"ground": ground}, shown)
    return queries.header(actor, case_id)
