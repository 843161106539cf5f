"""Accounts and the groups they are in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.clock import now
from webapp.database import Base, UtcDateTime, new_id


class AppUser(Base):
    """A person who can sign in. Never deleted: what they did keeps their name.

    A password with `temporary_until` was made by the service; it only lets its owner choose one of their own by then.
    """

    __tablename__ = "app_user"
    __table_args__ = (UniqueConstraint("login", name="uq_app_user_login"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    login: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    force: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    temporary_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    memberships: Mapped[list["Membership"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class Membership(Base):
    """A person's place in a group."""

    __tablename__ = "membership"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    group: Mapped[str] = mapped_column("group_name", String(40), primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
