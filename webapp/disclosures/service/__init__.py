"""What changes a disclosure, one file for each step; the invariants are applied whatever a diagram says."""

from webapp.disclosures.log import record_disclosure_log
from webapp.disclosures.service.afterwards import (
    Contact,
    Explanation,
    NobodyFound,
    reconsider,
    record_contact,
    record_no_disclosure,
    record_no_identity,
    review_deferral,
)
from webapp.disclosures.service.consultation import View, ask_for_views, record_view
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
from webapp.disclosures.service.joint import follow_assurance
from webapp.disclosures.service.recall import (
    BreachAssessment,
    Notice,
    assess_breach,
    correct_record,
    notify_recipient,
    open_recall,
    protect_person,
)
from webapp.disclosures.service.review import (
    Advice,
    Invitation,
    approve_against_advice,
    consider_representations,
    decide_invitation,
    receive_representations,
    review_legally,
)
from webapp.disclosures.service.urgent import InWriting, OralGiven, decide_orally, reconsider_urgently, write_down

__all__ = [
    "Advice",
    "BreachAssessment",
    "CheckGiven",
    "Contact",
    "DecisionGiven",
    "Explanation",
    "InWriting",
    "Invitation",
    "ItemGiven",
    "Meeting",
    "NobodyFound",
    "Noted",
    "Notice",
    "OralGiven",
    "OtherRecipient",
    "Preparation",
    "Tests",
    "View",
    "approve_against_advice",
    "ask_again",
    "ask_for_views",
    "assess_breach",
    "check_grounds",
    "consider_representations",
    "correct_record",
    "decide",
    "decide_invitation",
    "decide_orally",
    "deliver",
    "follow_assurance",
    "hold_disclosure",
    "lift_hold",
    "note_exception",
    "note_grounds_result",
    "notify_recipient",
    "open_recall",
    "prepare",
    "protect_person",
    "receive_representations",
    "reconsider",
    "reconsider_urgently",
    "record_contact",
    "record_disclosure_log",
    "record_no_disclosure",
    "record_no_identity",
    "record_view",
    "reopen_path",
    "review_deferral",
    "review_internally",
    "review_legally",
    "revoke_decision",
    "supersede",
    "weigh_tests",
    "withdraw",
    "write_down",
]
