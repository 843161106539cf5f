"""The closed lists of the disclosure stages; the forms offer the same values.

Basis: DPA 2018 Part 3 and the stages of the scheme (docs/process.md).
"""

PURPOSES = ("prevent_detect_crime", "protect_life", "wellbeing_only", "civil_claim_only")
LAW_ENFORCEMENT_PURPOSES = frozenset({"prevent_detect_crime", "protect_life"})
PROTECT_LIFE = "protect_life"
CIVIL_CLAIM = "civil_claim_only"
OVERSEAS = "overseas"
RECIPIENT_LOCATIONS = ("UK", OVERSEAS)
RETALIATION_RISKS = ("LOW", "MEDIUM", "HIGH")

PASS, PASS_IF_LEGAL, RETURN, BLOCK = "PASS", "PASS_IF_LEGAL", "RETURN", "BLOCK"
GROUNDS_RESULTS = (PASS, PASS_IF_LEGAL, RETURN, BLOCK)
CHECKS = tuple(f"A{number}" for number in range(1, 23))
SCHEDULE_8 = tuple(str(number) for number in range(1, 10))

APPROVE, APPROVE_WITH_CONDITIONS, RETURNED, ADVISE_AGAINST = (
    "approve",
    "approve_with_conditions",
    "return",
    "advise_against",
)
LEGAL_RESULTS = (APPROVE, APPROVE_WITH_CONDITIONS, RETURNED, ADVISE_AGAINST)
LEGAL_APPROVALS = frozenset({APPROVE, APPROVE_WITH_CONDITIONS})
# The stages that a lawyer can send a case back to, each an earlier part of the process.
RETURN_STAGES = ("identity", "views", "grounds")

DISPENSE_REASONS = ("risk_to_victim", "prejudice", "urgency", "not_locatable", "already_heard")
VICTIM = "victim"
RECIPIENTS = (VICTIM, "parent_guardian", "other_best_placed")
SUBJECT_TO_BE_TOLD = ("yes", "later", "no")
SECURE_VIDEO = "secure_video"
MODES = ("in_person", SECURE_VIDEO)
PROFESSIONAL = "professional"
INTERPRETERS = ("na", PROFESSIONAL)
UNDERTAKINGS = ("signed", "refused", "not_appropriate")
REFUSED_UNDERTAKING = "refused"
UNDERTAKING_REFUSED, PERMISSION_ENDED = "undertaking_refused", "permission_ended"
NOT_GIVEN = (UNDERTAKING_REFUSED, PERMISSION_ENDED, "not_safe", "not_reached")
PROCEED, REDUCE, STOP = "proceed", "reduce", "stop"
UNDERTAKING_RESULTS = (PROCEED, REDUCE, STOP)
# How long after a delivery the recipient is spoken to. Basis: house rule.
CONTACTS = {"PT24H": "after 24 hours", "P7D": "after 7 days", "P28D": "after 28 days"}
OFFERED, OWN = "offered", "own"
WORDINGS = (OFFERED, OWN)
WITHDRAWN, RECALLED, SUPERSEDED, FROZEN = "withdrawn", "recalled", "superseded", "frozen"
# Each kind of hold with the sentence that a person reads who meets it.
HOLDS = {
    WITHDRAWN: "The victim has withdrawn, so nothing may be told or approved for telling.",
    RECALLED: "The identity has been recalled, so nothing may be told or approved for telling.",
    SUPERSEDED: "The case is before the court, so nothing may be told or approved for telling under the scheme.",
    FROZEN: "Disclosure is frozen while something is looked into, so nothing may be told or approved for telling.",
}
ERRORS = (
    "time_zone",
    "wrong_time_or_date",
    "billing_address",
    "shared_address",
    "wrong_account",
    "wrong_person",
    "new_evidence",
)
NOTICE_MODES = ("in_person", "telephone", SECURE_VIDEO)
PERSON_TOLD = ("told", "restricted", "not_found")
S231 = ("referred", "not_serious", "no_communications_data")
# The steps of the exceptions, and their closed answers.
EXCEPTIONS = (
    "withdrawal",
    "coercion_response",
    "already_known",
    "leak_assessment",
    "neither_confirm_nor_deny",
    "repeat_request",
    "internal_review",
    "proceedings",
    "early_notice",
    "misuse",
    "misuse_risk",
    "misuse_offence",
)
EXCEPTION_RESULTS = (
    "free",
    "under_pressure",
    "unsure",
    "safe_now",
    "still_at_risk",
    "leak",
    "no_leak",
    "referred",
    "no_further_action",
    "said",
    "changed",
    "unchanged",
    "upheld",
    "decide_again",
    "charged",
    "before_court",
    "accepted",
    "not_wanted",
    "not_reached",
    "published",
    "contacted",
    "retaliated",
    "passed_on",
)
NO_CHANGE = "none"
REVIEW_NEXT = ("identity", "views", "grounds", NO_CHANGE)
DEFERRAL_CHANGES = (
    "procedure_complete",
    "objection_lifted",
    "new_evidence",
    "risk_changed",
    "protection_in_place",
    "date_reached",
)

CPS, ORIGINATOR, PSD, CSC, CODE_D, CORONER = "cps", "originator", "psd", "csc", "code_d_officer", "coroner"
OBJECTS, REFUSED, PENDING, ACKNOWLEDGED, VIEW_GIVEN = "objects", "refused", "pending", "acknowledged", "view_given"
CONSENTS = frozenset({"granted", "conditional"})
# What each consultee can say.
VIEWS: dict[str, tuple[str, ...]] = {
    CPS: ("no_objection", "conditions", OBJECTS),
    ORIGINATOR: ("not_needed", "granted", "conditional", REFUSED),
    PSD: (ACKNOWLEDGED,),
    CSC: (VIEW_GIVEN,),
    "forum": (VIEW_GIVEN,),
    "isac": (VIEW_GIVEN,),
    "other_force": (VIEW_GIVEN,),
    "mappa": (VIEW_GIVEN,),
    "probation": (VIEW_GIVEN,),
    CODE_D: ("not_needed", PENDING, "complete"),
    CORONER: (VIEW_GIVEN,),
}
# Views that may change soon, so that they are asked for again when the views are sought once more.
UNSETTLED_VIEWS = frozenset({OBJECTS, REFUSED, PENDING})
ALL_VIEWS = tuple(dict.fromkeys(view for views in VIEWS.values() for view in views))
EXPLAINED_VIEWS = frozenset({OBJECTS, REFUSED, VIEW_GIVEN})
CONDITIONAL_VIEWS = frozenset({"conditions", "conditional"})
