"""Answers kept before they are submitted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database import Base, UtcDateTime
from webapp.sealing.codecs import Json
from webapp.sealing.column import sealed


class TaskDraft(Base):
    """What one person has typed so far for one task; two people never overwrite each other."""

    __tablename__ = "task_draft"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("user_task.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    answers = sealed(Json())
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
