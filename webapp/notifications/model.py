"""Messages that wait to be sent: rows, written in the transaction of the change they tell of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime, new_id

_WAITING = text("sent_at IS NULL")


class OutboxMessage(Base):
    """One message to the members of a group, those of one unit alone where it names one, or to a single person.

    It holds no case detail: only what kind, and about which row.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_due", "attempt_at", sqlite_where=_WAITING, postgresql_where=_WAITING),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(40))
    to_group: Mapped[str] = mapped_column(String(40))
    # Empty where the group is told in every force.
    force: Mapped[str] = mapped_column(String(120), default="", server_default="")
    # Where it is for one person alone, `to_group` is empty.
    to_person: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    about: Mapped[UUID] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
