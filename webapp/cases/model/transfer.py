"""A case that one force offers to another, and what that force answered."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, String, Uuid, false, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.cases.vocabulary import CONTROLLERS, IDENTITY_HOLDERS
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed, sealed_or_none

_WAITING = text("answered_at IS NULL")


class CaseTransfer(Base):
    """One offer. Accepted, the case goes on at the other force and is a transferred one in the sender's figures."""

    __tablename__ = "case_transfer"
    __table_args__ = (
        one_of("identity_held_by", IDENTITY_HOLDERS),
        one_of("controller", CONTROLLERS),
        when("answered_at IS NOT NULL", "answered_by IS NOT NULL AND accepted IS NOT NULL", "answered_whole"),
        when("identity_held_by <> 'receiving_force'", "departure_reason IS NOT NULL", "lead_force_or_reason"),
        Index("uq_case_transfer_waiting", "case_id", unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_case_transfer_from_force", "from_force", "answered_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    from_force: Mapped[str] = mapped_column(String(120))
    from_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    to_force: Mapped[str] = mapped_column(String(120))
    to_unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    identity_held_by: Mapped[str] = mapped_column(String(20))
    controller: Mapped[str] = mapped_column(String(20))
    reason = sealed(Words(4000))
    departure_reason = sealed_or_none(Words(4000))
    offered_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted: Mapped[bool | None] = mapped_column(Boolean)
    answer = sealed_or_none(Words(4000))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Taken back by the sending force before it was answered; the answer is then the reason of the sender.
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
