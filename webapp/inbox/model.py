"""Answers kept before they are submitted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime


class TaskDraft(Base):
    """What one person has typed so far for one task; two people never overwrite each other."""

    __tablename__ = "task_draft"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
