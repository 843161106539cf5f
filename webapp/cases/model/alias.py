"""The accounts used against the victim, and how surely each belongs to a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of
from webapp.cases.vocabulary import IdentityLevel
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Day, Words
from webapp.sealing.column import sealed, sealed_or_none


class Alias(Base):
    """One account on one platform. `stable_id` survives a change of handle; `link_level` is the newest attribution."""

    __tablename__ = "alias"
    __table_args__ = (
        UniqueConstraint("case_id", "code", name="uq_alias_case_id_code"),
        one_of("link_level", IdentityLevel),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(8))
    handle = sealed(Words(200))
    platform = sealed(Words(80))
    stable_id = sealed_or_none(Words(200))
    first_seen = sealed_or_none(Day())
    last_seen = sealed_or_none(Day())
    link_level: Mapped[str | None] = mapped_column(String(20))
    added_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # The alias of the lead case that it stands for, where it came from the joint investigation.
    joint_source: Mapped[UUID | None] = mapped_column(Uuid)


class AliasAttribution(Base):
    """How strongly one identity assessment links an alias to the candidate: what the table gave, or lower."""

    __tablename__ = "alias_attribution"
    __table_args__ = (
        one_of("level", IdentityLevel),
        one_of("table_level", IdentityLevel),
        one_of("account_level", IdentityLevel),
        one_of("person_level", IdentityLevel),
    )

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("identity_assessment.id"), primary_key=True)
    alias_id: Mapped[UUID] = mapped_column(ForeignKey("alias.id"), primary_key=True)
    level: Mapped[str] = mapped_column(String(20))
    # What the identity table gave, by which of its rows, and how many independent origins bear out each link.
    table_level: Mapped[str | None] = mapped_column(String(20))
    table_row: Mapped[int | None] = mapped_column(Integer)
    account_origins: Mapped[int | None] = mapped_column(Integer)
    person_origins: Mapped[int | None] = mapped_column(Integer)
    # What the table gives for each of the two links by itself; empty where no strand shows it.
    account_level: Mapped[str | None] = mapped_column(String(20))
    person_level: Mapped[str | None] = mapped_column(String(20))
