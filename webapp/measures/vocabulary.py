"""The closed lists of the measures, and how a person reads them.

Basis: Stalking Protection Act 2019; Criminal Justice Act 2003 s.325; Victims' Code; Crime and Policing Act 2026,
whose provisions on orders of the court's own motion are to be confirmed as in force before live use.
"""

from enum import StrEnum


class Measure(StrEnum):
    """What is done about a stalker or for a victim beside telling who it is."""

    PROTECTION_ORDER = "protection_order"
    MAPPA = "mappa"
    FORUM = "forum"
    SUPPORT = "support"


# How an order comes about: on application, or of the court's own motion.
ORDER_ROUTES = ("application", "on_conviction", "on_acquittal", "none")
ORDER_RESULTS = ("interim", "full", "adjourned", "refused", "withdrawn")
ORDER_CHANGES = ("breach", "full", "notified", "varied", "renewed", "discharged", "expired")
BREACH_ACTIONS = ("arrested", "charge_sought", "recorded_only", "no_breach")
DISCLOSURE_ORDERS = ("arrest_first", "order_first", "disclosure_first", "simultaneous", "no_disclosure")
MAPPA_CONVICTIONS = ("s4A", "s2A", "other", "none")
MAPPA_SENTENCES = ("over_12_months", "up_to_12_months", "no_custody")
MAPPA_CATEGORIES = ("automatic", "discretionary", "not_eligible")
MAPPA_LEVELS = ("1", "2", "3")
NATIONAL_RECORDS = ("visor", "successor", "not_yet")
FORUMS = ("marac", "masip", "other_forum")
SHARING_BASES = ("law_enforcement", "safeguarding", "vital_interests", "consent")
FORUM_RESULTS = ("accepted", "discussed", "not_accepted")
SUPPORT_SERVICES = ("isac", "idva", "victim_service")
SUPPORT_RESULTS = ("taken_up", "declined", "not_reached")
VICTIM_RIGHTS = ("understand", "information", "services", "progress", "enhanced")

# What kind a measure is, and what a step makes of it: the closed values that are counted.
SORTS: dict[Measure, tuple[str, ...]] = {
    Measure.PROTECTION_ORDER: ORDER_ROUTES,
    Measure.MAPPA: ("considered", *MAPPA_CATEGORIES),
    Measure.FORUM: FORUMS,
    Measure.SUPPORT: SUPPORT_SERVICES,
}
STATES: dict[Measure, tuple[str, ...]] = {
    Measure.PROTECTION_ORDER: (
        "sought", "not_sought", "superseded", "not_superseded", *ORDER_RESULTS, "served", "notified", "not_notified",
        "breach_reported", "breached", "no_breach", "varied", "renewed", "discharged", "expired",
    ),
    Measure.MAPPA: ("facts_given", "category_given", "referred", "managed", "no_longer_managed"),
    Measure.FORUM: ("referred", *FORUM_RESULTS, "actions_done"),
    Measure.SUPPORT: ("referred", "no_consent", *SUPPORT_RESULTS),
}  # fmt: skip
ALL_SORTS = tuple(dict.fromkeys(sort for sorts in SORTS.values() for sort in sorts))
ALL_STATES = tuple(dict.fromkeys(state for states in STATES.values() for state in states))

WORDS = {
    "application": "On application",
    "on_conviction": "Of the court’s own motion, on conviction",
    "on_acquittal": "Of the court’s own motion, on acquittal",
    "sought": "To be sought",
    "superseded": "Disclosure superseded by the proceedings",
    "not_superseded": "Disclosure goes on beside the proceedings",
    "interim": "Interim order made",
    "full": "Full order made",
    "refused": "Refused by the court",
    "served": "Served on the respondent",
    "notified": "Name and address notified",
    "not_notified": "Name and address not notified in time",
    "breach_reported": "Breach reported",
    "breached": "Breach recorded",
    "no_breach": "Considered: no breach",
    "arrested": "Arrest",
    "charge_sought": "Charge sought",
    "arrest_first": "Arrest, then disclose",
    "order_first": "Protection order, then disclose",
    "disclosure_first": "Disclose first",
    "simultaneous": "Both at the same time",
    "s4A": "Stalking, section 4A",
    "s2A": "Stalking, section 2A",
    "other": "Another offence",
    "over_12_months": "More than 12 months’ custody",
    "up_to_12_months": "12 months’ custody or less",
    "automatic": "Automatic",
    "facts_given": "Considered",
    "category_given": "Category decided",
    "visor": "ViSOR",
    "successor": "The successor of ViSOR",
    "not_yet": "Not recorded yet",
    "marac": "MARAC",
    "masip": "MASIP",
    "other_forum": "Another forum",
    "law_enforcement": "Law enforcement task, DPA 2018 s.35(2)(b)",
    "safeguarding": "Safeguarding, DPA 2018 Schedule 8 paragraph 4",
    "vital_interests": "Vital interests, DPA 2018 Schedule 8 paragraph 3",
    "consent": "The victim’s own information, with the victim’s agreement",
    "isac": "Independent stalking advocacy caseworker (ISAC)",
    "idva": "Independent domestic violence adviser (IDVA)",
    "victim_service": "Victim support service",
    "no_consent": "Offered, and not agreed to",
    "understand": "To understand and be understood (Right 1)",
    "information": "To be told about the case (Right 6)",
    "services": "To be referred to support (Right 4)",
    "progress": "To be told of an arrest, bail or a decision within the period",
    "enhanced": "Enhanced rights",
}
