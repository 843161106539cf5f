"""What kind of processing each event is, in the words of the statute, and what is said of it by default.

Basis: DPA 2018 s.62(1) names the six kinds of which logs must be kept; three more are ours, for the security of the
service (s.66).
"""

from enum import StrEnum

from webapp.audit.events import Event


class Operation(StrEnum):
    """The closed list of kinds of processing."""

    COLLECTION = "collection"
    ALTERATION = "alteration"
    CONSULTATION = "consultation"
    DISCLOSURE = "disclosure"
    COMBINATION = "combination"
    ERASURE = "erasure"
    AUTHENTICATION = "authentication"
    REFUSAL = "refusal"
    CONFIGURATION = "configuration"


class Purpose(StrEnum):
    """Why it was done, as far as the service can tell by itself. It asks nobody to type a reason for every look."""

    TASK = "task"
    OPEN_TASK = "open_task"
    NO_TASK = "no_task"
    OWN_LIST = "own_list"
    PROCESS = "process"
    ACCOUNT = "account"
    RUNNING_THE_SERVICE = "running_the_service"
    AUDIT = "audit"
    RETENTION = "retention"
    BREAK_GLASS = "break_glass"
    UNKNOWN = "unknown"


class Result(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


OPERATION_WORDS = {
    Operation.COLLECTION: "Collection",
    Operation.ALTERATION: "Alteration",
    Operation.CONSULTATION: "Consultation",
    Operation.DISCLOSURE: "Disclosure",
    Operation.COMBINATION: "Combination",
    Operation.ERASURE: "Erasure",
    Operation.AUTHENTICATION: "Signing in and out",
    Operation.REFUSAL: "Refusal",
    Operation.CONFIGURATION: "Running the service",
}
PURPOSE_WORDS = {
    Purpose.TASK: "Doing a task",
    Purpose.OPEN_TASK: "A task of the case waited for them",
    Purpose.NO_TASK: "No task of theirs was open",
    Purpose.OWN_LIST: "List of their own work",
    Purpose.PROCESS: "The process, by itself",
    Purpose.ACCOUNT: "Their own account",
    Purpose.RUNNING_THE_SERVICE: "Running the service",
    Purpose.AUDIT: "Audit",
    Purpose.RETENTION: "Deciding how long the record is kept",
    Purpose.BREAK_GLASS: "Emergency access",
    Purpose.UNKNOWN: "Not known",
}
RESULT_WORDS = {Result.DONE: "Done", Result.REFUSED: "Refused", Result.FAILED: "Failed"}

_EVENTS: dict[Operation, frozenset[Event]] = {
    Operation.COLLECTION: frozenset(
        {Event.CASE_OPENED, Event.FACTS_RECORDED, Event.ALIASES_IMPORTED, Event.ANSWERS_KEPT, Event.DOCUMENT_ADDED}
    ),
    Operation.ALTERATION: frozenset(
        {
            Event.DOCUMENT_MOVED,
            Event.TASK_CREATED,
            Event.TASK_CLAIMED,
            Event.TASK_RELEASED,
            Event.TASK_COMPLETED,
            Event.TASK_CANCELLED,
            Event.DECISION_EVALUATED,
            Event.TIMER_FIRED,
            Event.CLOCK_STARTED,
            Event.CLOCK_STOPPED,
            Event.CLOCK_WARNED,
            Event.CLOCK_BREACHED,
            Event.BREACH_EXPLAINED,
            Event.CLOCKS_RECALCULATED,
            Event.MESSAGE_ARRIVED,
            Event.PROCESS_STARTED,
            Event.PROCESS_ENDED,
            Event.PROCEDURE_BEGUN,
            Event.INCIDENT_OPENED,
            Event.INCIDENT_RETRIED,
            Event.INCIDENT_RESOLVED,
            Event.INCIDENT_DROPPED,
            Event.OPERATION_ANSWERED,
            Event.OPERATION_SETTLED,
            Event.DOCUMENT_SCANNED,
            Event.DOCUMENT_LOCKED,
            Event.CASE_MOVED,
            Event.CASE_MOVED_BACK,
            Event.CASE_RESTRICTED,
            Event.CASE_OPEN_TO_UNIT,
            Event.PERSON_NAMED,
            Event.PERSON_REMOVED,
            Event.CASE_SHARED,
            Event.CASE_SHARE_ENDED,
            Event.POLICE_LINK_SETTLED,
            Event.JOINT_PROPOSED,
            Event.JOINT_ANSWERED,
            Event.JOINT_LEFT,
            Event.JOINT_CHOSEN,
            Event.IDENTITY_SHARED,
            Event.IDENTITY_DOUBTED,
            Event.TRANSFER_OFFERED,
            Event.TRANSFER_REFUSED,
            Event.TRANSFER_WITHDRAWN,
            Event.CASE_TRANSFERRED,
            Event.CONFLICT_DECLARED,
            Event.CONFLICT_ENDED,
            Event.UNIT_KEPT_AWAY,
            Event.GLASS_BROKEN,
            Event.GLASS_REVIEWED,
            Event.GLASS_OVERDUE,
            Event.LINK_DECIDED,
            Event.RECORD_KEPT,
            Event.ERASURE_PROPOSED,
            Event.ERASURE_RETURNED,
            Event.HOLD_SET,
            Event.HOLD_LIFTED,
            Event.DISCLOSURE_HELD,
            Event.DISCLOSURE_FREED,
            Event.RECALL_OPENED,
            Event.RECIPIENT_NOTIFIED,
            Event.RECORD_CORRECTED,
            Event.CASE_REOPENED,
        }
    ),
    Operation.COMBINATION: frozenset({Event.LINK_FOUND, Event.IDENTITY_TAKEN}),
    Operation.ERASURE: frozenset({Event.CASE_ERASED}),
    Operation.CONSULTATION: frozenset(
        {
            Event.CASE_VIEWED,
            Event.TASK_VIEWED,
            Event.DOCUMENT_OPENED,
            Event.CASES_LISTED,
            Event.CASES_SEARCHED,
            Event.EXPORT_ASKED,
            Event.EXPORT_DECIDED,
            Event.CASES_EXPORTED,
            Event.TASKS_LISTED,
            Event.INCIDENTS_LISTED,
            Event.AUDIT_OF_CASE_VIEWED,
            Event.AUDIT_OF_PERSON_VIEWED,
            Event.AUDIT_SEARCHED,
            Event.AUDIT_EXPORTED,
            Event.UNUSUAL_ACCESS_VIEWED,
        }
    ),
    Operation.DISCLOSURE: frozenset({Event.DISCLOSURE_DELIVERED, Event.DISCLOSURE_LOGGED}),
    Operation.AUTHENTICATION: frozenset(
        {
            Event.SIGNED_IN,
            Event.SIGN_IN_FAILED,
            Event.SIGNED_OUT,
            Event.IDENTITY_CONFIRMED,
            Event.PASSWORD_CHANGED,
            Event.RECOVERY_CODES_MADE,
            Event.SECOND_FACTOR_ADDED,
            Event.SECOND_FACTOR_REMOVED,
            Event.SESSIONS_ENDED,
        }
    ),
    Operation.REFUSAL: frozenset({Event.ACCESS_DENIED, Event.BAR_MET, Event.LIMIT_REACHED}),
    Operation.CONFIGURATION: frozenset(
        {
            Event.USER_CREATED,
            Event.USER_SUSPENDED,
            Event.USER_MOVED,
            Event.UNIT_CREATED,
            Event.IDENTIFIERS_NOTED,
            Event.COVER_ARRANGED,
            Event.COVER_ENDED,
            Event.USER_RETURNED,
            Event.USER_GROUPS_CHANGED,
            Event.STAFF_CHANGE_PROPOSED,
            Event.STAFF_CHANGE_DECIDED,
            Event.DRAFT_CREATED,
            Event.DRAFT_SAVED,
            Event.DRAFT_SUBMITTED,
            Event.DRAFT_REFUSED,
            Event.DEFINITION_DEPLOYED,
            Event.DEFINITION_RETURNED,
            Event.CLOCK_CONFIRMED,
            Event.MOVE_PLANNED,
            Event.MOVE_TRIED,
            Event.MOVE_SUBMITTED,
            Event.MOVE_RETURNED,
            Event.MOVE_WITHDRAWN,
            Event.MOVE_APPROVED,
            Event.ANCHOR_MADE,
        }
    ),
}
OPERATION_OF: dict[Event, Operation] = {event: kind for kind, events in _EVENTS.items() for event in events}
if _without := set(Event) - set(OPERATION_OF):
    raise RuntimeError(f"Say in webapp/audit/operations.py which kind of processing these are: {sorted(_without)}.")

LOOKS = _EVENTS[Operation.CONSULTATION]
_PURPOSES = {
    Event.CASES_LISTED: Purpose.OWN_LIST,
    Event.TASKS_LISTED: Purpose.OWN_LIST,
    Event.CASE_VIEWED: Purpose.UNKNOWN,
    Event.AUDIT_OF_CASE_VIEWED: Purpose.AUDIT,
    Event.AUDIT_OF_PERSON_VIEWED: Purpose.AUDIT,
    Event.AUDIT_SEARCHED: Purpose.AUDIT,
    Event.AUDIT_EXPORTED: Purpose.AUDIT,
    Event.UNUSUAL_ACCESS_VIEWED: Purpose.AUDIT,
    Event.CASE_OPENED: Purpose.TASK,
    Event.PROCESS_STARTED: Purpose.TASK,
    Event.PROCESS_ENDED: Purpose.TASK,
    Event.PROCEDURE_BEGUN: Purpose.TASK,
    Event.INCIDENT_RETRIED: Purpose.RUNNING_THE_SERVICE,
    Event.OPERATION_SETTLED: Purpose.RUNNING_THE_SERVICE,
    Event.INCIDENTS_LISTED: Purpose.RUNNING_THE_SERVICE,
    Event.CASE_MOVED: Purpose.RUNNING_THE_SERVICE,
    Event.CASE_MOVED_BACK: Purpose.RUNNING_THE_SERVICE,
    Event.DISCLOSURE_HELD: Purpose.TASK,
    Event.DISCLOSURE_FREED: Purpose.TASK,
    Event.RECALL_OPENED: Purpose.TASK,
    Event.RECIPIENT_NOTIFIED: Purpose.TASK,
    Event.RECORD_CORRECTED: Purpose.TASK,
    Event.CASE_REOPENED: Purpose.TASK,
    Event.RECORD_KEPT: Purpose.RETENTION,
    Event.ERASURE_PROPOSED: Purpose.RETENTION,
    Event.ERASURE_RETURNED: Purpose.RETENTION,
    Event.HOLD_SET: Purpose.RETENTION,
    Event.HOLD_LIFTED: Purpose.RETENTION,
    Event.CASE_ERASED: Purpose.RETENTION,
    Event.EXPORT_ASKED: Purpose.OWN_LIST,
    Event.EXPORT_DECIDED: Purpose.AUDIT,
    Event.CASES_EXPORTED: Purpose.OWN_LIST,
    Event.GLASS_BROKEN: Purpose.BREAK_GLASS,
    Event.GLASS_REVIEWED: Purpose.AUDIT,
    Event.GLASS_OVERDUE: Purpose.AUDIT,
    Event.LINK_FOUND: Purpose.PROCESS,
    Event.IDENTITY_TAKEN: Purpose.PROCESS,
    Event.JOINT_PROPOSED: Purpose.TASK,
    Event.JOINT_ANSWERED: Purpose.TASK,
    Event.JOINT_LEFT: Purpose.TASK,
    Event.JOINT_CHOSEN: Purpose.TASK,
    Event.IDENTITY_SHARED: Purpose.TASK,
    Event.IDENTITY_DOUBTED: Purpose.TASK,
    Event.LINK_DECIDED: Purpose.OWN_LIST,
}
_PURPOSE_OF_KIND = {
    Operation.AUTHENTICATION: Purpose.ACCOUNT,
    Operation.CONFIGURATION: Purpose.RUNNING_THE_SERVICE,
}
_RESULTS = {
    Event.ACCESS_DENIED: Result.REFUSED,
    Event.BAR_MET: Result.REFUSED,
    Event.LIMIT_REACHED: Result.REFUSED,
    Event.SIGN_IN_FAILED: Result.REFUSED,
    Event.DRAFT_REFUSED: Result.REFUSED,
    Event.INCIDENT_OPENED: Result.FAILED,
}


def purpose_of(event: Event) -> Purpose:
    """The purpose of an event of which neither a task nor a service says more."""
    return _PURPOSES.get(event) or _PURPOSE_OF_KIND.get(OPERATION_OF[event], Purpose.UNKNOWN)


def result_of(event: Event) -> Result:
    """How an event ended that does not say otherwise."""
    return _RESULTS.get(event, Result.DONE)


def fields_of(event: Event) -> tuple[str, ...]:
    """The group of fields that an event touches when nobody names others: what the event is about."""
    subject = event.value.rsplit("_", 1)[0]
    return (subject,)
