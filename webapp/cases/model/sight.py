"""Who may know of a case, and who must not."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.access.facts import Place
from webapp.cases.constraints import one_of
from webapp.cases.vocabulary import CONFLICT_KINDS
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import OF_NO_CASE, sealed


class CaseGroup(Base):
    """A group that has an open task in a case."""

    __tablename__ = "case_group"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    group: Mapped[str] = mapped_column("group_name", String(40), primary_key=True)


class CaseOffer(Base):
    """An open task of the case waits for this group of this unit, so its members may know of the case.

    Written by webapp.cases.sight.offer alone: the groups with work × the case's unit and those it is shared with.
    """

    __tablename__ = "case_offer"
    __table_args__ = (Index("ix_case_offer_unit_id", "unit_id", "group_name", "case_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    group: Mapped[str] = mapped_column("group_name", String(40), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class CaseMember(Base):
    """A person who by name has to do with a case: took part, has claimed a task, or was named by who decides that."""

    __tablename__ = "case_member"
    __table_args__ = (one_of("place", Place), Index("ix_case_member_user_id", "user_id", "place", "case_id"))

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(10), primary_key=True)
    by: Mapped[UUID] = mapped_column("added_by", ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column("added_at", UtcDateTime)


class CaseShare(Base):
    """A case shared with another unit, of this force or of another one, for a reason."""

    __tablename__ = "case_share"
    __table_args__ = (
        Index("ix_case_share_case_id", "case_id"),
        Index("ix_case_share_unit_id", "unit_id", "case_id"),
        Index("ix_case_share_force", "force", "case_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    force: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    reason = sealed(Words(4000))
    shared_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AccessReason(Base):
    """Why a person searched or exported, in their own words; the account of it points here."""

    __tablename__ = "access_reason"
    __sealed_under__ = OF_NO_CASE

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    action: Mapped[str] = mapped_column(String(20))
    reason = sealed(Words(4000))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CaseConflict(Base):
    """A person, or a whole unit, who must never see the case: they have to do with somebody in it."""

    __tablename__ = "case_conflict"
    __table_args__ = (
        one_of("kind", CONFLICT_KINDS),
        CheckConstraint("(user_id IS NULL) <> (unit_id IS NULL)", name="person_or_unit"),
        Index("ix_case_conflict_case_id", "case_id"),
        Index("ix_case_conflict_user_id", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(10))
    declared_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseIdentifier(Base):
    """The digest of something that names a person of the case, compared with those of staff, and to be found by."""

    __tablename__ = "case_identifier"
    __table_args__ = (Index("ix_case_identifier_digest", "digest", "case_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(32), primary_key=True)
