"""The two people a case is about."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of
from webapp.cases.vocabulary import AGE_GROUPS, POLICE_LINKS, SUBJECT_STATUSES, VICTIM_WISHES
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Day, Json, Words
from webapp.sealing.column import sealed, sealed_or_none


class Victim(Base):
    """The person who is stalked: one for each case, so that joint victims are never told of each other."""

    __tablename__ = "victim"
    __table_args__ = (
        UniqueConstraint("case_id", name="uq_victim_case_id"),
        one_of("age_group", ("under_18", "adult")),
        one_of("wants_identity", VICTIM_WISHES),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    name = sealed_or_none(Words(200))
    date_of_birth = sealed_or_none(Day())
    age_group: Mapped[str] = mapped_column(String(10))
    needs = sealed(Json())
    wants_identity: Mapped[str] = mapped_column(String(10))
    safe_channel = sealed(Words(200))
    safe_times = sealed_or_none(Words(200))
    code_word = sealed_or_none(Words(80))


class Subject(Base):
    """A person who may be behind the accounts: a candidate until the identity is assured."""

    __tablename__ = "subject"
    __table_args__ = (
        UniqueConstraint("case_id", "code", name="uq_subject_case_id_code"),
        one_of("age_group", AGE_GROUPS),
        one_of("status", SUBJECT_STATUSES),
        one_of("police_link", POLICE_LINKS),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(8))
    name = sealed(Words(200))
    date_of_birth = sealed_or_none(Day())
    locality = sealed_or_none(Words(200))
    age_group: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(20))
    police_link: Mapped[str] = mapped_column(String(20))
    # Found to be the wrong person: kept for the account, and shown and attributed nowhere any more.
    misidentified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
