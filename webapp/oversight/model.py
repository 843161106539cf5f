"""What auditors searched for and why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Json, Words
from webapp.sealing.column import OF_NO_CASE, sealed


class AuditInquiry(Base):
    """One search or export of an auditor, with the reason they typed. The account holds its id and a digest only."""

    __tablename__ = "audit_inquiry"

    __sealed_under__ = OF_NO_CASE

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    export: Mapped[bool] = mapped_column(Boolean, default=False)
    criteria = sealed(Json())
    reason = sealed(Words())
