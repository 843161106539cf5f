"""The closed list of what is recorded: subject and past-tense verb, with the words a reader of the timeline sees."""

from enum import StrEnum


class Event(StrEnum):
    """What happened."""

    SIGNED_IN = "person_signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "person_signed_out"
    IDENTITY_CONFIRMED = "identity_confirmed"
    SESSIONS_ENDED = "sessions_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a word, not a secret
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    ACCESS_DENIED = "access_denied"
    USER_CREATED = "user_created"
    USER_SUSPENDED = "user_suspended"
    USER_MOVED = "user_moved"
    UNIT_CREATED = "unit_created"
    IDENTIFIERS_NOTED = "identifiers_noted"
    CONFLICT_DECLARED = "conflict_declared"
    CONFLICT_ENDED = "conflict_ended"
    UNIT_KEPT_AWAY = "unit_kept_away"
    BAR_MET = "bar_met"
    GLASS_BROKEN = "glass_broken"
    GLASS_REVIEWED = "glass_reviewed"
    GLASS_OVERDUE = "glass_overdue"
    LINK_FOUND = "link_found"
    LINK_DECIDED = "link_decided"
    COVER_ARRANGED = "cover_arranged"
    COVER_ENDED = "cover_ended"
    CASES_SEARCHED = "cases_searched"
    EXPORT_ASKED = "export_asked"
    EXPORT_DECIDED = "export_decided"
    CASES_EXPORTED = "cases_exported"
    LIMIT_REACHED = "limit_reached"
    CASE_RESTRICTED = "case_restricted"
    CASE_OPEN_TO_UNIT = "case_open_to_unit"
    PERSON_NAMED = "person_named_in_case"
    PERSON_REMOVED = "person_removed_from_case"
    CASE_SHARED = "case_shared"
    CASE_SHARE_ENDED = "case_share_ended"
    POLICE_LINK_SETTLED = "police_link_settled"
    JOINT_PROPOSED = "joint_proposed"
    JOINT_ANSWERED = "joint_answered"
    JOINT_LEFT = "joint_left"
    JOINT_CHOSEN = "joint_accounts_chosen"
    IDENTITY_SHARED = "identity_shared"
    IDENTITY_TAKEN = "identity_taken"
    IDENTITY_DOUBTED = "identity_doubted"
    TRANSFER_OFFERED = "case_transfer_offered"
    TRANSFER_REFUSED = "case_transfer_refused"
    TRANSFER_WITHDRAWN = "case_transfer_withdrawn"
    CASE_TRANSFERRED = "case_transferred"
    USER_RETURNED = "user_returned"
    USER_GROUPS_CHANGED = "user_groups_changed"
    STAFF_CHANGE_PROPOSED = "staff_change_proposed"
    STAFF_CHANGE_DECIDED = "staff_change_decided"
    CASE_OPENED = "case_opened"
    CASE_VIEWED = "case_viewed"
    TASK_VIEWED = "task_viewed"
    TASK_CREATED = "task_created"
    TASK_CLAIMED = "task_claimed"
    TASK_RELEASED = "task_released"
    TASK_COMPLETED = "task_completed"
    TASK_CANCELLED = "task_cancelled"
    FACTS_RECORDED = "facts_recorded"
    ALIASES_IMPORTED = "aliases_imported"
    DECISION_EVALUATED = "decision_evaluated"
    TIMER_FIRED = "timer_fired"
    CLOCK_STARTED = "clock_started"
    CLOCK_STOPPED = "clock_stopped"
    CLOCK_WARNED = "clock_warned"
    CLOCK_BREACHED = "clock_breached"
    BREACH_EXPLAINED = "breach_explained"
    CLOCKS_RECALCULATED = "clocks_recalculated"
    MESSAGE_ARRIVED = "message_arrived"
    PROCESS_STARTED = "process_started"
    PROCESS_ENDED = "process_ended"
    PROCEDURE_BEGUN = "procedure_begun"
    OPERATION_ANSWERED = "operation_answered"
    OPERATION_SETTLED = "operation_settled"
    DOCUMENT_ADDED = "document_added"
    DOCUMENT_MOVED = "document_moved"
    DOCUMENT_OPENED = "document_opened"
    DOCUMENT_SCANNED = "document_scanned"
    DOCUMENT_LOCKED = "document_locked"
    INCIDENT_OPENED = "incident_opened"
    INCIDENT_RETRIED = "incident_retried"
    INCIDENT_RESOLVED = "incident_resolved"
    INCIDENT_DROPPED = "incident_dropped"
    CLOCK_CONFIRMED = "clock_confirmed"
    DISCLOSURE_DELIVERED = "disclosure_delivered"
    DISCLOSURE_LOGGED = "disclosure_logged"
    DISCLOSURE_HELD = "disclosure_held"
    DISCLOSURE_FREED = "disclosure_freed"
    RECALL_OPENED = "recall_opened"
    RECIPIENT_NOTIFIED = "recipient_notified"
    RECORD_CORRECTED = "record_corrected"
    CASE_REOPENED = "case_reopened"
    RECORD_KEPT = "record_kept"
    ERASURE_PROPOSED = "erasure_proposed"
    ERASURE_RETURNED = "erasure_returned"
    CASE_ERASED = "case_erased"
    HOLD_SET = "hold_set"
    HOLD_LIFTED = "hold_lifted"
    DRAFT_CREATED = "draft_created"
    DRAFT_SAVED = "draft_saved"
    DRAFT_SUBMITTED = "draft_submitted"
    DRAFT_REFUSED = "draft_refused"
    DEFINITION_DEPLOYED = "definition_deployed"
    DEFINITION_RETURNED = "definition_returned"
    MOVE_PLANNED = "move_planned"
    MOVE_TRIED = "move_tried"
    MOVE_SUBMITTED = "move_submitted"
    MOVE_RETURNED = "move_returned"
    MOVE_WITHDRAWN = "move_withdrawn"
    MOVE_APPROVED = "move_approved"
    CASE_MOVED = "case_moved"
    CASE_MOVED_BACK = "case_moved_back"
    ANSWERS_KEPT = "answers_kept"
    CASES_LISTED = "cases_listed"
    TASKS_LISTED = "tasks_listed"
    INCIDENTS_LISTED = "incidents_listed"
    AUDIT_OF_CASE_VIEWED = "audit_of_case_viewed"
    AUDIT_OF_PERSON_VIEWED = "audit_of_person_viewed"
    AUDIT_SEARCHED = "audit_searched"
    AUDIT_EXPORTED = "audit_exported"
    UNUSUAL_ACCESS_VIEWED = "unusual_access_viewed"
    ANCHOR_MADE = "anchor_made"


WORDS = {
    Event.SIGNED_IN: "Signed in",
    Event.SIGN_IN_FAILED: "Sign-in failed",
    Event.SIGNED_OUT: "Signed out",
    Event.IDENTITY_CONFIRMED: "Confirmed who they are",
    Event.SESSIONS_ENDED: "Ended sessions",
    Event.PASSWORD_CHANGED: "Changed a password",
    Event.SECOND_FACTOR_ADDED: "Added a second factor",
    Event.SECOND_FACTOR_REMOVED: "Removed a second factor",
    Event.RECOVERY_CODES_MADE: "Made recovery codes",
    Event.ACCESS_DENIED: "Was refused access",
    Event.USER_CREATED: "Created an account",
    Event.USER_SUSPENDED: "Suspended an account",
    Event.USER_MOVED: "Moved a person to another unit",
    Event.UNIT_CREATED: "Created a unit",
    Event.IDENTIFIERS_NOTED: "Noted what names a member of staff",
    Event.CONFLICT_DECLARED: "Declared a conflict of interest",
    Event.CONFLICT_ENDED: "Ended a conflict of interest",
    Event.UNIT_KEPT_AWAY: "Kept a unit away from the case",
    Event.BAR_MET: "Tried to reach a case they must not see",
    Event.GLASS_BROKEN: "Opened the case in an emergency",
    Event.GLASS_REVIEWED: "Reviewed the emergency",
    Event.GLASS_OVERDUE: "The review of the emergency is late",
    Event.LINK_FOUND: "Found another case that may belong to it",
    Event.LINK_DECIDED: "Decided whether two cases belong together",
    Event.COVER_ARRANGED: "Arranged cover",
    Event.COVER_ENDED: "Ended cover",
    Event.CASES_SEARCHED: "Searched for cases",
    Event.EXPORT_ASKED: "Asked to take a list of cases away",
    Event.EXPORT_DECIDED: "Decided whether a list of cases may be taken away",
    Event.CASES_EXPORTED: "Exported a list of cases",
    Event.LIMIT_REACHED: "Reached a limit of the day",
    Event.CASE_RESTRICTED: "Restricted the case",
    Event.CASE_OPEN_TO_UNIT: "Opened the case to its unit again",
    Event.PERSON_NAMED: "Named a person in the case",
    Event.PERSON_REMOVED: "Removed a named person from the case",
    Event.CASE_SHARED: "Shared the case with a unit",
    Event.CASE_SHARE_ENDED: "Ended a share of the case",
    Event.POLICE_LINK_SETTLED: "Decided who is kept away because of a link with policing",
    Event.JOINT_PROPOSED: "Proposed to join another victim of the investigation",
    Event.JOINT_ANSWERED: "Answered whether another victim of the investigation joins",
    Event.JOINT_LEFT: "Left the joint investigation",
    Event.JOINT_CHOSEN: "Chose which accounts concern a joined victim",
    Event.IDENTITY_SHARED: "Shared the identity with a case of the joint investigation",
    Event.IDENTITY_TAKEN: "Took over the identity from the joint investigation",
    Event.IDENTITY_DOUBTED: "Froze because the joint investigation doubts the identity",
    Event.TRANSFER_OFFERED: "Offered the case to another force",
    Event.TRANSFER_REFUSED: "Refused to take the case over",
    Event.TRANSFER_WITHDRAWN: "Withdrew the offer of the case to another force",
    Event.CASE_TRANSFERRED: "Took the case over from another force",
    Event.USER_RETURNED: "Opened a suspended account again",
    Event.USER_GROUPS_CHANGED: "Changed the groups of an account",
    Event.STAFF_CHANGE_PROPOSED: "Proposed a change of staff",
    Event.STAFF_CHANGE_DECIDED: "Decided on a change of staff",
    Event.CASE_OPENED: "Opened the case",
    Event.CASE_VIEWED: "Looked at the case",
    Event.TASK_VIEWED: "Looked at the task",
    Event.TASK_CREATED: "Task created",
    Event.TASK_CLAIMED: "Claimed the task",
    Event.TASK_RELEASED: "Released the task",
    Event.TASK_COMPLETED: "Completed the task",
    Event.TASK_CANCELLED: "Task no longer needed",
    Event.FACTS_RECORDED: "Recorded the answers",
    Event.ALIASES_IMPORTED: "Imported a list of aliases",
    Event.DECISION_EVALUATED: "Decision table evaluated",
    Event.TIMER_FIRED: "Timer fired",
    Event.CLOCK_STARTED: "Clock started",
    Event.CLOCK_STOPPED: "Clock stopped",
    Event.CLOCK_WARNED: "Warned that it is due soon",
    Event.CLOCK_BREACHED: "Deadline missed",
    Event.BREACH_EXPLAINED: "Said why it was late",
    Event.CLOCKS_RECALCULATED: "Deadlines worked out again at another priority",
    Event.MESSAGE_ARRIVED: "Message arrived",
    Event.PROCESS_STARTED: "Process started",
    Event.PROCESS_ENDED: "Process ended",
    Event.PROCEDURE_BEGUN: "Started a procedure",
    Event.OPERATION_ANSWERED: "An operation outside answered",
    Event.OPERATION_SETTLED: "Said that the operation had been carried out",
    Event.DOCUMENT_ADDED: "Added a file",
    Event.DOCUMENT_MOVED: "Said that a file is about another part of the case",
    Event.DOCUMENT_OPENED: "Opened a file",
    Event.DOCUMENT_SCANNED: "Scanned a file: no virus found",
    Event.DOCUMENT_LOCKED: "Locked a file: virus found",
    Event.INCIDENT_OPENED: "An automatic step failed",
    Event.INCIDENT_RETRIED: "Tried the failed step again",
    Event.INCIDENT_RESOLVED: "The failed step was carried out",
    Event.INCIDENT_DROPPED: "The failed step is no longer needed",
    Event.CLOCK_CONFIRMED: "Confirmed that the clock is right",
    Event.DISCLOSURE_DELIVERED: "Delivered the disclosure",
    Event.DISCLOSURE_LOGGED: "Disclosure logged",
    Event.DISCLOSURE_HELD: "Put a hold on disclosure",
    Event.DISCLOSURE_FREED: "Lifted a hold on disclosure",
    Event.RECALL_OPENED: "Recalled what was told",
    Event.RECIPIENT_NOTIFIED: "Told a recipient that it was wrong",
    Event.RECORD_CORRECTED: "Corrected the record",
    Event.CASE_REOPENED: "Opened the closed case again",
    Event.RECORD_KEPT: "Reviewed the record and kept it",
    Event.ERASURE_PROPOSED: "Proposed to erase the record",
    Event.ERASURE_RETURNED: "Returned the proposal to erase the record",
    Event.CASE_ERASED: "Erased the record",
    Event.HOLD_SET: "Set a legal hold",
    Event.HOLD_LIFTED: "Lifted a legal hold",
    Event.DRAFT_CREATED: "Started a draft",
    Event.DRAFT_SAVED: "Saved a draft",
    Event.DRAFT_SUBMITTED: "Submitted a draft",
    Event.DRAFT_REFUSED: "Draft did not pass the check",
    Event.DEFINITION_DEPLOYED: "Published a version",
    Event.DEFINITION_RETURNED: "Returned a version to its author",
    Event.MOVE_PLANNED: "Planned to move running cases",
    Event.MOVE_TRIED: "Tried a plan on copies of the running cases",
    Event.MOVE_SUBMITTED: "Submitted a plan to move running cases",
    Event.MOVE_RETURNED: "Returned a plan to its designer",
    Event.MOVE_WITHDRAWN: "Withdrew a plan",
    Event.MOVE_APPROVED: "Approved moving running cases",
    Event.CASE_MOVED: "Moved to another version of the process",
    Event.CASE_MOVED_BACK: "Put back on the version before",
    Event.ANSWERS_KEPT: "Saved answers as a draft",
    Event.CASES_LISTED: "Looked at a list of cases",
    Event.TASKS_LISTED: "Looked at a list of tasks",
    Event.INCIDENTS_LISTED: "Looked at incidents",
    Event.AUDIT_OF_CASE_VIEWED: "Audited the case",
    Event.AUDIT_OF_PERSON_VIEWED: "Audited a person",
    Event.AUDIT_SEARCHED: "Searched the account",
    Event.AUDIT_EXPORTED: "Exported from the account",
    Event.UNUSUAL_ACCESS_VIEWED: "Looked at the report on unusual access",
    Event.ANCHOR_MADE: "Anchor of the account written",
}
