"""A hold on disclosure: while it stands nothing is told and nothing is decided that would allow telling."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of
from webapp.database import Base, UtcDateTime, guard, new_id
from webapp.disclosures.model.correction import Correction
from webapp.disclosures.model.decision import Decision
from webapp.disclosures.model.delivery import Delivery
from webapp.disclosures.vocabulary import HOLDS
from webapp.sealing.codecs import Words
from webapp.sealing.column import sealed, sealed_or_none

_STANDING = text("lifted_at IS NULL")


class DisclosureHold(Base):
    """Why nothing may be told in a case now. It is set at once, and lifted by a person who says why."""

    __tablename__ = "disclosure_hold"
    __table_args__ = (
        one_of("kind", HOLDS),
        Index(
            "uq_disclosure_hold_standing",
            "case_id",
            "kind",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lift_reason IS NULL)",
            name="lifted_whole",
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[str] = mapped_column(String(20))
    reason = sealed(Words(4000))
    set_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lift_reason = sealed_or_none(Words(4000))
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_HELD = "EXISTS (SELECT 1 FROM disclosure_hold WHERE case_id = NEW.case_id AND lifted_at IS NULL)"
_USED = (
    "EXISTS (SELECT 1 FROM decision WHERE id = NEW.decision_id AND case_id = NEW.case_id AND discloses "
    "AND spent_at IS NOT NULL AND revoked_at IS NULL)"
)
# The last wall, whatever code or diagram asks: what the services refuse with a sentence, the database refuses too.
guard(Decision.__table__, "insert", f"NEW.discloses AND {_HELD}", "hold_on_disclosure")
guard(
    Delivery.__table__,
    "insert",
    f"NEW.given AND ({_HELD} OR NOT {_USED})",
    "permission_to_disclose",
)
# A correction is complete when everybody who was ever told, and not been told better since, has been.
guard(
    Correction.__table__,
    "update",
    "NEW.corrected_at IS NOT NULL AND EXISTS (SELECT 1 FROM disclosure_log WHERE case_id = NEW.case_id AND NOT EXISTS "
    "(SELECT 1 FROM recall_notice WHERE log_id = disclosure_log.id AND notified_at IS NOT NULL))",
    "correction_reaches_all",
)
