"""Which roles do what: the fifth rule of the policy as a table."""

from collections.abc import Mapping

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.groups import (
    ADMINISTRATORS,
    AUDITORS,
    CASE_GROUPS,
    COORDINATORS,
    DESIGNERS,
    DUTY_GROUPS,
    PROFESSIONAL_STANDARDS,
    PUBLISHERS,
    SUPERVISORS,
)

# Who answers for the data, and not for the work that it is wanted for.
EXPORT_DECIDERS = frozenset({"data_protection_officer", PROFESSIONAL_STANDARDS})
CASE_READERS = frozenset(CASE_GROUPS | DUTY_GROUPS)
ROLE_FOR: Mapping[Action, frozenset[str]] = {
    Action.OPEN_CASE: frozenset({"investigating_officer"}),
    # Within these, each procedure names the groups that may begin it.
    Action.BEGIN_PROCEDURE: frozenset(CASE_GROUPS),
    Action.VIEW_DEFINITIONS: frozenset({DESIGNERS, PUBLISHERS}),
    Action.EDIT_DEFINITION: frozenset({DESIGNERS}),
    Action.SUBMIT_DEFINITION: frozenset({DESIGNERS}),
    Action.PUBLISH_DEFINITION: frozenset({PUBLISHERS}),
    Action.RETURN_DEFINITION: frozenset({PUBLISHERS}),
    Action.VIEW_INCIDENTS: frozenset({DESIGNERS, PUBLISHERS}),
    Action.RETRY_INCIDENT: frozenset({DESIGNERS, PUBLISHERS}),
    Action.CONFIRM_CLOCK: frozenset({DESIGNERS, PUBLISHERS}),
    Action.VIEW_MOVES: frozenset({DESIGNERS, PUBLISHERS}),
    Action.PLAN_MOVE: frozenset({DESIGNERS}),
    Action.APPROVE_MOVE: frozenset({PUBLISHERS}),
    Action.RETURN_MOVE: frozenset({PUBLISHERS}),
    Action.UNDO_MOVE: frozenset({PUBLISHERS}),
    Action.VIEW_USERS: frozenset({ADMINISTRATORS}),
    Action.CHANGE_USERS: frozenset({ADMINISTRATORS}),
    Action.DECIDE_STAFF_CHANGE: frozenset({ADMINISTRATORS}),
    Action.VIEW_AUDIT: frozenset({AUDITORS}),
    Action.SEARCH_AUDIT: frozenset({AUDITORS}),
    Action.EXPORT_AUDIT: frozenset({AUDITORS}),
    Action.READ_GUIDANCE: CASE_READERS | {DESIGNERS, PUBLISHERS, AUDITORS},
    Action.LIST_CASES: CASE_READERS,
    # Whoever looks for the person behind the accounts; the list shows which accounts are known already.
    Action.ADD_ALIASES: frozenset({"investigating_officer", "intelligence_analyst", "spoc", SUPERVISORS}),
    Action.ADD_DOCUMENT: frozenset(CASE_GROUPS),
    Action.OPEN_DOCUMENT: frozenset(CASE_GROUPS),
    Action.VIEW_CASE: CASE_READERS,
    Action.VIEW_CASE_PEOPLE: frozenset({SUPERVISORS, PROFESSIONAL_STANDARDS}),
    Action.CHANGE_CASE_PEOPLE: frozenset({SUPERVISORS, PROFESSIONAL_STANDARDS}),
    Action.CHANGE_CASE_BARS: frozenset({PROFESSIONAL_STANDARDS}),
    Action.ARRANGE_COVER: frozenset(CASE_GROUPS),
    Action.SEARCH_CASES: CASE_READERS,
    Action.EXPORT_CASES: frozenset(
        {SUPERVISORS, "scheme_coordinator", "data_protection_officer", PROFESSIONAL_STANDARDS}
    ),
    Action.VIEW_EXPORTS: EXPORT_DECIDERS,
    Action.DECIDE_EXPORT: EXPORT_DECIDERS,
    Action.VIEW_LINKS: frozenset({COORDINATORS, PROFESSIONAL_STANDARDS}),
    Action.DECIDE_LINK: frozenset({COORDINATORS, PROFESSIONAL_STANDARDS}),
    Action.BREAK_GLASS: frozenset(DUTY_GROUPS),
    Action.REVIEW_BREAK_GLASS: frozenset({PROFESSIONAL_STANDARDS, AUDITORS}),
    Action.RECORD_FACTS: frozenset(CASE_GROUPS),
    # The steps that the law keeps apart belong to these roles whatever lane a diagram draws them in.
    Action.ASSURE_IDENTITY: frozenset({"identity_reviewer"}),
    Action.REVIEW_LEGALLY: frozenset({"legal_reviewer"}),
    Action.DECIDE_DISCLOSURE: frozenset({"decision_maker", "senior_decision_maker"}),
    # A child's case, and going against legal advice.
    Action.DECIDE_AS_SENIOR: frozenset({"senior_decision_maker"}),
    Action.DELIVER_DISCLOSURE: frozenset({"disclosure_officer"}),
    # The coordinator reviews, the data protection officer confirms an erasure; a hold is lifted by either authority.
    Action.VIEW_RETENTION: frozenset({"scheme_coordinator", "data_protection_officer", "legal_reviewer"}),
    Action.REVIEW_RETENTION: frozenset({"scheme_coordinator"}),
    Action.CONFIRM_ERASURE: frozenset({"data_protection_officer"}),
    Action.SET_HOLD: frozenset({"scheme_coordinator", "data_protection_officer", "legal_reviewer"}),
    Action.LIFT_HOLD: frozenset({"data_protection_officer", "legal_reviewer"}),
}
OF_TASKS = frozenset({Action.VIEW_TASK, Action.CLAIM_TASK, Action.RELEASE_TASK, Action.COMPLETE_TASK})
OF_CASES = frozenset(
    {
        Action.VIEW_CASE,
        Action.BEGIN_PROCEDURE,
        Action.VIEW_CASE_PEOPLE,
        Action.CHANGE_CASE_PEOPLE,
        Action.CHANGE_CASE_BARS,
        Action.ADD_ALIASES,
        Action.ADD_DOCUMENT,
        Action.OPEN_DOCUMENT,
    }
)
FOR_EVERYONE = frozenset({Action.SIGN_IN, Action.SIGN_OUT, Action.SEE_PUBLIC_PAGE})
# Everybody's own affair, also of those who have no role yet.
FOR_ONESELF = frozenset({Action.MANAGE_OWN_SIGN_IN})
# Acts that need a proof of identity of the last minutes: what is signed for cannot be done at a desk left unlocked.
# Basis: OWASP ASVS 5.0 7.5.3.
SIGNED_FOR = frozenset(
    {
        Action.ASSURE_IDENTITY,
        Action.REVIEW_LEGALLY,
        Action.DECIDE_DISCLOSURE,
        Action.DELIVER_DISCLOSURE,
        Action.PUBLISH_DEFINITION,
        Action.APPROVE_MOVE,
        Action.DECIDE_STAFF_CHANGE,
        Action.BREAK_GLASS,
        Action.DECIDE_EXPORT,
        Action.CONFIRM_ERASURE,
    }
)
FOR_ANY_ROLE = frozenset({Action.VIEW_INBOX, Action.DECLARE_CONFLICT})
BY_THE_SYSTEM = frozenset({Action.RUN_AUTOMATIC_STEP, Action.RECORD_FACTS})
# What a broken glass opens: reading one case, and nothing else. Never a sign-off, a disclosure or a task.
READ_ONLY = frozenset({Action.VIEW_CASE})


def case_groups(actor: Actor) -> list[str]:
    """The groups in which this person works on cases, in the order of their names."""
    return sorted(actor.groups & set(CASE_GROUPS))
