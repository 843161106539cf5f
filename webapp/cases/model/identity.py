"""Who a person thinks is behind the accounts, on which evidence, and whether a second person agrees."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.cases.vocabulary import (
    APPLICABLE_ANSWERS,
    ASSESSMENT_GRADES,
    ASSURANCE_RESULTS,
    FACT_OR_ASSESSMENT,
    HANDLING_CODES,
    LINKS,
    SOURCE_GRADES,
    STRAND_TYPES,
    IdentityLevel,
    Priority,
)
from webapp.database import Base, UtcDateTime, new_id
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed, sealed_or_none


class IdentityAssessment(Base):
    """An analyst's assessment of one candidate; the counts are those that the identity table was given."""

    __tablename__ = "identity_assessment"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_identity_assessment_case_id_number"),
        one_of("cgnat_resolved", APPLICABLE_ANSWERS),
        one_of("billing_vs_installation", APPLICABLE_ANSWERS),
        when("contradiction_unresolved", "contradiction_reason IS NOT NULL", "contradiction_explained"),
        one_of("identity_level", IdentityLevel),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("subject.id"))
    time_zone_verified: Mapped[bool | None] = mapped_column(Boolean)
    ip_source_attached: Mapped[bool | None] = mapped_column(Boolean)
    cgnat_resolved: Mapped[str | None] = mapped_column(String(4))
    billing_vs_installation: Mapped[str | None] = mapped_column(String(4))
    other_occupants_considered: Mapped[bool] = mapped_column(Boolean)
    contradiction_unresolved: Mapped[bool] = mapped_column(Boolean)
    contradiction_reason = sealed_or_none(Words(4000))
    alternative_suspects = sealed(Words(4000))
    corroborated_admission: Mapped[bool] = mapped_column(Boolean)
    checks_complete: Mapped[bool] = mapped_column(Boolean)
    independent_strands: Mapped[int] = mapped_column(Integer)
    person_level_strand: Mapped[bool] = mapped_column(Boolean)
    not_applicable_reason = sealed_or_none(Words(1000))
    # What the identity table gave when the assessment was written, and the digest of that table.
    identity_level: Mapped[str | None] = mapped_column(String(20))
    table_checksum: Mapped[str | None] = mapped_column(String(64))
    assessed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Where it came from the joint investigation: what was shared, and who had accepted it there.
    share_id: Mapped[UUID | None] = mapped_column(Uuid)
    joint_accepted_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    joint_accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Strand(Base):
    """One piece of attribution evidence, graded 3x5x2."""

    __tablename__ = "strand"
    __table_args__ = (
        one_of("type", STRAND_TYPES),
        one_of("grade_source", SOURCE_GRADES),
        one_of("grade_assessment", ASSESSMENT_GRADES),
        one_of("handling_code", HANDLING_CODES),
        one_of("kind", FACT_OR_ASSESSMENT),
        one_of("link", LINKS),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("identity_assessment.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(30))
    description = sealed_or_none(Words(200))
    grade_source: Mapped[int] = mapped_column(Integer)
    grade_assessment: Mapped[str] = mapped_column(String(1))
    handling_code: Mapped[str] = mapped_column(String(1))
    independent_group = sealed(Words(40))
    person_level: Mapped[bool] = mapped_column(Boolean)
    kind: Mapped[str] = mapped_column(String(10))
    # Which of the two links it supports, and the device, connection or subscriber at which they meet.
    link: Mapped[str | None] = mapped_column(String(10))
    endpoint = sealed_or_none(Words(80))
    # Where the owner of material with handling code C agreed to its use; without it the strand does not count.
    originator_consent_ref = sealed_or_none(Words(200))


class StrandAlias(Base):
    """An alias that a strand concerns; a strand without any concerns all aliases of the case."""

    __tablename__ = "strand_alias"

    strand_id: Mapped[UUID] = mapped_column(ForeignKey("strand.id"), primary_key=True)
    alias_id: Mapped[UUID] = mapped_column(ForeignKey("alias.id"), primary_key=True)


class IdentityAssurance(Base):
    """The second person's verdict on an assessment, at the level that the identity table gave."""

    __tablename__ = "identity_assurance"
    __table_args__ = (
        UniqueConstraint("assessment_id", name="uq_identity_assurance_assessment_id"),
        one_of("result", ASSURANCE_RESULTS),
        one_of("identity_level", IdentityLevel),
        one_of("priority", Priority),
        CheckConstraint("assured_by <> assessed_by", name="second_person"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("identity_assessment.id"))
    result: Mapped[str] = mapped_column(String(10))
    reasons = sealed(Words(4000))
    identity_level: Mapped[str] = mapped_column(String(20))
    priority: Mapped[str | None] = mapped_column(String(20))
    # Copied here so that the database itself can see that two people were at work.
    assessed_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    assured_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
