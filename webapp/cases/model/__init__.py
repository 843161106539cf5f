"""The tables of a case, one file for each noun."""

from webapp.cases.model.alias import Alias, AliasAttribution
from webapp.cases.model.breakglass import BreakGlass
from webapp.cases.model.case import Case, CaseNumber, FormSubmission
from webapp.cases.model.closure import Closure
from webapp.cases.model.enquiry import (
    EnquiryRequest,
    EnquiryRequestAlias,
    ExhaustionReview,
    LineOfEnquiry,
    LineOfEnquiryAlias,
    PlannedLine,
)
from webapp.cases.model.exports import CaseExport
from webapp.cases.model.identity import IdentityAssessment, IdentityAssurance, Strand, StrandAlias
from webapp.cases.model.joint import IdentityShare, JointAlias, JointVictim
from webapp.cases.model.link import CaseLink, CaseTrace
from webapp.cases.model.looks import LookReason
from webapp.cases.model.people import Subject, Victim
from webapp.cases.model.policelink import PoliceLinkDecision
from webapp.cases.model.risk import PriorityConfirmation, RiskTriage
from webapp.cases.model.safeguarding import SafeguardingEnd, SafeguardingPlan, ThreatWarning
from webapp.cases.model.sight import (
    AccessReason,
    CaseConflict,
    CaseGroup,
    CaseIdentifier,
    CaseMember,
    CaseOffer,
    CaseShare,
)
from webapp.cases.model.transfer import CaseTransfer

__all__ = [
    "AccessReason",
    "Alias",
    "AliasAttribution",
    "BreakGlass",
    "Case",
    "CaseConflict",
    "CaseExport",
    "CaseGroup",
    "CaseIdentifier",
    "CaseLink",
    "CaseMember",
    "CaseNumber",
    "CaseOffer",
    "CaseShare",
    "CaseTrace",
    "CaseTransfer",
    "Closure",
    "EnquiryRequest",
    "EnquiryRequestAlias",
    "ExhaustionReview",
    "FormSubmission",
    "IdentityAssessment",
    "IdentityAssurance",
    "IdentityShare",
    "JointAlias",
    "JointVictim",
    "LineOfEnquiry",
    "LineOfEnquiryAlias",
    "LookReason",
    "PlannedLine",
    "PoliceLinkDecision",
    "PriorityConfirmation",
    "RiskTriage",
    "SafeguardingEnd",
    "SafeguardingPlan",
    "Strand",
    "StrandAlias",
    "Subject",
    "ThreatWarning",
    "Victim",
]
