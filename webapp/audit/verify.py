"""Whether the account is still as it was written, and where it is not.

Four looks, each one statement that sees one moment of the database and is read row by row: the chains of the scopes
with their heads; heads without entries; the seals with what they cover; entries that no seal covers.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Uuid, and_, column, exists, func, or_, select, table

from webapp.audit import protection
from webapp.audit.anchors import Anchor
from webapp.audit.findings import Kind, Report
from webapp.audit.model import AuditEvent, AuditScope, AuditSeal, AuditSealEntry, AuditUnsealed
from webapp.audit.rules import FIRST, Tree, chained, sealed
from webapp.database import session

AT_ONCE = 500
_CASE = table("case_file", column("id", Uuid))


def verify(scope: str | None = None, since: datetime | None = None, anchor: Anchor | None = None) -> Report:
    """Looks at everything, at one scope, or at what was recorded and sealed since a moment."""
    report = Report()
    _chains(report, scope, since)
    if since is None:
        _heads(report, scope)
        _cases_without_entries(report, scope)
    _seals(report, scope, since)
    _unsealed(report, scope)
    if anchor is not None:
        _anchor(report, anchor)
    for sentence in protection.missing_triggers():
        report.add(Kind.PROTECTION, sentence)
    report.protection = protection.of_this_role()
    return report


def _rows(query: Any) -> Iterator[Row[Any]]:
    yield from session().execute(query.execution_options(yield_per=AT_ONCE))


def _named(row: Row[Any]) -> str:
    return f"Entry {row.sequence} of {{scope}}"


def _chains(report: Report, scope: str | None, since: datetime | None) -> None:
    columns = AuditEvent.__table__.columns
    query = (
        select(*columns, AuditScope.sequence.label("head_sequence"), AuditScope.hash.label("head_hash"))
        .outerjoin(AuditScope, AuditScope.scope == AuditEvent.scope)
        .order_by(AuditEvent.scope, AuditEvent.sequence)
    )
    if scope is not None:
        query = query.where(AuditEvent.scope == scope)
    if since is not None:
        query = query.where(func.coalesce(AuditEvent.recorded_at, AuditEvent.at) >= since)
    before: Row[Any] | None = None
    for row in _rows(query):
        report.entries += 1
        if before is None or row.scope != before.scope:
            if before is not None:
                _end(report, before)
            report.scopes += 1
            _link(report, row, (0, FIRST) if since is None else (row.sequence - 1, row.previous_hash))
        else:
            _link(report, row, (before.sequence, before.hash))
        before = row
    if before is not None:
        _end(report, before)


def _link(report: Report, row: Row[Any], after: tuple[int, str]) -> None:
    sequence, previous = after
    if row.sequence != sequence + 1:
        first, last = sequence + 1, row.sequence - 1
        gone = f"Entry {first} of {{scope}} is" if first == last else f"Entries {first} to {last} of {{scope}} are"
        report.add(Kind.MISSING, f"{gone} missing.", row, sequence=first)
    elif row.previous_hash != previous:
        report.add(Kind.CHANGED, f"{_named(row)} does not follow the one before it.", row)
    if row.hash != chained(row._asdict()):
        report.add(Kind.CHANGED, f"{_named(row)} is not as it was written.", row)


def _end(report: Report, last: Row[Any]) -> None:
    if last.head_sequence is None:
        report.add(Kind.CUT_OFF, "The head of {scope} is missing.", last)
    elif last.head_sequence > last.sequence:
        report.add(
            Kind.CUT_OFF,
            f"The end of {{scope}} was cut off: {last.head_sequence} entries were written, {last.sequence} are left.",
            last,
            sequence=last.sequence + 1,
        )
    elif (last.head_sequence, last.head_hash) != (last.sequence, last.hash):
        report.add(Kind.CHANGED, f"{_named(last)} is not the one that was written last.", last)


def _heads(report: Report, scope: str | None) -> None:
    """Scopes that have a head and no entry any more."""
    entries = exists().where(AuditEvent.scope == AuditScope.scope)
    query = select(AuditScope.scope, AuditScope.sequence).where(AuditScope.sequence > 0, ~entries)
    for row in _rows(query if scope is None else query.where(AuditScope.scope == scope)):
        report.add(Kind.CUT_OFF, f"All {row.sequence} entries of {{scope}} are missing.", row, sequence=1)


def _cases_without_entries(report: Report, scope: str | None) -> None:
    """Cases that are there, while nothing is left of their account, not even its head."""
    for some in session().execute(select(_CASE.c.id).execution_options(yield_per=AT_ONCE)).partitions():
        cases = {str(row.id) for row in some if scope in {None, str(row.id)}}
        known = set(session().scalars(select(AuditScope.scope).where(AuditScope.scope.in_(cases))))
        for case in sorted(cases - known):
            report.add(Kind.CUT_OFF, "Nothing is left of the account of {scope}.", scope=case)


def _seals(report: Report, scope: str | None, since: datetime | None) -> None:
    same = and_(AuditEvent.scope == AuditSealEntry.scope, AuditEvent.sequence == AuditSealEntry.sequence)
    query = (
        select(
            AuditSeal.number, AuditSeal.at, AuditSeal.count.label("covers"), AuditSeal.root, AuditSeal.previous_hash,
            AuditSeal.hash, AuditSealEntry.scope, AuditSealEntry.sequence, AuditSealEntry.position,
            AuditSealEntry.hash.label("sealed_hash"), AuditEvent.hash.label("entry_hash"),
        )
        .outerjoin(AuditSealEntry, AuditSealEntry.seal == AuditSeal.number)
        .outerjoin(AuditEvent, same)
        .order_by(AuditSeal.number, AuditSealEntry.position)
    )  # fmt: skip
    if scope is not None:
        of_scope = select(AuditSealEntry.seal).where(AuditSealEntry.scope == scope)
        query = query.where(AuditSeal.number.in_(of_scope))
    if since is not None:
        query = query.where(AuditSeal.at >= since)
    seal: Row[Any] | None = None
    tree, places = Tree(), _Places()
    for row in _rows(query):
        if seal is None or row.number != seal.number:
            if seal is not None:
                _seal_ends(report, seal, tree, places)
            _seal_begins(report, row, seal, whole=scope is None and since is None)
            seal, tree, places = row, Tree(), _Places()
        if row.scope is not None:
            report.sealed_entries += 1
            tree.add(row.sealed_hash)
            places.met(row.position)
            _covered(report, row, scope)
    if seal is not None:
        _seal_ends(report, seal, tree, places)
    if scope is None:
        _entries_without_seal(report)


class _Places:
    """The places of a seal's tree that nothing stands on."""

    def __init__(self) -> None:
        self.gaps: list[tuple[int, int]] = []
        self._next = 1

    def met(self, position: int) -> None:
        if position > self._next and len(self.gaps) < AT_ONCE:
            self.gaps.append((self._next, position - 1))
        self._next = position + 1

    def in_words(self, count: int) -> str:
        self.met(count + 1)
        return ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in self.gaps)


def _seal_begins(report: Report, row: Row[Any], before: Row[Any] | None, *, whole: bool) -> None:
    report.seals += 1
    number = row.number
    if row.hash != sealed(number, row.previous_hash, row.covers, row.root, row.at):
        report.add(Kind.SEAL, f"Seal {number} is not as it was written.", seal=number)
    if before is not None and number == before.number + 1 and row.previous_hash != before.hash:
        report.add(Kind.SEAL, f"Seal {number} does not follow seal {number - 1}.", seal=number)
    expected = before.number + 1 if before is not None else 1
    if whole and number != expected:
        report.add(Kind.SEAL, f"Seal {expected} is missing.", seal=expected)
    if number == 1 and row.previous_hash != FIRST:
        report.add(Kind.SEAL, "Seal 1 is not the first one that was made.", seal=1)


def _covered(report: Report, row: Row[Any], scope: str | None) -> None:
    if scope is not None and row.scope != scope:
        return
    where = f"sealed at place {row.position} of seal {row.number}"
    if row.entry_hash is None:
        report.add(Kind.MISSING, f"{_named(row)}, {where}, is missing.", row, seal=row.number)
    elif row.entry_hash != row.sealed_hash:
        report.add(Kind.CHANGED, f"{_named(row)} is not the one {where}.", row, seal=row.number)


def _seal_ends(report: Report, seal: Row[Any], tree: Tree, places: _Places) -> None:
    if tree.count != seal.covers:
        sentence = f"Seal {seal.number} covers {seal.covers} entries and {tree.count} are listed"
        missing = places.in_words(seal.covers)
        report.add(Kind.SEAL, f"{sentence}; missing: place {missing}." if missing else f"{sentence}.", seal=seal.number)
    elif tree.root != seal.root:
        report.add(Kind.SEAL, f"What seal {seal.number} covers is not what was sealed.", seal=seal.number)


def _entries_without_seal(report: Report) -> None:
    """What is listed under a seal that is no longer there."""
    gone = ~exists().where(AuditSeal.number == AuditSealEntry.seal)
    for number in session().scalars(select(AuditSealEntry.seal).where(gone).distinct().limit(AT_ONCE)):
        report.add(Kind.SEAL, f"Seal {number} is missing, and what it covers is still listed.", seal=number)


def _unsealed(report: Report, scope: str | None) -> None:
    """What waits for its seal is counted; what neither waits nor is sealed was put in, or its seal was taken away."""
    is_sealed = exists().where(AuditSealEntry.scope == AuditEvent.scope, AuditSealEntry.sequence == AuditEvent.sequence)
    waits = and_(AuditUnsealed.scope == AuditEvent.scope, AuditUnsealed.sequence == AuditEvent.sequence)
    query = (
        select(
            AuditEvent.scope, AuditEvent.sequence, AuditEvent.hash, AuditEvent.recorded_at, AuditEvent.at,
            AuditUnsealed.hash.label("waiting_hash"),
        )
        .outerjoin(AuditUnsealed, waits)
        .where(or_(AuditUnsealed.hash.is_not(None), ~is_sealed))
    )  # fmt: skip
    for row in _rows(query if scope is None else query.where(AuditEvent.scope == scope)):
        report.unsealed += 1
        at = row.recorded_at or row.at
        report.oldest_unsealed = min(report.oldest_unsealed or at, at)
        if row.waiting_hash is None:
            report.add(Kind.UNSEALED, f"{_named(row)} is under no seal and does not wait for one.", row)
        elif row.waiting_hash != row.hash:
            report.add(Kind.CHANGED, f"{_named(row)} is not the one that waits for its seal.", row)
    here = exists().where(AuditEvent.scope == AuditUnsealed.scope, AuditEvent.sequence == AuditUnsealed.sequence)
    gone = select(AuditUnsealed.scope, AuditUnsealed.sequence).where(~here)
    for row in _rows(gone if scope is None else gone.where(AuditUnsealed.scope == scope)):
        report.add(Kind.MISSING, f"{_named(row)}, which waits for its seal, is missing.", row)


def _anchor(report: Report, anchor: Anchor) -> None:
    found = session().get(AuditSeal, anchor.seal)
    if found is None:
        sentence = f"The anchor of {anchor.day} holds seal {anchor.seal}, which is not here."
    elif (found.hash, found.count) != (anchor.hash, anchor.count):
        sentence = f"Seal {anchor.seal} is not the one in the anchor of {anchor.day}: the account was made again."
    else:
        return
    report.add(Kind.ANCHOR, sentence, seal=anchor.seal)
