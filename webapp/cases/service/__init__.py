"""What changes a case, one file for each noun; the rules are applied before anything is written."""

from webapp.cases.seen import AliasSeen
from webapp.cases.service.aliaslist import import_aliases, read_alias_list
from webapp.cases.service.breakglass import break_glass, escalate_overdue, review
from webapp.cases.service.case import Closing, close, open_case, record_submission, set_outcome
from webapp.cases.service.conflicts import (
    declare,
    end_conflict,
    index_old_cases,
    keep_unit_away,
    note_attempt,
    note_limit,
)
from webapp.cases.service.correction import remove_attribution, reopen
from webapp.cases.service.enquiry import (
    Asked,
    LinePlanned,
    Result,
    advise_on_enquiry,
    chase,
    plan_enquiries,
    pursue_enquiry,
    record_result,
)
from webapp.cases.service.exhaustion import review_exhaustion
from webapp.cases.service.exporting import ask as ask_for_export
from webapp.cases.service.exporting import decide as decide_export
from webapp.cases.service.exporting import fetch as fetch_export
from webapp.cases.service.identity import Assessment, StrandGiven, assess_identity, assure_identity
from webapp.cases.service.joint import answer_joint, choose_accounts, leave_joint, propose_joint
from webapp.cases.service.linking import decide_link
from webapp.cases.service.looking import say_why
from webapp.cases.service.people import (
    end_share,
    name_person,
    open_to_unit,
    remove_person,
    restrict,
    restrict_for_police_link,
    share,
)
from webapp.cases.service.places import give_place, keep_claims_of, offer_to_groups
from webapp.cases.service.policelink import LinkDecision, settle_police_link
from webapp.cases.service.report import Report, SafeContact, record_report
from webapp.cases.service.risk import Triage, confirm_priority, triage_risk
from webapp.cases.service.safeguarding import Plan, WarningGiven, end_safeguarding, plan_safeguarding, warn
from webapp.cases.service.searching import search
from webapp.cases.service.sharing import doubt_all, follow_assurance
from webapp.cases.service.taking import take_shared_identity
from webapp.cases.service.transfer import Offer, answer_transfer, offer_transfer, withdraw_transfer

__all__ = [
    "AliasSeen",
    "Asked",
    "Assessment",
    "Closing",
    "LinePlanned",
    "LinkDecision",
    "Offer",
    "Plan",
    "Report",
    "Result",
    "SafeContact",
    "StrandGiven",
    "Triage",
    "WarningGiven",
    "advise_on_enquiry",
    "answer_joint",
    "answer_transfer",
    "ask_for_export",
    "assess_identity",
    "assure_identity",
    "break_glass",
    "chase",
    "choose_accounts",
    "close",
    "confirm_priority",
    "decide_export",
    "decide_link",
    "declare",
    "doubt_all",
    "end_conflict",
    "end_safeguarding",
    "end_share",
    "escalate_overdue",
    "fetch_export",
    "follow_assurance",
    "give_place",
    "import_aliases",
    "index_old_cases",
    "keep_claims_of",
    "keep_unit_away",
    "leave_joint",
    "name_person",
    "note_attempt",
    "note_limit",
    "offer_to_groups",
    "offer_transfer",
    "open_case",
    "open_to_unit",
    "plan_enquiries",
    "plan_safeguarding",
    "propose_joint",
    "pursue_enquiry",
    "read_alias_list",
    "record_report",
    "record_result",
    "record_submission",
    "remove_attribution",
    "remove_person",
    "reopen",
    "restrict",
    "restrict_for_police_link",
    "review",
    "review_exhaustion",
    "say_why",
    "search",
    "set_outcome",
    "settle_police_link",
    "share",
    "take_shared_identity",
    "triage_risk",
    "warn",
    "withdraw_transfer",
]
