"""The accounts of a case are recorded once each, however often they are seen."""

from collections.abc import Sequence
from uuid import UUID

from webapp import clock
from webapp.access.actor import Actor
from webapp.cases.model import Alias
from webapp.cases.records import aliases_of
from webapp.cases.seen import AliasSeen, is_same
from webapp.database import session


def record_aliases(actor: Actor, case_id: UUID, seen: Sequence[AliasSeen]) -> list[Alias]:
    """The aliases of the case that these accounts are, in their order; those that are new are added."""
    known = list(aliases_of(case_id))
    found = []
    for one in seen:
        alias = next((row for row in known if is_same(row, one)), None)
        if alias is None:
            number = len(known) + 1
            alias = Alias(
                case_id=case_id,
                number=number,
                code=f"A{number}",
                handle=one.handle,
                platform=one.platform,
                added_by=actor.id,
                added_at=clock.now(),
            )
            session().add(alias)
            known.append(alias)
        alias.stable_id = one.stable_id or alias.stable_id
        alias.first_seen = min(filter(None, (alias.first_seen, one.first_seen)), default=None)
        alias.last_seen = max(filter(None, (alias.last_seen, one.last_seen)), default=None)
        found.append(alias)
    session().flush()
    return found
