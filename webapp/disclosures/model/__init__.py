"""The tables of a disclosure, one file for each noun."""

from webapp.disclosures.model.afterwards import (
    DeferralReview,
    DisclosureContact,
    NoDisclosure,
    NoIdentity,
    UndertakingReview,
)
from webapp.disclosures.model.consultation import Consultation, ConsultationRequest
from webapp.disclosures.model.correction import Correction, RecallNotice
from webapp.disclosures.model.decision import Decision, DecisionItem, DisclosureTests, WrittenDecision
from webapp.disclosures.model.delivery import Delivery, DeliveryItem, DeliveryPlan, DisclosureLog
from webapp.disclosures.model.exception import ExceptionStep
from webapp.disclosures.model.grounds import DisclosureItem, GroundsAnswer, GroundsCheck
from webapp.disclosures.model.hold import DisclosureHold
from webapp.disclosures.model.review import LegalReview, Representations, SeniorApproval

__all__ = [
    "Consultation",
    "ConsultationRequest",
    "Correction",
    "Decision",
    "DecisionItem",
    "DeferralReview",
    "Delivery",
    "DeliveryItem",
    "DeliveryPlan",
    "DisclosureContact",
    "DisclosureHold",
    "DisclosureItem",
    "DisclosureLog",
    "DisclosureTests",
    "ExceptionStep",
    "GroundsAnswer",
    "GroundsCheck",
    "LegalReview",
    "NoDisclosure",
    "NoIdentity",
    "RecallNotice",
    "Representations",
    "SeniorApproval",
    "UndertakingReview",
    "WrittenDecision",
]
