"""What a service can say about an entry beyond its event. What it leaves out follows from the event and its detail."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from webapp.audit.operations import Operation, Purpose, Result

# Closed values only: a name or a sentence has spaces, and none may stand here.
_CLOSED = re.compile(r"[A-Za-z0-9_.:\-]{0,60}")
_RECORDS = ("task", "definition", "user", "incident", "delivery", "decision", "instance", "inquiry", "plan", "document")
MOST_RECORDS = 250


@dataclass(frozen=True)
class Particulars:
    """The fields of DPA 2018 s.62 that differ from entry to entry.

    `records` are spelled `case:ID`; `fields` are the groups of fields that were shown or changed; `recipient` is the
    kind of recipient and `channel` the way it was told: the name stands in the disclosure log and nowhere else.
    """

    records: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    operation: Operation | None = None
    purpose: Purpose | None = None
    task_id: UUID | None = None
    reason_id: UUID | None = None
    decision_id: UUID | None = None
    recipient: str = ""
    channel: str = ""
    result: Result | None = None

    def __post_init__(self) -> None:
        for value in (*self.records, *self.fields, self.recipient, self.channel):
            if not _CLOSED.fullmatch(value):
                raise ValueError("The account takes identifiers and closed values only, never a name or a sentence.")
        if len(self.records) > MOST_RECORDS:
            raise ValueError(f"One page shows at most {MOST_RECORDS} records.")


NOTHING_MORE = Particulars()


def cases_shown(case_ids: Iterable[UUID]) -> tuple[str, ...]:
    """The records of a page that lists cases, each once and in a fixed order."""
    return tuple(sorted({f"case:{case_id}" for case_id in case_ids}))


def plain(detail: Mapping[str, Any] | None) -> dict[str, Any]:
    """The detail as the database gives it back, so that what is hashed is what will be read."""
    found: dict[str, Any] = json.loads(json.dumps(dict(detail or {}), ensure_ascii=False))
    return found


def identifier(value: object) -> UUID | None:
    """The identifier in a detail; None for anything else, such as the name of a decision table."""
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def records_in(detail: Mapping[str, Any], case_id: UUID | None) -> tuple[str, ...]:
    """The records that a detail names, the case first."""
    found = [f"case:{case_id}"] if case_id else []
    return (*found, *(f"{kind}:{detail[kind]}" for kind in _RECORDS if identifier(detail.get(kind))))
