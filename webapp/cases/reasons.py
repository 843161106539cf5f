"""Why somebody searched or took a list away, in their own words; the account points to what is kept here."""

from collections.abc import Sequence
from uuid import UUID

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.audit.particulars import MOST_RECORDS, Particulars, cases_shown
from webapp.cases.model import AccessReason, Case
from webapp.clock import now
from webapp.database import session

SHORTEST_REASON = 20


def keep(actor: Actor, action: Action, reason: str) -> UUID:
    """Keeps a reason; gives its number."""
    kept = AccessReason(user_id=actor.id, action=action, reason=reason, at=now())
    session().add(kept)
    session().flush()
    return kept.id


def particulars(found: Sequence[Case], reason_id: UUID | None) -> Particulars:
    """What the account says of a list of cases. Beyond what one entry names, the rest is counted only."""
    shown = cases_shown(case.id for case in found[:MOST_RECORDS])
    return Particulars(records=shown, fields=("reference", "priority", "outcome"), reason_id=reason_id)
