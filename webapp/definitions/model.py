"""Versions of process packages and the files they are made of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.clock import now
from webapp.database import Base, UtcDateTime, new_id


class ProcessDefinition(Base):
    """One version of a package. Once deployed its files never change, and instances stay on the one they began with."""

    __tablename__ = "process_definition"
    __table_args__ = (
        UniqueConstraint("key", "version", name="uq_process_definition_key_version"),
        CheckConstraint("state IN ('draft', 'in_review', 'deployed', 'superseded')", name="state"),
        CheckConstraint("publisher_id IS NULL OR publisher_id <> author_id", name="author_is_not_publisher"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12), default="draft")
    checksum: Mapped[str] = mapped_column(String(64), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    publisher_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deployed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    files: Mapped[list["DefinitionFile"]] = relationship(
        cascade="all, delete-orphan", order_by="DefinitionFile.path", lazy="select"
    )


class DefinitionFile(Base):
    """One file of a version: a diagram, a table, a form, a scenario, or package.toml."""

    __tablename__ = "definition_file"

    definition_id: Mapped[UUID] = mapped_column(ForeignKey("process_definition.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(100), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    revision: Mapped[int] = mapped_column(Integer, default=1)
