"""What auditors searched for and why."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, ForeignKey, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime, new_id


class AuditInquiry(Base):
    """One search or export of an auditor, with the reason they typed. The account holds its id and a digest only."""

    __tablename__ = "audit_inquiry"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    export: Mapped[bool] = mapped_column(Boolean, default=False)
    criteria: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
