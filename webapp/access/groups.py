"""The groups people work in: the roles of the scheme, and those of running it.

Basis: the scheme's own division of work (docs/process.md); no statute fixes rank or role.
"""

from collections.abc import Collection

CASE_GROUPS = {
    "investigating_officer": "Investigating officer",
    "supervisor": "Supervisor",
    "spoc": "Communications data SPoC",
    "intelligence_analyst": "Intelligence analyst",
    "identity_reviewer": "Identity reviewer",
    "safeguarding_lead": "Safeguarding lead",
    "data_protection_officer": "Data protection officer",
    "legal_reviewer": "Legal reviewer",
    "decision_maker": "Decision maker",
    "senior_decision_maker": "Senior decision maker",
    "disclosure_officer": "Disclosure officer",
    "scheme_coordinator": "Scheme coordinator",
    "professional_standards": "Professional standards",
}
# Around the clock, for the one case that cannot wait for its own people.
DUTY_INSPECTORS = "duty_inspector"
DUTY_GROUPS = {DUTY_INSPECTORS: "Duty inspector"}
SUPERVISORS = "supervisor"
PROFESSIONAL_STANDARDS = "professional_standards"
INVESTIGATING = "investigating_officer"
DECIDING = frozenset({"decision_maker", "senior_decision_maker"})
COORDINATORS = "scheme_coordinator"
DESIGNERS = "process_designer"
PUBLISHERS = "process_publisher"
ADMINISTRATORS = "administrator"
AUDITORS = "auditor"
STAFF_GROUPS = {
    DESIGNERS: "Process designer",
    PUBLISHERS: "Process publisher",
    ADMINISTRATORS: "Administrator",
    AUDITORS: "Auditor",
}
GROUPS = CASE_GROUPS | DUTY_GROUPS | STAFF_GROUPS


def why_not_together(groups: Collection[str]) -> str:
    """The sentence why nobody may be in these groups at once, or an empty text.

    Who gives rights must not use them: administrators see no cases.
    """
    if ADMINISTRATORS in groups and set(groups) & set(CASE_GROUPS | DUTY_GROUPS):
        return "An administrator cannot work on cases as well. Choose the one or the other."
    return ""
