"""Which days have their anchor, so that of several workers one writes it, and what is not sent is sent later."""

from datetime import date, datetime

from sqlalchemy import select

from webapp.audit.model import AuditAnchor, AuditSeal
from webapp.audit.seals import Seal
from webapp.database import session


def has_anchor(day: date) -> bool:
    """Whether the anchor of a day was written."""
    return session().get(AuditAnchor, day) is not None


def keep(day: date, seal: Seal, at: datetime) -> bool:
    """Notes that the anchor of a day is written now; False where one was before, which stays the day's own."""
    if has_anchor(day):
        return False
    session().add(AuditAnchor(day=day, seal=seal.number, made_at=at))
    session().flush()
    return True


def unsent(limit: int = 5) -> list[tuple[date, Seal, datetime]]:
    """The days whose anchor was written and not sent, oldest first, each held until the transaction ends."""
    rows = session().execute(
        select(AuditAnchor, AuditSeal)
        .join(AuditSeal, AuditSeal.number == AuditAnchor.seal)
        .where(AuditAnchor.sent_at.is_(None))
        .order_by(AuditAnchor.day)
        .limit(limit)
        .with_for_update(of=AuditAnchor, skip_locked=True)
    )
    return [(row.AuditAnchor.day, _seal(row.AuditSeal), row.AuditAnchor.made_at) for row in rows]


def sent(day: date, at: datetime) -> None:
    """Notes that the anchor of a day has gone out."""
    session().get_one(AuditAnchor, day).sent_at = at


def _seal(row: AuditSeal) -> Seal:
    return Seal(row.number, row.at, row.count, row.hash)
