"""The accounts of a case are recorded once each, however often they are seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from webapp import clock
from webapp.access.actor import Actor
from webapp.cases.model import Alias
from webapp.cases.records import aliases_of
from webapp.database import session


@dataclass(frozen=True)
class AliasSeen:
    """An account as somebody saw it."""

    handle: str
    platform: str
    stable_id: str | None = None
    first_seen: date | None = None
    last_seen: date | None = None


def date_errors(seen: Sequence[AliasSeen]) -> dict[str, str]:
    """What is wrong with the days of the accounts in a form's rows `alias`."""
    return {
        f"alias.{number}.last_seen": "The account cannot have been last seen before it was first seen"
        for number, one in enumerate(seen)
        if one.first_seen and one.last_seen and one.first_seen > one.last_seen
    }


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


def is_same(alias: Alias | AliasSeen, seen: AliasSeen) -> bool:
    """One platform, and the same permanent identifier; the handle decides only where either has none."""
    if alias.platform.casefold() != seen.platform.casefold():
        return False
    if alias.stable_id and seen.stable_id:
        return alias.stable_id == seen.stable_id
    return alias.handle.casefold() == seen.handle.casefold()
