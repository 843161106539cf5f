"""Messages that are due."""

from uuid import UUID

from sqlalchemy import select

from webapp.clock import now
from webapp.database import session
from webapp.notifications.model import OutboxMessage


def due(limit: int) -> list[UUID]:
    """The messages to send now, oldest first."""
    return list(
        session().scalars(
            select(OutboxMessage.id)
            .where(OutboxMessage.sent_at.is_(None), OutboxMessage.attempt_at <= now())
            .order_by(OutboxMessage.attempt_at)
            .limit(limit)
        )
    )
