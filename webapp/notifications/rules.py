"""What a message says: never who, never which case. The reader signs in to learn more."""

from datetime import timedelta

from webapp.access.groups import GROUPS

TASK_WAITS = "task_waits"
INCIDENT_OPENED = "incident_opened"
CASE_NEEDS_GROUP = "case_needs_group"
CLOCK_ALARM = "clock_alarm"
CASE_RESTRICTED = "case_restricted"
BAR_MET = "bar_met"
DECIDED_UNSETTLED = "decided_unsettled"
TRANSFER_WITHDRAWN = "transfer_withdrawn"
LIMIT_REACHED = "limit_reached"
GLASS_BROKEN = "glass_broken"
GLASS_OVERDUE = "glass_overdue"
EXPORT_ASKED = "export_asked"
FILE_LOCKED = "file_locked"
CASES_LINKED = "cases_linked"
JOINT_WAITS = "joint_waits"
JOINT_DOUBTED = "joint_doubted"
DUE_SOON = "due_soon"
DEADLINE_NEAR = "deadline_near"
SIGN_IN_TRIED = "sign_in_tried"
LATE = "late"
LATE_AT_ONCE = "late_at_once"
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
_ABOUT_A_PAGE = {
    TRANSFER_WITHDRAWN: (
        "an offered case was withdrawn",
        "A force that had offered you a case has withdrawn the offer. There is nothing left to answer.",
        "/",
    ),
    DECIDED_UNSETTLED: (
        "decided before you settled a link",
        "In a threat to life something was decided while a link with policing is not settled. Settle it now.",
        "/cases",
    ),
    INCIDENT_OPENED: ("a step could not be carried out", "An automatic step failed and waits for you.", "/incidents"),
    JOINT_WAITS: (
        "a joint investigation waits for you",
        "An identity was assessed in a joint investigation. Say which accounts concern each joined victim.",
        "/links",
    ),
    JOINT_DOUBTED: (
        "disclosure in a joined case is frozen",
        "The joint investigation doubts the identity that one of your cases took over. Nothing can be told. Act now.",
        "/links",
    ),
    SIGN_IN_TRIED: (
        "signing in as you failed many times",
        "If that was not you, change your password and tell your security officer.",
        "/",
    ),
    DUE_SOON: ("a task is due soon", "A task that you or your group have to do is due soon.", "/"),
    DEADLINE_NEAR: ("a deadline is near", "Something that has a deadline is due soon and is not done yet.", "/late"),
    LATE: ("a deadline was missed", "Something is late. Find out why, and who can do it now.", "/late"),
    LATE_AT_ONCE: (
        "an immediate deadline was missed",
        "In a case of immediate priority something is late. Act now.",
        "/late",
    ),
}


def text_of(kind: str, group: str, site_address: str) -> tuple[str, str]:
    """The subject and body of a message."""
    if kind in _ABOUT_A_PAGE:
        subject, sentence, page = _ABOUT_A_PAGE[kind]
        return f"Right to Know: {subject}", f"{sentence}\n\nSign in to see it:\n{site_address}{page}\n"
    if kind == CLOCK_ALARM:
        return (
            "Right to Know: no deadline is fired",
            f"The clock is not believed. No deadline is fired.\n\nSign in to see why:\n{site_address}/incidents\n",
        )
    if kind == CASE_RESTRICTED:
        return (
            "Right to Know: a case was restricted",
            f"A restricted case waits for you to name its people.\n\nSign in to see it:\n{site_address}/cases\n",
        )
    if kind == GLASS_BROKEN:
        return (
            "Right to Know: a case was opened in an emergency",
            f"It waits for a review.\n\nSign in to see it:\n{site_address}/break-glass/reviews\n",
        )
    if kind == GLASS_OVERDUE:
        return (
            "Right to Know: a review is late",
            f"An emergency of three days ago was not reviewed.\n\nSign in:\n{site_address}/break-glass/reviews\n",
        )
    if kind == EXPORT_ASKED:
        return (
            "Right to Know: somebody asked to take a list of cases away",
            f"It waits for your decision.\n\nSign in to see it:\n{site_address}/exports/waiting\n",
        )
    if kind == CASES_LINKED:
        return (
            "Right to Know: two cases may belong together",
            f"Look whether they do.\n\nSign in to see what they share:\n{site_address}/links\n",
        )
    if kind == LIMIT_REACHED:
        return (
            "Right to Know: somebody reached a limit of the day",
            "A person has looked at, searched for or exported as much as is allowed in a day. Read their account.\n",
        )
    if kind == BAR_MET:
        return (
            "Right to Know: somebody tried to open a case they must not see",
            "An attempt was stopped and recorded. Ask your auditor for the account of today.\n",
        )
    if kind == FILE_LOCKED:
        return (
            "Right to Know: a virus was found in a file",
            "A file holds a virus and is locked.\n\nTell your security officer (event: document_locked).\n",
        )
    role = GROUPS.get(group, group)
    if kind == CASE_NEEDS_GROUP:
        return (
            "Right to Know: a case needs you",
            f"A case needs the {role} role.\n\nSign in to see it:\n{site_address}/\n",
        )
    return (
        "Right to Know: a task is waiting",
        f"A task for the {role} role is waiting.\n\nSign in to see it:\n{site_address}/\n",
    )


def wait_after(attempts: int) -> timedelta:
    """How long to wait before the next attempt: doubling, up to six hours."""
    return min(FIRST_WAIT * (1 << min(attempts, 12)), LONGEST_WAIT)
