"""The one policy: may this person do this, given these facts? Pure, and decided in a fixed order.

1. the account; 2. the role; 3. whether the person may know of the thing at all; 4. separation of duties; 5. its state.
A refusal says whether it also hides the thing (answered as "not found") or only forbids the act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.groups import ADMINISTRATORS, AUDITORS, CASE_GROUPS, DESIGNERS, GROUPS, PUBLISHERS
from webapp.errors import ConfirmationNeeded, NotFound, NotPermitted


@dataclass(frozen=True)
class Allowed:
    """The act is permitted."""


@dataclass(frozen=True)
class Denied:
    """The act is refused for a reason; `hides` when the person may not even know that the thing exists."""

    reason: str
    hides: bool = False


@dataclass(frozen=True)
class TaskFacts:
    """What the policy needs to know about a user task.

    `earlier` lists the steps this task must be separate from, as far as they are done: (name of the step, person).
    """

    candidate_group: str
    assignee: object = None
    assignee_name: str = ""
    open: bool = True
    step_name: str = ""
    earlier: Sequence[tuple[str, object]] = ()


@dataclass(frozen=True)
class CaseFacts:
    """What the policy needs to know about a case."""

    groups_with_work: frozenset[str] = frozenset()
    people_involved: frozenset[object] = frozenset()


@dataclass(frozen=True)
class DefinitionFacts:
    """What the policy needs to know about a version of a process."""

    author: object = None
    state: str = "draft"


@dataclass(frozen=True)
class MoveFacts:
    """What the policy needs to know about a plan that moves running cases to another version."""

    planner: object = None


Facts = TaskFacts | CaseFacts | DefinitionFacts | MoveFacts | None
Verdict = Allowed | Denied

ROLE_FOR: Mapping[Action, frozenset[str]] = {
    Action.OPEN_CASE: frozenset({"investigating_officer"}),
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
    Action.UNDO_MOVE: frozenset({PUBLISHERS}),
    Action.VIEW_USERS: frozenset({ADMINISTRATORS}),
    Action.CHANGE_USERS: frozenset({ADMINISTRATORS}),
    Action.DECIDE_STAFF_CHANGE: frozenset({ADMINISTRATORS}),
    Action.VIEW_AUDIT: frozenset({AUDITORS}),
    Action.SEARCH_AUDIT: frozenset({AUDITORS}),
    Action.EXPORT_AUDIT: frozenset({AUDITORS}),
    Action.LIST_CASES: frozenset(CASE_GROUPS),
    Action.VIEW_CASE: frozenset(CASE_GROUPS),
    Action.ADD_DOCUMENT: frozenset(CASE_GROUPS),
    Action.OPEN_DOCUMENT: frozenset(CASE_GROUPS),
    Action.RECORD_FACTS: frozenset(CASE_GROUPS),
    # The steps that the law keeps apart belong to these roles whatever lane a diagram draws them in.
    Action.ASSURE_IDENTITY: frozenset({"identity_reviewer"}),
    Action.REVIEW_LEGALLY: frozenset({"legal_reviewer"}),
    Action.DECIDE_DISCLOSURE: frozenset({"decision_maker"}),
    Action.DELIVER_DISCLOSURE: frozenset({"disclosure_officer"}),
    # The coordinator reviews, the data protection officer confirms an erasure; a hold is lifted by either authority.
    Action.VIEW_RETENTION: frozenset({"scheme_coordinator", "data_protection_officer", "legal_reviewer"}),
    Action.REVIEW_RETENTION: frozenset({"scheme_coordinator"}),
    Action.CONFIRM_ERASURE: frozenset({"data_protection_officer"}),
    Action.SET_HOLD: frozenset({"scheme_coordinator", "data_protection_officer", "legal_reviewer"}),
    Action.LIFT_HOLD: frozenset({"data_protection_officer", "legal_reviewer"}),
}
OF_TASKS = frozenset({Action.VIEW_TASK, Action.CLAIM_TASK, Action.RELEASE_TASK, Action.COMPLETE_TASK})
# Whoever lacks the role for these does not even learn that the case is there.
OF_A_CASE = frozenset({Action.VIEW_CASE, Action.ADD_DOCUMENT, Action.OPEN_DOCUMENT})
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
        Action.DECIDE_STAFF_CHANGE,
    }
)
BY_THE_SYSTEM = frozenset({Action.RUN_AUTOMATIC_STEP, Action.RECORD_FACTS})


def may(actor: Actor, action: Action, facts: Facts = None) -> Verdict:
    """Whether the actor may do this now, with the reason where not."""
    if action in FOR_EVERYONE:
        return Allowed()
    if actor.is_system:
        return Allowed() if action in BY_THE_SYSTEM else Denied("Only a person may do this.")
    if action in FOR_ONESELF:
        return Allowed()
    if not actor.groups:
        return Denied("Your account is in no group yet. Ask an administrator to give you your role.")
    if action is Action.RUN_AUTOMATIC_STEP:
        return Denied("Only the system runs automatic steps.")
    if action is Action.VIEW_INBOX:
        return Allowed()
    if action in OF_TASKS:
        if not isinstance(facts, TaskFacts):
            return Denied("This task is unknown.", hides=True)
        return _of_task(actor, action, facts)
    roles = ROLE_FOR.get(action)
    if roles is None or not (actor.groups & roles):
        return _without_role(action, roles or frozenset())
    if isinstance(facts, CaseFacts):
        return _of_case(actor, facts)
    if isinstance(facts, MoveFacts):
        return _of_move(actor, action, facts)
    return _of_definition(actor, action, facts) if isinstance(facts, DefinitionFacts) else Allowed()


def require(actor: Actor, action: Action, facts: Facts = None) -> None:
    """Raises NotFound where the refusal hides the thing, NotPermitted where it only forbids the act.

    Raises ConfirmationNeeded where the act is signed for and the proof of who acts is too old.
    """
    verdict = may(actor, action, facts)
    if isinstance(verdict, Denied):
        if verdict.hides:
            raise NotFound
        raise NotPermitted(verdict.reason)
    if action in SIGNED_FOR and not actor.confirmed:
        raise ConfirmationNeeded


def separated_from(actor: Actor, facts: TaskFacts) -> str:
    """The sentence why this person may not do this step because of what they did before, or an empty one."""
    done = sorted({step for step, person in facts.earlier if person == actor.id})
    if not done:
        return ""
    *others, last = [f"“{step}”" for step in done]
    steps = f"{', '.join(others)} and {last}" if others else last
    return f"You completed {steps} in this case, so another person has to do “{facts.step_name}”."


def _of_task(actor: Actor, action: Action, facts: TaskFacts) -> Verdict:
    if not actor.is_in(facts.candidate_group) and facts.assignee != actor.id:
        return Denied(
            f"This task is for the {GROUPS.get(facts.candidate_group, facts.candidate_group)} role.", hides=True
        )
    if not actor.is_in(facts.candidate_group):
        return Denied("You no longer have the role that this task is for.", hides=True)
    if action is Action.VIEW_TASK:
        return Allowed()
    if reason := separated_from(actor, facts):
        return Denied(reason)
    if facts.assignee is not None and facts.assignee != actor.id:
        return Denied(f"{facts.assignee_name} is working on this task.")
    if action is Action.RELEASE_TASK and facts.assignee is None:
        return Denied("Nobody has claimed this task.")
    return Allowed()


def _of_case(actor: Actor, facts: CaseFacts) -> Verdict:
    if actor.groups & facts.groups_with_work or actor.id in facts.people_involved:
        return Allowed()
    return Denied("You have no task in this case.", hides=True)


def _of_definition(actor: Actor, action: Action, facts: DefinitionFacts) -> Verdict:
    """Only its author changes or submits a draft, so that “another person publishes” means everyone who wrote it."""
    writes = facts.author == actor.id
    if action in {Action.PUBLISH_DEFINITION, Action.RETURN_DEFINITION} and writes:
        return Denied("You wrote this version, so another person has to publish it.")
    if action in {Action.EDIT_DEFINITION, Action.SUBMIT_DEFINITION} and not writes:
        return Denied("This draft is another designer's. Start a draft of your own.")
    return Allowed()


def _of_move(actor: Actor, action: Action, facts: MoveFacts) -> Verdict:
    """Running cases are moved, and put back, by somebody else than the one who planned it."""
    planned = facts.planner == actor.id
    if action in {Action.APPROVE_MOVE, Action.UNDO_MOVE} and planned:
        return Denied("You planned this move, so another person has to decide on it.")
    if action is Action.PLAN_MOVE and not planned:
        return Denied("This plan is another designer's. Make a plan of your own.")
    return Allowed()


def _without_role(action: Action, roles: frozenset[str]) -> Denied:
    names = " or ".join(sorted(GROUPS[group] for group in roles)) if len(roles) < 4 else "case-work"
    return Denied(f"You need the {names} role to do this.", hides=action in OF_A_CASE)
