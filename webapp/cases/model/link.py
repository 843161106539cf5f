"""Cases that may be about the same victim, subject, account or crime, and what the coordinator made of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.cases.vocabulary import LINK_KINDS, LINK_VERDICTS
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed_or_none

_WAITING = text("decided_at IS NULL")


class CaseTrace(Base):
    """The digest of what names a person, account or crime of a case, by whose it is: equal ones may link two cases."""

    __tablename__ = "case_trace"
    __table_args__ = (Index("ix_case_trace_digest", "digest", "case_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    whose: Mapped[str] = mapped_column(String(10), primary_key=True)
    digest: Mapped[str] = mapped_column(String(32), primary_key=True)


class CaseLink(Base):
    """Two cases that share something, found in `case_id`; `sure` when more than a name is equal."""

    __tablename__ = "case_link"
    __table_args__ = (
        UniqueConstraint("case_id", "other_id", "kind", name="uq_case_link_case_id_other_id_kind"),
        one_of("kind", LINK_KINDS),
        one_of("verdict", LINK_VERDICTS),
        CheckConstraint("case_id <> other_id", name="two_cases"),
        when("decided_at IS NOT NULL", "decided_by IS NOT NULL AND verdict IS NOT NULL", "decided_with_verdict"),
        Index("ix_case_link_other_id", "other_id"),
        Index("ix_case_link_waiting", "found_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[str] = mapped_column(String(20))
    sure: Mapped[bool] = mapped_column(Boolean)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str | None] = mapped_column(String(10))
    note = sealed_or_none(Words(4000))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
