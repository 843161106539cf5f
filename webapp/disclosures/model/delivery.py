"""Telling the recipient, the log of it, and telling that nothing is told."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.cases.constraints import one_of, when
from webapp.database import Base, UtcDateTime, append_only, new_id
from webapp.disclosures.attributable import only_attributable
from webapp.disclosures.vocabulary import INTERPRETERS, MODES, NOT_GIVEN, RECIPIENTS, UNDERTAKINGS
from webapp.sealing.codecs import Json, Words
from webapp.sealing.column import sealed, sealed_or_none


class DeliveryPlan(Base):
    """What is going to be said, where, and with which caveat; of several for one decision the newest holds."""

    __tablename__ = "delivery_plan"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_delivery_plan_case_id_number"),
        one_of("interpreter_arranged", INTERPRETERS),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    items_planned = sealed(Json())
    script = sealed(Words(4000))
    caveat = sealed(Words(4000))
    meeting_plan = sealed(Words(4000))
    interpreter_arranged: Mapped[str] = mapped_column(String(20))
    aftercare = sealed(Words(4000))
    prepared_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Delivery(Base):
    """One meeting with the recipient; `given` only when items were told, which a decision allows once."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_delivery_case_id_number"),
        UniqueConstraint("id", "decision_id", name="uq_delivery_id_decision_id"),
        Index(
            "uq_delivery_given",
            "decision_id",
            unique=True,
            sqlite_where=text("given"),
            postgresql_where=text("given"),
        ),
        one_of("mode", MODES),
        one_of("interpreter_used", INTERPRETERS),
        one_of("undertaking", UNDERTAKINGS),
        one_of("not_given_reason", NOT_GIVEN),
        when("mode = 'secure_video'", "mode_reason IS NOT NULL", "video_explained"),
        when("given", "recipient_id_verified AND safe_location AND caveat_read", "given_safely"),
        CheckConstraint("delivered_by <> decided_by AND delivered_by <> reviewed_by", name="distinct_people"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    number: Mapped[int] = mapped_column(Integer)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    given: Mapped[bool] = mapped_column(Boolean)
    # As typed from what the recipient said and showed.
    recipient_name = sealed(Words(200))
    # How somebody who is not the victim was verified as the person whom the decision names.
    recipient_capacity = sealed_or_none(Words(1000))
    # Everybody else who was told at the meeting: name, capacity and undertaking of each.
    other_recipients = sealed_or_none(Json())
    not_given_reason: Mapped[str | None] = mapped_column(String(20))
    recipient_id_verified: Mapped[bool] = mapped_column(Boolean)
    safe_location: Mapped[bool] = mapped_column(Boolean)
    mode: Mapped[str] = mapped_column(String(20))
    mode_reason = sealed_or_none(Words(4000))
    # The one number or address at which the recipient was reached for a meeting by video.
    recipient_contact = sealed_or_none(Words(200))
    interpreter_used: Mapped[str] = mapped_column(String(20))
    undertaking: Mapped[str] = mapped_column(String(20))
    caveat_read: Mapped[bool] = mapped_column(Boolean)
    reaction = sealed(Words(4000))
    safety_plan_updated: Mapped[bool] = mapped_column(Boolean)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    reviewed_by: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    delivered_by: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeliveryItem(Base):
    """An item that was told: the foreign keys allow only one that this delivery's decision approved."""

    __tablename__ = "delivery_item"
    __table_args__ = (
        ForeignKeyConstraint(
            ["delivery_id", "decision_id"], ["delivery.id", "delivery.decision_id"], name="fk_delivery_item_delivery"
        ),
        ForeignKeyConstraint(
            ["decision_id", "item_id"],
            ["decision_item.decision_id", "decision_item.item_id"],
            name="fk_delivery_item_approved",
        ),
    )

    delivery_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    decision_id: Mapped[UUID] = mapped_column(Uuid)


only_attributable(DeliveryItem.__table__)


class DisclosureLog(Base):
    """What one recipient was told, by whom, when, on which basis and why. Never changed, never removed.

    `number` counts the recipients of one delivery.

    `items` holds the words as they were told, so that the log stands by itself. Basis: DPA 2018 s.62.
    """

    __tablename__ = "disclosure_log"
    __table_args__ = (
        UniqueConstraint("delivery_id", "number", name="uq_disclosure_log_delivery_id_number"),
        one_of("recipient", RECIPIENTS),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("delivery.id"))
    number: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    discloser_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    recipient: Mapped[str] = mapped_column(String(20))
    recipient_name = sealed(Words(200))
    mode: Mapped[str] = mapped_column(String(20))
    items = sealed(Json())
    basis: Mapped[str] = mapped_column(String(400))
    justification = sealed(Words())


append_only(DisclosureLog.__table__)
