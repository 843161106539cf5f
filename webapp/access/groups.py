"""The groups people work in: the roles of the scheme, and those of running it.

Basis: the scheme's own division of work (docs/process.md); no statute fixes rank or role.
"""

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
    "disclosure_officer": "Disclosure officer",
    "scheme_coordinator": "Scheme coordinator",
    "professional_standards": "Professional standards",
}
# Around the clock, for the one case that cannot wait for its own people.
DUTY_INSPECTORS = "duty_inspector"
DUTY_GROUPS = {DUTY_INSPECTORS: "Duty inspector"}
SUPERVISORS = "supervisor"
PROFESSIONAL_STANDARDS = "professional_standards"
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
