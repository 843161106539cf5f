"""Victims of one investigation: which cases follow its lead case, and what of the identity was shared with them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.cases.vocabulary import IdentityLevel
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed, sealed_or_none

_STANDING = text("ended_at IS NULL")


class JointVictim(Base):
    """A case that follows the lead case of an investigation, from the proposal on. A refused one has ended at once.

    What is written here is sealed under the lead case; nothing of it is shown to whoever cannot see both cases.
    """

    __tablename__ = "joint_victim"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_joint_victim_case_id_number"),
        CheckConstraint("case_id <> joined_id", name="two_cases"),
        CheckConstraint("answered_by <> proposed_by", name="second_person"),
        when("answered_at IS NOT NULL", "answered_by IS NOT NULL AND accepted IS NOT NULL", "answered_whole"),
        when("ended_at IS NOT NULL", "ended_by IS NOT NULL", "ended_whole"),
        # A case belongs to one investigation at a time.
        Index("uq_joint_victim_standing", "joined_id", unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    joined_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    reason = sealed(Words(4000))
    # What the officers of the joined case have to know of the evidence, in words that name no other victim.
    summary = sealed_or_none(Words(4000))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted: Mapped[bool | None] = mapped_column(Boolean)
    answer = sealed_or_none(Words(4000))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason = sealed_or_none(Words(4000))
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class JointAlias(Base):
    """An alias of the lead case that somebody has considered for a joined victim; only a `used` one is shared."""

    __tablename__ = "joint_alias"

    joint_id: Mapped[UUID] = mapped_column(ForeignKey("joint_victim.id"), primary_key=True)
    alias_id: Mapped[UUID] = mapped_column(ForeignKey("alias.id"), primary_key=True)
    used: Mapped[bool] = mapped_column(Boolean)


class IdentityShare(Base):
    """An assured identity of the lead case that a joined case may take over, until the lead case doubts it."""

    __tablename__ = "identity_share"
    __table_args__ = (one_of("level", IdentityLevel),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    joint_id: Mapped[UUID] = mapped_column(ForeignKey("joint_victim.id"), index=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("identity_assessment.id"))
    level: Mapped[str] = mapped_column(String(20))
    shared_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    doubted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
