"""The coordinator says whether two cases that share something belong together."""

from uuid import UUID

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import links
from webapp.cases.model import CaseLink
from webapp.cases.vocabulary import LINK_VERDICTS
from webapp.clock import now
from webapp.database import session
from webapp.errors import Conflict, NotFound, Rejected

SHORTEST_NOTE = 10


def decide_link(actor: Actor, link_id: UUID, verdict: str, note: str) -> None:
    """Records that the two cases belong together, or that they do not, and why.

    Raises NotFound for a link the actor may not know of, Conflict when it is decided, Rejected without verdict or note.
    """
    require(actor, Action.DECIDE_LINK)
    link = session().get(CaseLink, link_id, with_for_update=True)
    if link is None or not links.is_shown(actor, link):
        raise NotFound("There is no such link that you can see.")
    if link.decided_at is not None:
        raise Conflict("Somebody has decided on this link since. Load the page again.")
    if verdict not in LINK_VERDICTS:
        raise Rejected("Select whether the two cases belong together.", "verdict")
    if len(note.strip()) < SHORTEST_NOTE:
        raise Rejected(f"Say in at least {SHORTEST_NOTE} characters how you know.", "note")
    link.verdict, link.note, link.decided_by, link.decided_at = verdict, note.strip(), actor.id, now()
    session().flush()
    audit.record(Event.LINK_DECIDED, actor.id, link.case_id, {"link": str(link.id), "verdict": verdict})
