"""The data keys, wrapped, and the tables that wait to be sealed after a change."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime, new_id


class DataKeyRow(Base):
    """The key that seals everything of one owner, wrapped by the key named `wrapped_by`.

    A destroyed key keeps its row, so that nobody makes a new one for the same owner by mistake: what it sealed can
    never be read again. The owner is a case, which this package knows only by its id, or the installation itself.
    """

    __tablename__ = "data_key"
    __table_args__ = (
        UniqueConstraint("owner_id", name="uq_data_key_owner_id"),
        CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed_without_secret"),
        Index("ix_data_key_wrapped_by", "wrapped_by"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    owner_id: Mapped[UUID] = mapped_column(Uuid)
    wrapped_by: Mapped[str] = mapped_column(String(40))
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    destroyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UnsealedTable(Base):
    """A table whose older rows are still to be sealed; while there is one, the service does not start."""

    __tablename__ = "unsealed_table"

    name: Mapped[str] = mapped_column(String(63), primary_key=True)
