"""Why people without a task in a case look at it: asked once for each case and day, and shown to auditors.

Basis: DPA 2018 s.62 (consultation is logged, as far as possible with its reason) and s.66.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from webapp.access.actor import Actor
from webapp.cases.model import LookReason
from webapp.clock import today
from webapp.database import session
from webapp.errors import Erased

OTHER = "other"
KINDS = {
    "supervision": "I supervise this work",
    "question": "Somebody asked me about the case",
    "own_step": "I look up what I did in it",
    "coming_task": "I prepare a task that comes to me",
    "quality": "I check how the work was done",
    OTHER: "Something else",
}


def reason_today(actor: Actor, case_id: UUID) -> UUID | None:
    """The number of the reason that the person gave for this case today; None where they gave none."""
    query = select(LookReason.id).where(LookReason.case_id == case_id, LookReason.user_id == actor.id)
    return session().scalar(query.where(LookReason.day == today()))


def in_words(reason_ids: Collection[UUID]) -> dict[UUID, str]:
    """What these reasons say, as auditors read them; of an erased case only what was chosen is left."""
    rows = session().scalars(select(LookReason).where(LookReason.id.in_(reason_ids)))
    return {row.id: _words(row) for row in rows}


def _words(row: LookReason) -> str:
    try:
        typed = row.words
    except Erased:
        typed = None
    return f"{KINDS[row.kind]}: {typed}" if typed else KINDS[row.kind]
