"""Somebody without a task in a case says why they look at it."""

from uuid import UUID

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.cases.looks import KINDS, OTHER, reason_today
from webapp.cases.model import LookReason
from webapp.cases.sight import access_facts
from webapp.clock import now, today
from webapp.database import session
from webapp.errors import Rejected

SHORTEST_REASON = 10


def say_why(actor: Actor, case_id: UUID, kind: str, words: str) -> None:
    """Keeps why the person looks at the case today; the first answer of a day stands. Raises NotFound, Rejected."""
    require(actor, Action.VIEW_CASE, access_facts(case_id))
    if kind not in KINDS:
        raise Rejected("Select why you open this case.", "kind")
    if kind == OTHER and len(words.strip()) < SHORTEST_REASON:
        raise Rejected(f"Say in at least {SHORTEST_REASON} characters what it is.", "words")
    if reason_today(actor, case_id) is None:
        given = LookReason(case_id=case_id, user_id=actor.id, day=today(), kind=kind, at=now())
        given.words = words.strip() or None
        session().add(given)
        session().flush()
