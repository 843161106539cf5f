"""Accounts as somebody saw them, and which of them are one and the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.cases.model import Alias


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


def is_same(alias: Alias | AliasSeen, seen: AliasSeen) -> bool:
    """One platform, and the same permanent identifier; the handle decides only where either has none."""
    if alias.platform.casefold() != seen.platform.casefold():
        return False
    if alias.stable_id and seen.stable_id:
        return alias.stable_id == seen.stable_id
    return alias.handle.casefold() == seen.handle.casefold()
