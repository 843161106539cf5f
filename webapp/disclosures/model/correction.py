"""A disclosure that named the wrong person: who was told, who has been told better, and what was put right."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.database import Base, UtcDateTime, new_id
from webapp.disclosures.vocabulary import ERRORS, NOTICE_MODES, PERSON_TOLD, RECIPIENTS, S231
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed, sealed_or_none


class Correction(Base):
    """One recall, from the doubt to the corrected record. Basis: DPA 2018 ss.38(5)(c), 46, 67, 68; IPA 2016 s.231."""

    __tablename__ = "correction"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_correction_case_id_number"),
        one_of("cause", ERRORS),
        one_of("person_told", PERSON_TOLD),
        one_of("s231", S231),
        when("person_told = 'restricted'", "restriction_reason IS NOT NULL", "restriction_explained"),
        when("ico_notified IS NOT NULL", "ico_reason IS NOT NULL AND s231 IS NOT NULL", "assessed_whole"),
        CheckConstraint("(corrected_at IS NULL) = (corrected_by IS NULL)", name="corrected_by_somebody"),
        when(
            "corrected_at IS NOT NULL",
            "person_told IS NOT NULL AND ico_notified IS NOT NULL",
            "everything_before_corrected",
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    subject_id: Mapped[UUID | None] = mapped_column(ForeignKey("subject.id"))
    cause: Mapped[str] = mapped_column(String(20))
    found = sealed(Words(4000))
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    protection = sealed_or_none(Words(4000))
    person_told: Mapped[str | None] = mapped_column(String(12))
    restriction_reason = sealed_or_none(Words(4000))
    protected_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    ico_notified: Mapped[bool | None] = mapped_column(Boolean)
    ico_reason = sealed_or_none(Words(4000))
    person_informed_of_breach: Mapped[bool | None] = mapped_column(Boolean)
    s231: Mapped[str | None] = mapped_column(String(20))
    s231_reason = sealed_or_none(Words(4000))
    assessed_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    assessed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    corrected = sealed_or_none(Words(4000))
    corrected_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    corrected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecallNotice(Base):
    """One recipient of the log who has to be told that it was wrong, and the tick that they have been."""

    __tablename__ = "recall_notice"
    __table_args__ = (
        UniqueConstraint("correction_id", "log_id", name="uq_recall_notice_correction_id_log_id"),
        UniqueConstraint("correction_id", "number", name="uq_recall_notice_correction_id_number"),
        one_of("recipient", RECIPIENTS),
        one_of("mode", NOTICE_MODES),
        when(
            "notified_at IS NOT NULL",
            "notified_by IS NOT NULL AND mode IS NOT NULL AND returned IS NOT NULL AND passed_on IS NOT NULL",
            "notified_whole",
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    correction_id: Mapped[UUID] = mapped_column(ForeignKey("correction.id"))
    log_id: Mapped[UUID] = mapped_column(ForeignKey("disclosure_log.id"))
    number: Mapped[int] = mapped_column(Integer)
    recipient: Mapped[str] = mapped_column(String(20))
    recipient_name = sealed(Words(200))
    notified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    notified_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    mode: Mapped[str | None] = mapped_column(String(12))
    returned: Mapped[bool | None] = mapped_column(Boolean)
    passed_on: Mapped[bool | None] = mapped_column(Boolean)
    partners_told: Mapped[bool | None] = mapped_column(Boolean)
    note = sealed_or_none(Words(4000))
