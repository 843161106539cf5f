"""One name for each thing a person can do; every route and every service names the one it is."""

from enum import StrEnum


class Action(StrEnum):
    """The closed list of what can be done."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    SEE_PUBLIC_PAGE = "see_public_page"
    VIEW_INBOX = "view_inbox"
    VIEW_TASK = "view_task"
    CLAIM_TASK = "claim_task"
    RELEASE_TASK = "release_task"
    COMPLETE_TASK = "complete_task"
    OPEN_CASE = "open_case"
    LIST_CASES = "list_cases"
    VIEW_CASE = "view_case"
    RECORD_FACTS = "record_facts"
    ASSURE_IDENTITY = "assure_identity"
    REVIEW_LEGALLY = "review_legally"
    DECIDE_DISCLOSURE = "decide_disclosure"
    DELIVER_DISCLOSURE = "deliver_disclosure"
    VIEW_DEFINITIONS = "view_definitions"
    EDIT_DEFINITION = "edit_definition"
    SUBMIT_DEFINITION = "submit_definition"
    PUBLISH_DEFINITION = "publish_definition"
    VIEW_INCIDENTS = "view_incidents"
    RETRY_INCIDENT = "retry_incident"
    VIEW_USERS = "view_users"
    CHANGE_USERS = "change_users"
    RUN_AUTOMATIC_STEP = "run_automatic_step"
