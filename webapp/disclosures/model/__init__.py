"""The tables of a disclosure, one file for each noun."""

from webapp.disclosures.model.consultation import Consultation, ConsultationRequest
from webapp.disclosures.model.decision import Decision, DecisionItem, DisclosureTests, WrittenDecision
from webapp.disclosures.model.delivery import Delivery, DeliveryItem, DisclosureLog, NoDisclosure
from webapp.disclosures.model.grounds import DisclosureItem, GroundsAnswer, GroundsCheck
from webapp.disclosures.model.review import LegalReview, Representations, SeniorApproval

__all__ = [
    "Consultation",
    "ConsultationRequest",
    "Decision",
    "DecisionItem",
    "Delivery",
    "DeliveryItem",
    "DisclosureItem",
    "DisclosureLog",
    "DisclosureTests",
    "GroundsAnswer",
    "GroundsCheck",
    "LegalReview",
    "NoDisclosure",
    "Representations",
    "SeniorApproval",
    "WrittenDecision",
]
