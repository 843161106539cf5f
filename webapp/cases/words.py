"""How the closed values of the record, dates and lists are read by people."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from webapp.access.fields import FieldGroup
from webapp.clock import LONDON

NOTHING = "Not recorded"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

WORDS = {
    "P1_IMMEDIATE": "P1 immediate",
    "P2_HIGH": "P2 high",
    "P3_STANDARD": "P3 standard",
    "DISCLOSED_FULL": "Disclosed in full",
    "DISCLOSED_LIMITED": "Disclosed in part",
    "DISCLOSED_THIRD_PARTY": "Disclosed to a third party",
    "DECLINED_BY_VICTIM": "Declined by the victim",
    "TRANSFERRED": "Transferred to another force",
    "CLOSED_NO_IDENTITY": "Closed: nobody identified",
    "PHA_2A": "Stalking (section 2A)",
    "PHA_4A": "Stalking involving fear of violence, serious alarm or distress (section 4A)",
    "related": "A related offence",
    "police_initiated": "Police identified the need",
    "victim_request": "The victim asked",
    "partner_referral": "A partner agency referred the case",
    "dvds": "Domestic Violence Disclosure Scheme",
    "csods": "Child Sex Offender Disclosure Scheme",
    "ordinary_crime": "Ordinary crime investigation",
    "command": "The subject’s command",
    "force": "Everybody of this force, from investigating and deciding",
    "nobody": "Nobody beside those who are not named in the case",
    "receiving_force": "The receiving force",
    "sending_force": "The sending force",
    "neither_force": "Neither of them yet",
    "joint_controllers": "Both forces, as joint controllers",
    "under_18": "Under 18",
    "adult": "18 or over",
    "not_asked": "Not asked yet",
    "capacity": "May lack capacity to decide",
    "none": "None",
    "isac": "Independent stalking advocacy caseworker (ISAC)",
    "marac_masip": "MARAC or MASIP referral",
    "workplace_school_informed": "Workplace or school informed",
    "address_marker": "Marker on the address",
    "device_hygiene": "Checking devices and accounts",
    "s60A": "Communications data authorisation (section 60A)",
    "s61A_urgent": "Urgent communications data authorisation (section 61A)",
    "OPO": "Overseas production order",
    "MLA": "Mutual legal assistance",
    "DSA_RIPA": "Directed surveillance authorisation",
    "PACE": "Police and Criminal Evidence Act power",
    "none_open_source": "No authority needed: open source",
    "victim_evidence": "Evidence that the victim holds",
    "platform_data": "Account data from a platform",
    "communications_data": "Communications data from an operator",
    "connection_records": "Internet connection records",
    "overseas_order": "Overseas production order",
    "mutual_assistance": "Mutual legal assistance",
    "open_source": "Open-source research",
    "surveillance": "Directed surveillance",
    "device_or_search": "Search, arrest or device",
    "go_ahead": "Go ahead",
    "account": "Supports the link from the account to a device, connection or subscriber",
    "person": "Supports the link from the device, connection or subscriber to the person",
    "both": "Supports both links, from the account to the person",
    "candidate_found": "A candidate to assess",
    "more_enquiries": "Another enquiry is needed",
    "exhausted": "Nothing, and nothing is left to try",
    "na": "Does not apply",
    "this_force": "Linked to this force",
    "other_force": "Another force",
    "partner_agency": "Linked to a partner agency",
    "cps": "Crown Prosecution Service",
    "originator": "Owner of handling code C or foreign material",
    "psd": "Professional standards",
    "csc": "Children’s social care",
    "forum": "Multi-agency forum",
    "mappa": "MAPPA",
    "code_d_officer": "Code D identification officer",
    "coroner": "Coroner",
    "conditions": "No objection, with conditions",
    "conditional": "Granted with conditions",
    "pending": "A procedure is still to be held",
    "complete": "The procedure is complete",
    "prevent_detect_crime": "To prevent or detect crime",
    "protect_life": "To protect life",
    "wellbeing_only": "Only for the victim’s wellbeing",
    "civil_claim_only": "Only for a civil claim",
    "PASS_IF_LEGAL": "Pass, if the legal reviewer approves",
    "BLOCK": "Blocked",
    "UK": "In the United Kingdom",
    "parent_guardian": "A parent or guardian",
    "other_best_placed": "Another person best placed to protect the victim",
    "victim": "The victim",
    "advise_against": "Advise against disclosure",
    "return": "Return for more work",
    "risk_to_victim": "Risk to the victim",
    "prejudice": "Prejudice to the investigation",
    "not_locatable": "The subject cannot be located",
    "already_heard": "Already heard at interview",
    "undertaking_refused": "The undertaking was refused",
    "permission_ended": "The approval had ended or was taken back",
    "not_safe": "It was not safe",
    "not_reached": "The recipient could not be met",
    "proceed": "Go on with the same items",
    "reduce": "Go on with fewer items",
    "stop": "Stop: nothing is told",
    "procedure_complete": "An identification procedure is complete",
    "objection_lifted": "An objection or a condition is lifted",
    "risk_changed": "The risk is another",
    "date_reached": "Nothing has changed",
    "offered": "As offered",
    "own": "In other words",
    "free": "As far as can be told",
    "under_pressure": "There are signs of pressure",
    "unsure": "It cannot be told",
    "through_somebody": "Through somebody else",
    "neither": "Neither confirm nor deny",
    "confirm": "Seek a decision to confirm it",
    "leak": "Yes, or probably",
    "no_leak": "No",
    "decide_again": "It has to be decided again",
    "upheld": "The decision stands",
    "before_court": "A first appearance in court is listed",
    "not_wanted": "Not wanted",
    "restricted": "Telling is restricted",
    "not_serious": "No serious error",
    "no_communications_data": "No communications data was used",
    "billing_address": "A billing address was taken for the installation",
    "shared_address": "Several people shared an address",
    "time_zone": "A time zone or clock was wrong",
    "none_issued": "No Right to Know guidance issued: existing law applied",
    "DVDS_2023": "Domestic Violence Disclosure Scheme guidance, April 2023, by analogy",
}


class Row(NamedTuple):
    """One line of a list of facts."""

    label: str
    value: str
    # The group of facts it belongs to, where that is another one than its section's.
    shown_with: FieldGroup | None = None


class Section(NamedTuple):
    """The facts on one topic."""

    topic: str
    title: str
    rows: list[Row]

    def shown(self, groups: Collection[FieldGroup], own: FieldGroup) -> "Section":
        """The section with those rows that belong to one of these groups; `own` is the section's."""
        return self._replace(rows=[row for row in self.rows if (row.shown_with or own) in groups])


def words(value: object) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment_in_words(value)
    if isinstance(value, date):
        return date_in_words(value)
    if isinstance(value, str):
        return WORDS.get(value) or plain(value)
    return str(value)


def plain(value: str) -> str:
    """A closed value without words of its own: `under_investigation` reads “Under investigation”."""
    return value.replace("_", " ").capitalize()


def listed(values: Iterable[str]) -> str:
    """Several closed values, one on each line."""
    return "\n".join(words(value) for value in values) or NOTHING


def typed(value: str | None) -> str:
    """What a person typed, exactly as typed."""
    return value or NOTHING


def date_in_words(day: date) -> str:
    """A date in the manner of GOV.UK: 3 March 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_in_words(at: datetime) -> str:
    """A moment in London time that goes on after “was completed by … ”: on 3 March 2026 at 14:02."""
    there = at.astimezone(LONDON)
    return f"on {date_in_words(there.date())} at {there:%H:%M}"


def signed(name: str, at: datetime) -> str:
    """Who did something, and when."""
    return f"{name}, {moment_in_words(at).removeprefix('on ')}"
