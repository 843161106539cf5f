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
from webapp.disclosures.service.exceptions import (
    Noted,
    ask_again,
    note_exception,
    reopen_path,
    review_internally,
    supersede,
    withdraw,
)
from webapp.disclosures.service.grounds import CheckGiven, ItemGiven, check_grounds, note_grounds_result
from webapp.disclosures.service.holds import hold_disclosure, lift_hold
from webapp.disclosures.service.recall import (
    BreachAssessment,
    Notice,
    assess_breach,
    correct_record,
    notify_recipient,
    open_recall,
    protect_person,
)
from webapp.disclosures.service.review import Advice, consider_representations, review_legally

__all__ = [
    "Advice",
    "BreachAssessment",
    "CheckGiven",
    "Contact",
    "DecisionGiven",
    "Explanation",
    "ItemGiven",
    "Meeting",
    "Noted",
    "Notice",
    "OtherRecipient",
    "Preparation",
    "Tests",
    "View",
    "ask_again",
    "assess_breach",
    "check_grounds",
    "consider_representations",
    "correct_record",
    "decide",
    "deliver",
    "hold_disclosure",
    "lift_hold",
    "note_exception",
    "note_grounds_result",
    "notify_recipient",
    "open_recall",
    "prepare",
    "protect_person",
    "reconsider",
    "record_contact",
    "record_disclosure_log",
    "record_no_disclosure",
    "record_views",
    "reopen_path",
    "review_deferral",
    "review_internally",
    "review_legally",
    "revoke_decision",
    "supersede",
    "weigh_tests",
    "withdraw",
]
