"""The sealer: every entry that waits goes under one Merkle root, and the roots form a chain over all scopes.

A chain of one case cannot show that the whole case was taken away; the seals can. The work of a seal depends on how
many entries wait and never on how many there are.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, tuple_

from webapp.audit.model import AuditSeal, AuditSealEntry, AuditUnsealed
from webapp.audit.rules import FIRST, Tree, sealed
from webapp.audit.service import moment
from webapp.database import session

MOST_IN_A_SEAL = 5000
# Any number will do, as long as only sealers ask for it.
_SEALERS_LOCK = 6_262_018


@dataclass(frozen=True)
class Seal:
    """One seal as it stands in an anchor."""

    number: int
    at: datetime
    count: int
    hash: str


def seal_waiting(most: int = MOST_IN_A_SEAL) -> Seal | None:
    """Seals what waits, at most so many entries; None when nothing waits.

    Sealers take turns; those who add entries wait for nobody. What a sealer that was killed had begun is undone with
    its transaction, and the entries go on waiting.
    """
    if session().get_bind().dialect.name == "postgresql":
        session().execute(select(func.pg_advisory_xact_lock(_SEALERS_LOCK)))
    place = tuple_(AuditUnsealed.scope, AuditUnsealed.sequence)
    chosen = select(AuditUnsealed.scope, AuditUnsealed.sequence).limit(most)
    taken = session().execute(
        delete(AuditUnsealed)
        .where(place.in_(chosen))
        .returning(AuditUnsealed.scope, AuditUnsealed.sequence, AuditUnsealed.hash)
        .execution_options(synchronize_session=False)
    )
    rows = sorted((row.scope, row.sequence, row.hash) for row in taken)
    if not rows:
        return None
    last = latest()
    number, previous = (last.number + 1, last.hash) if last else (1, FIRST)
    root, at = Tree(entry for _, _, entry in rows).root, moment()
    seal = Seal(number, at, len(rows), sealed(number, previous, len(rows), root, at))
    values = {"number": number, "at": at, "count": seal.count, "root": root}
    session().execute(insert(AuditSeal), values | {"previous_hash": previous, "hash": seal.hash})
    session().execute(
        insert(AuditSealEntry),
        [
            {"scope": scope, "sequence": sequence, "seal": number, "position": position, "hash": entry}
            for position, (scope, sequence, entry) in enumerate(rows, 1)
        ],
    )
    return seal


def latest() -> Seal | None:
    """The last seal; None before the first."""
    row = (
        session()
        .execute(
            select(AuditSeal.number, AuditSeal.at, AuditSeal.count, AuditSeal.hash)
            .order_by(AuditSeal.number.desc())
            .limit(1)
        )
        .one_or_none()
    )
    return Seal(*row) if row is not None else None
