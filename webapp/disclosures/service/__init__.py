"""What changes a disclosure, one file for each step; the invariants are applied whatever a diagram says."""

from webapp.disclosures.log import record_disclosure_log
from webapp.disclosures.service.consultation import View, record_views
from webapp.disclosures.service.decision import DecisionGiven, Tests, decide, revoke_decision, weigh_tests
from webapp.disclosures.service.delivery import Meeting, deliver, record_no_disclosure
from webapp.disclosures.service.grounds import CheckGiven, ItemGiven, check_grounds, note_grounds_result
from webapp.disclosures.service.review import Advice, consider_representations, review_legally
from webapp.disclosures.service.urgent import InWriting, OralGiven, decide_orally, write_down

__all__ = [
    "Advice",
    "CheckGiven",
    "DecisionGiven",
    "InWriting",
    "ItemGiven",
    "Meeting",
    "OralGiven",
    "Tests",
    "View",
    "check_grounds",
    "consider_representations",
    "decide",
    "decide_orally",
    "deliver",
    "note_grounds_result",
    "record_disclosure_log",
    "record_no_disclosure",
    "record_views",
    "review_legally",
    "revoke_decision",
    "weigh_tests",
    "write_down",
]
