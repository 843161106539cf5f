"""The keys under which changes were sent, each with the answer it got."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime


class SentRequest(Base):
    """One request of one person. It is written in the transaction of what the request did, so it is there exactly when
    that is; `status` and `location` are the answer that a repetition gets."""

    __tablename__ = "sent_request"

    person_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    key: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None] = mapped_column(Integer)
    location: Mapped[str | None] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
