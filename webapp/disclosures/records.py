"""The rows of one case's disclosure, for this package's own services and queries; others read queries."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from webapp.database import Base, session
from webapp.disclosures.model import (
    Consultation,
    ConsultationRequest,
    Correction,
    Decision,
    DecisionItem,
    DeferralReview,
    Delivery,
    DeliveryItem,
    DeliveryPlan,
    DisclosureContact,
    DisclosureHold,
    DisclosureItem,
    DisclosureLog,
    DisclosureTests,
    ExceptionStep,
    GroundsAnswer,
    GroundsCheck,
    LegalReview,
    NoDisclosure,
    NoIdentity,
    RecallNotice,
    Representations,
    SeniorApproval,
    UndertakingReview,
    WrittenDecision,
)
from webapp.disclosures.vocabulary import HOLDS, PROCEED, REDUCE

T = TypeVar("T", bound=Base)


def newest_check(case_id: UUID) -> GroundsCheck | None:
    """The grounds check that holds now."""
    query = select(GroundsCheck).where(GroundsCheck.case_id == case_id)
    return _first(query.order_by(GroundsCheck.number.desc()))


def answers_of(check_id: UUID) -> dict[str, GroundsAnswer]:
    """The answers of a grounds check by the code of the check."""
    rows = session().scalars(select(GroundsAnswer).where(GroundsAnswer.check_id == check_id))
    return {row.code: row for row in rows}


def items_of(check_id: UUID) -> Sequence[DisclosureItem]:
    """The items that a grounds check proposes, in order."""
    query = select(DisclosureItem).where(DisclosureItem.check_id == check_id).order_by(DisclosureItem.number)
    return session().scalars(query).all()


def consultations_of(case_id: UUID) -> Sequence[Consultation]:
    """Every view on record, oldest first."""
    query = select(Consultation).where(Consultation.case_id == case_id).order_by(Consultation.number)
    return session().scalars(query).all()


def requests_of(case_id: UUID) -> Sequence[ConsultationRequest]:
    """Everybody who was asked for a view, oldest first."""
    query = select(ConsultationRequest).where(ConsultationRequest.case_id == case_id)
    return session().scalars(query.order_by(ConsultationRequest.number)).all()


def approval_on(review_id: UUID) -> SeniorApproval | None:
    """Whether a legal review may be acted against; of several answers the newest."""
    query = select(SeniorApproval).where(SeniorApproval.review_id == review_id)
    return _first(query.order_by(SeniorApproval.number.desc()))


def representations_on(check_id: UUID) -> Representations | None:
    """What was recorded about representations for a grounds check; of several the newest."""
    query = select(Representations).where(Representations.check_id == check_id)
    return _first(query.order_by(Representations.number.desc()))


def review_of(check_id: UUID) -> LegalReview | None:
    """The legal review of a grounds check; of several the newest."""
    return _first(select(LegalReview).where(LegalReview.check_id == check_id).order_by(LegalReview.number.desc()))


def newest_review(case_id: UUID) -> LegalReview | None:
    """The newest legal review of the case, on whichever grounds check."""
    return _first(select(LegalReview).where(LegalReview.case_id == case_id).order_by(LegalReview.number.desc()))


def tests_on(check_id: UUID) -> DisclosureTests | None:
    """The three tests as weighed for a grounds check; of several the newest."""
    query = select(DisclosureTests).where(DisclosureTests.check_id == check_id)
    return _first(query.order_by(DisclosureTests.number.desc()))


def newest_decision(case_id: UUID) -> Decision | None:
    """The newest decision of the case."""
    return _first(select(Decision).where(Decision.case_id == case_id).order_by(Decision.number.desc()))


def newest_oral(case_id: UUID) -> Decision | None:
    """The newest decision by word of mouth."""
    query = select(Decision).where(Decision.case_id == case_id, Decision.oral)
    return _first(query.order_by(Decision.number.desc()))


def in_writing(decision_id: UUID) -> WrittenDecision | None:
    """How a decision by word of mouth was put in writing."""
    return _first(select(WrittenDecision).where(WrittenDecision.decision_id == decision_id))


def live_decision(case_id: UUID) -> Decision | None:
    """The disclosing decision that is neither spent nor revoked; there is at most one."""
    return _first(
        select(Decision).where(
            Decision.case_id == case_id,
            Decision.discloses,
            Decision.spent_at.is_(None),
            Decision.revoked_at.is_(None),
        )
    )


def approved_items(decision_id: UUID) -> Sequence[DisclosureItem]:
    """The items that a decision approves, in order."""
    query = select(DisclosureItem).join(DecisionItem, DecisionItem.item_id == DisclosureItem.id)
    return session().scalars(query.where(DecisionItem.decision_id == decision_id).order_by(DisclosureItem.number)).all()


def newest_delivery(case_id: UUID) -> Delivery | None:
    """The newest meeting with the recipient."""
    return _first(select(Delivery).where(Delivery.case_id == case_id).order_by(Delivery.number.desc()))


def newest_given(case_id: UUID) -> Delivery | None:
    """The newest meeting at which something was told."""
    return _first(select(Delivery).where(Delivery.case_id == case_id, Delivery.given).order_by(Delivery.number.desc()))


def given_items(delivery_id: UUID) -> Sequence[DisclosureItem]:
    """The items that were told at a meeting, in order."""
    query = select(DisclosureItem).join(DeliveryItem, DeliveryItem.item_id == DisclosureItem.id)
    return session().scalars(query.where(DeliveryItem.delivery_id == delivery_id).order_by(DisclosureItem.number)).all()


def log_of(case_id: UUID) -> Sequence[DisclosureLog]:
    """Every row of the disclosure log of the case, oldest first."""
    return (
        session()
        .scalars(select(DisclosureLog).where(DisclosureLog.case_id == case_id).order_by(DisclosureLog.at))
        .all()
    )


def deliveries_of(case_id: UUID) -> Sequence[Delivery]:
    """Every meeting with the recipient, oldest first."""
    return session().scalars(select(Delivery).where(Delivery.case_id == case_id).order_by(Delivery.number)).all()


def logged_numbers(delivery_id: UUID) -> set[int]:
    """Which recipients of a delivery have their row in the log, by number."""
    return set(session().scalars(select(DisclosureLog.number).where(DisclosureLog.delivery_id == delivery_id)))


def plan_of(decision_id: UUID) -> DeliveryPlan | None:
    """What is going to be said under a decision; of several plans the newest."""
    query = select(DeliveryPlan).where(DeliveryPlan.decision_id == decision_id)
    return _first(query.order_by(DeliveryPlan.number.desc()))


def is_refusal_accepted(decision_id: UUID) -> bool:
    """Whether the decision maker has said that this decision is carried out without an undertaking."""
    query = select(UndertakingReview).where(
        UndertakingReview.decision_id == decision_id, UndertakingReview.result.in_([PROCEED, REDUCE])
    )
    return _first(query) is not None


def undertaking_reviews_of(case_id: UUID) -> Sequence[UndertakingReview]:
    """Every time a decision maker looked at a meeting at which nothing was told, oldest first."""
    query = select(UndertakingReview).where(UndertakingReview.case_id == case_id)
    return session().scalars(query.order_by(UndertakingReview.number)).all()


def contacts_of(case_id: UUID) -> Sequence[DisclosureContact]:
    """Every contact after a delivery, oldest first."""
    query = select(DisclosureContact).where(DisclosureContact.case_id == case_id)
    return session().scalars(query.order_by(DisclosureContact.number)).all()


def deferral_reviews_of(case_id: UUID) -> Sequence[DeferralReview]:
    """Every look at a deferral, oldest first."""
    query = select(DeferralReview).where(DeferralReview.case_id == case_id)
    return session().scalars(query.order_by(DeferralReview.number)).all()


def newest_no_disclosure(case_id: UUID) -> NoDisclosure | None:
    """How the victim was last told that nothing is disclosed."""
    return _first(select(NoDisclosure).where(NoDisclosure.case_id == case_id).order_by(NoDisclosure.number.desc()))


def newest_no_identity(case_id: UUID) -> NoIdentity | None:
    """How the victim was last told that nobody was identified."""
    return _first(select(NoIdentity).where(NoIdentity.case_id == case_id).order_by(NoIdentity.number.desc()))


def standing_holds(case_id: UUID) -> Sequence[DisclosureHold]:
    """The holds on disclosure that stand now, oldest first."""
    query = select(DisclosureHold).where(DisclosureHold.case_id == case_id, DisclosureHold.lifted_at.is_(None))
    return session().scalars(query.order_by(DisclosureHold.set_at)).all()


def holds_of(case_id: UUID) -> Sequence[DisclosureHold]:
    """Every hold on disclosure of the case, oldest first."""
    query = select(DisclosureHold).where(DisclosureHold.case_id == case_id)
    return session().scalars(query.order_by(DisclosureHold.set_at, DisclosureHold.kind)).all()


def why_held(case_id: UUID) -> str:
    """The sentence why nothing may be told now because of a hold; empty when none stands."""
    return " ".join(HOLDS[hold.kind] for hold in standing_holds(case_id))


def newest_correction(case_id: UUID) -> Correction | None:
    """The newest recall of the case."""
    return _first(select(Correction).where(Correction.case_id == case_id).order_by(Correction.number.desc()))


def corrections_of(case_id: UUID) -> Sequence[Correction]:
    """Every recall of the case, oldest first."""
    query = select(Correction).where(Correction.case_id == case_id).order_by(Correction.number)
    return session().scalars(query).all()


def notices_of(correction_id: UUID) -> Sequence[RecallNotice]:
    """Everybody who has to be told by a recall, in order."""
    query = select(RecallNotice).where(RecallNotice.correction_id == correction_id).order_by(RecallNotice.number)
    return session().scalars(query).all()


def log_not_corrected(case_id: UUID) -> list[DisclosureLog]:
    """The rows of the log whose recipient has not been told since that it was wrong, oldest first."""
    done = select(RecallNotice.log_id).where(RecallNotice.case_id == case_id, RecallNotice.notified_at.is_not(None))
    told = set(session().scalars(done))
    return [row for row in log_of(case_id) if row.id not in told]


def exception_steps_of(case_id: UUID) -> Sequence[ExceptionStep]:
    """Every step of an exception of the case, oldest first."""
    query = select(ExceptionStep).where(ExceptionStep.case_id == case_id).order_by(ExceptionStep.number)
    return session().scalars(query).all()


P = TypeVar("P", UUID, UUID | None)


def people(column: InstrumentedAttribute[P], of_case: ColumnElement[bool]) -> set[P]:
    """Everyone in a column, for one case."""
    return set(session().scalars(select(column).where(of_case)))


def _first(query: Select[T]) -> T | None:
    return session().scalars(query.limit(1)).first()
