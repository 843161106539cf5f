"""What changes a disclosure, one file for each step; the invariants are applied whatever a diagram says."""

from webapp.disclosures.log import record_disclosure_log
from webapp.disclosures.service.consultation import View, ask_for_views, record_view
from webapp.disclosures.service.decision import DecisionGiven, Tests, decide, revoke_decision, weigh_tests
from webapp.disclosures.service.delivery import Meeting, deliver, record_no_disclosure
from webapp.disclosures.service.grounds import CheckGiven, ItemGiven, check_grounds, note_grounds_result
from webapp.disclosures.service.review import (
    Advice,
    Invitation,
    approve_against_advice,
    consider_representations,
    decide_invitation,
    receive_representations,
    review_legally,
)
from webapp.disclosures.service.urgent import InWriting, OralGiven, decide_orally, write_down

__all__ = [
    "Advice",
    "CheckGiven",
    "DecisionGiven",
    "InWriting",
    "Invitation",
    "ItemGiven",
    "Meeting",
    "OralGiven",
    "Tests",
    "View",
    "approve_against_advice",
    "ask_for_views",
    "check_grounds",
    "consider_representations",
    "decide",
    "decide_invitation",
    "decide_orally",
    "deliver",
    "note_grounds_result",
    "receive_representations",
    "record_disclosure_log",
    "record_no_disclosure",
    "record_view",
    "review_legally",
    "revoke_decision",
    "weigh_tests",
    "write_down",
]
