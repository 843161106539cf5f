"""Accounts, the groups they are in, and the units they work for."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.clock import now
from webapp.database import Base, UtcDateTime, new_id


class Unit(Base):
    """A part of a force. Work is offered within a unit; a unit that serves the whole force is offered all of it."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("force", "name", name="uq_unit_force_name"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    force: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(120))
    serves_force: Mapped[bool] = mapped_column(Boolean, default=False)


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
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    # The same for every account of one human being; empty where the force gives no numbers.
    staff_number: Mapped[str] = mapped_column(String(40), default="", server_default="", index=True)
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


class StaffIdentifier(Base):
    """The digest of something that names a member of staff, or somebody they are close to; never the thing itself."""

    __tablename__ = "staff_identifier"
    __table_args__ = (CheckConstraint("whose IN ('self', 'relative')", name="whose"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    whose: Mapped[str] = mapped_column(String(8), primary_key=True)
    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Cover(Base):
    """A colleague acts for somebody who is away, for a time."""

    __tablename__ = "cover"
    __table_args__ = (
        CheckConstraint("absent_id <> colleague_id", name="another_person"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_cover_colleague_id", "colleague_id", "ends_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    absent_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    colleague_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    arranged_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DailyUse(Base):
    """One use of today that counts towards a limit; rows of earlier days are removed with the next one."""

    __tablename__ = "daily_use"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    about: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
