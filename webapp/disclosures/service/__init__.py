"""What changes a disclosure, one file for each step; the invariants are applied whatever a diagram says."""

from webapp.disclosures.log import record_disclosure_log
from webapp.disclosures.service.afterwards import (
    Contact,
    Explanation,
    reconsider,
    record_contact,
    record_no_disclosure,
    review_deferral,
)
from webapp.disclosures.service.consultation import View, record_views
from webapp.disclosures.service.decision import DecisionGiven, Tests, decide, revoke_decision, weigh_tests
from webapp.disclosures.service.delivery import Meeting, OtherRecipient, Preparation, deliver, prepare
from webapp.disclosures.service.grounds import CheckGiven, ItemGiven, check_grounds, note_grounds_result
from webapp.disclosures.service.review import Advice, consider_representations, review_legally

__all__ = [
    "Advice",
    "CheckGiven",
    "Contact",
    "DecisionGiven",
    "Explanation",
    "ItemGiven",
    "Meeting",
    "OtherRecipient",
    "Preparation",
    "Tests",
    "View",
    "check_grounds",
    "consider_representations",
    "decide",
    "deliver",
    "note_grounds_result",
    "prepare",
    "reconsider",
    "record_contact",
    "record_disclosure_log",
    "record_no_disclosure",
    "record_views",
    "review_deferral",
    "review_legally",
    "revoke_decision",
    "weigh_tests",
]
