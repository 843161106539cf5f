"""The closed lists of the scheme: each answer that a rule or a table of the record knows, and how a person reads it.

Basis: the stages, outcomes and glossary of the scheme; the forms offer the same values.
"""

from enum import StrEnum


class IdentityLevel(StrEnum):
    """How sure the police are that an account or a set of accounts belongs to a person."""

    CONFIRMED = "CONFIRMED"
    PROBABLE = "PROBABLE"
    POSSIBLE = "POSSIBLE"
    INSUFFICIENT = "INSUFFICIENT"


class Priority(StrEnum):
    """How fast a case has to move, the most urgent first."""

    P1_IMMEDIATE = "P1_IMMEDIATE"
    P2_HIGH = "P2_HIGH"
    P3_STANDARD = "P3_STANDARD"


class Outcome(StrEnum):
    """How a case can end."""

    DISCLOSED_FULL = "DISCLOSED_FULL"
    DISCLOSED_LIMITED = "DISCLOSED_LIMITED"
    REASSURANCE_ONLY = "REASSURANCE_ONLY"
    DISCLOSED_THIRD_PARTY = "DISCLOSED_THIRD_PARTY"
    DEFERRED = "DEFERRED"
    REFUSED = "REFUSED"
    DECLINED_BY_VICTIM = "DECLINED_BY_VICTIM"
    SUPERSEDED_BY_PROCEEDINGS = "SUPERSEDED_BY_PROCEEDINGS"
    TRANSFERRED = "TRANSFERRED"
    CLOSED_NO_IDENTITY = "CLOSED_NO_IDENTITY"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"


# A reassurance says something about the subject too, so it needs the same grounds and leaves the same log.
DISCLOSING = frozenset(
    {
        Outcome.DISCLOSED_FULL,
        Outcome.DISCLOSED_LIMITED,
        Outcome.REASSURANCE_ONLY,
        Outcome.DISCLOSED_THIRD_PARTY,
    }
)
# What a decision maker can decide; the other two follow from scope and from enquiries without a result.
DECIDABLE = tuple(o for o in Outcome if o not in (Outcome.CLOSED_NO_IDENTITY, Outcome.OUT_OF_SCOPE))

SHARED = "P"
WITH_CONDITIONS = "C"
HANDLING_CODES = (SHARED, WITH_CONDITIONS)
YES, NO, NOT_APPLICABLE = "yes", "no", "na"

CASE_STATUSES = ("open", "closed")
ENTRY_ROUTES = ("police_initiated", "victim_request", "partner_referral")
OFFENCES = ("PHA_2A", "PHA_4A", "related", "under_assessment")
REFERRALS = ("dvds", "csods", "ordinary_crime")
UNDER_18 = "under_18"
AGE_GROUPS = (UNDER_18, "adult", "unknown")
VICTIM_WISHES = ("yes", "no", "undecided", "not_asked")
INTERPRETER = "interpreter"
SDASH_ANSWERS = ("yes", "no", "unknown")
RISK_LEVELS = ("STANDARD", "MEDIUM", "HIGH")
OVERRIDES = ("keep", "raise", "lower")
WARNED_HOW = ("in_person", "safe_telephone", "trusted_person", "not_reached")
PROTECTIVE_STEPS = (
    "officers_attend",
    "safe_place",
    "address_marker",
    "alarm",
    "arrest_sought",
    "household_warned",
)
# What lets the danger be assessed again. Basis: house rule.
RISK_PROMPTS = (
    "new_incident",
    "new_alias",
    "bail_change",
    "court_event",
    "address_leak",
    "victim_request",
    "repeat_review",
)
SAFEGUARDING_ENDS = ("handed_over", "no_longer_needed")
PLAN_ACTIONS = (
    "home_security",
    "device_hygiene",
    "workplace_school_informed",
    "address_marker",
    "isac",
    "marac_masip",
)
AUTHORITIES = ("s60A", "s61A_urgent", "OPO", "MLA", "DSA_RIPA", "consent", "PACE", "none_open_source")
OPEN_SOURCE = "none_open_source"
ENQUIRY_KINDS = (
    "victim_evidence",
    "platform_data",
    "communications_data",
    "connection_records",
    "overseas_order",
    "mutual_assistance",
    "open_source",
    "surveillance",
    "device_or_search",
    "other_evidence",
)
SPOC_RESULTS = ("go_ahead", "return")
CHASE_RESULTS = ("preservation_extended", "authority_renewed", "reminded", "let_lapse")
# What comes this way from abroad may be used only as its owner allows.
FOREIGN_AUTHORITIES = frozenset({"OPO", "MLA"})
ENQUIRY_RESULTS = ("candidate_found", "more_enquiries", "exhausted")
EYEWITNESS = "eyewitness"
STRAND_TYPES = (
    "technical",
    "device_forensic",
    "account_recovery",
    "payment",
    "behavioural_linguistic",
    "content_knowledge",
    EYEWITNESS,
    "admission",
)
# Which of the two links of an attribution a strand supports; `both` reaches from the account to the person.
ACCOUNT_LINK, PERSON_LINK, BOTH_LINKS = "account", "person", "both"
LINKS = (ACCOUNT_LINK, PERSON_LINK, BOTH_LINKS)
SOURCE_GRADES = (1, 2, 3)
ASSESSMENT_GRADES = ("A", "B", "C", "D", "E")
FACT_OR_ASSESSMENT = ("fact", "assessment")
APPLICABLE_ANSWERS = (YES, NO, NOT_APPLICABLE)
SUBJECT_STATUSES = ("not_arrested", "under_investigation", "bailed", "charged", "convicted", "deceased")
POLICE_LINKS = ("none", "this_force", "other_force", "partner_agency")
ASSURANCE_RESULTS = ("accept", "return")
RELATIONSHIPS = ("ex_partner", "acquaintance", "stranger", "unknown")
CRIMINAL_JUSTICE = ("none", "arrested", "charged", "convicted", "protection_order")
LINK_KINDS = ("victim", "subject", "alias", "crime", "victim_is_subject", "joint")
LINK_VERDICTS = ("same", "different")
# Lead of a case is the force that holds the identity; another one needs a reason.
RECEIVING_FORCE = "receiving_force"
IDENTITY_HOLDERS = (RECEIVING_FORCE, "sending_force", "neither_force")
CONTROLLERS = (RECEIVING_FORCE, "joint_controllers")
# Who is kept away from a case whose subject has to do with policing, beside everybody who is not named in it.
KEPT_AWAY = ("command", "force", "nobody")
# Basis: Equality Act 2010 s.4.
CHARACTERISTICS = (
    "age",
    "disability",
    "gender_reassignment",
    "marriage_or_civil_partnership",
    "pregnancy_or_maternity",
    "race",
    "religion_or_belief",
    "sex",
    "sexual_orientation",
)
# Why somebody must not see a case: they are in it, are close to somebody in it, or work with the subject.
CONFLICT_KINDS = ("self", "relative", "known", "command")
