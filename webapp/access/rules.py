"""The one policy: may this person do this, given these facts? Pure, and decided in a fixed order.

1. the account; 2. a bar, which nothing lifts; 3. the force; 4. need to know, with break-glass as its last ground;
5. the role; 6. separation of duties and the state of the thing; 7. the volume of a day. The first that refuses decides.
A refusal names its rule, and says whether it also hides the thing (answered as "not found") or only forbids the act.
Which facts of a case a role sees stands in fields.py.
"""

from collections.abc import Callable, Sequence

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import (
    AccountFacts,
    CaseFacts,
    DefinitionFacts,
    ExportFacts,
    Facts,
    GlassFacts,
    Ground,
    MoveFacts,
    PersonFacts,
    Place,
    ProcedureFacts,
    TaskFacts,
    UseFacts,
)
from webapp.access.groups import DUTY_INSPECTORS, PROFESSIONAL_STANDARDS, SUPERVISORS
from webapp.access.policelinks import too_close
from webapp.access.question import Question
from webapp.access.roles import (
    BY_THE_SYSTEM,
    FOR_ANY_ROLE,
    FOR_EVERYONE,
    FOR_ONESELF,
    OF_CASES,
    OF_TASKS,
    READ_ONLY,
    ROLE_FOR,
    SIGNED_FOR,
    case_groups,
)
from webapp.access.verdicts import Allowed, Denied
from webapp.access.wording import listed, needs_role, one_of, title_of
from webapp.errors import ConfirmationNeeded, NotFound, NotPermitted

__all__ = [
    "BAR", "FORCE", "FOR_EVERYONE", "FOR_ONESELF", "OF_TASKS", "SIGNED_FOR", "VOLUME", "AccountFacts", "Allowed",
    "CaseFacts", "DefinitionFacts", "Denied", "Facts", "Ground", "MoveFacts", "Place", "ProcedureFacts", "TaskFacts",
    "case_groups", "in_reach", "is_barred", "may", "need_to_know", "require", "separated_from",
]  # fmt: skip

ACCOUNT, BAR, FORCE, NEED_TO_KNOW, SEPARATION, STATE, VOLUME = (
    "account", "bar", "force", "need_to_know", "separation", "state", "volume",
)  # fmt: skip


Verdict = Allowed | Denied
Rule = Callable[[Question], Denied | None]


def may(actor: Actor, action: Action, facts: Facts = None) -> Verdict:
    """Whether the actor may do this now, with the ground or the reason."""
    if action in FOR_EVERYONE:
        return Allowed()
    if actor.is_system:
        return Allowed() if action in BY_THE_SYSTEM else Denied("Only a person may do this.")
    if action in FOR_ONESELF and actor.active:
        return Allowed()
    asked = Question(actor, action, facts)
    for rule in RULES:
        if (denied := rule(asked)) is not None:
            return denied
    return Allowed(_ground(asked))


def require(actor: Actor, action: Action, facts: Facts = None) -> Ground | None:
    """The ground on which it is permitted. Raises NotFound where the refusal hides the thing, else NotPermitted.

    Raises ConfirmationNeeded where the act is signed for and the proof of who acts is too old.
    """
    verdict = may(actor, action, facts)
    if isinstance(verdict, Denied):
        raise NotFound(rule=verdict.rule) if verdict.hides else NotPermitted(verdict.reason, rule=verdict.rule)
    if action in SIGNED_FOR and not actor.confirmed:
        raise ConfirmationNeeded
    return verdict.ground


def is_barred(actor: Actor, case: CaseFacts) -> bool:
    """Whether the person has, or is, what the case is about. No role, share or emergency lifts it."""
    if actor.selves & case.barred or actor.identifiers & case.identifiers:
        return True
    return actor.unit in case.barred_units


def in_reach(actor: Actor, case: CaseFacts) -> bool:
    """Whether the case is of the person's force, or was shared with it."""
    return actor.force == case.force or any(force == actor.force for force, _ in case.shares)


def need_to_know(actor: Actor, case: CaseFacts) -> Ground | None:
    """The first ground on which the person may know of the case; None without any."""
    places = {place for person, place in case.members if person == actor.id}
    if Place.CLAIMED in places:
        return Ground.CLAIMED
    # Professional standards decides who works on a restricted case, and not whoever arranges a cover.
    held_for = {person for person, place in case.members if place is Place.CLAIMED} & actor.covers
    if held_for and not case.restricted:
        return Ground.COVER
    if any((group, unit) in case.offers for group in actor.groups for unit in actor.units):
        return Ground.OFFERED
    if Place.NAMED in places:
        return Ground.NAMED
    if Place.TOOK_PART in places:
        return Ground.TOOK_PART
    if actor.is_in(SUPERVISORS) and not case.restricted and _is_of_unit(actor, case):
        return Ground.SUPERVISION
    if _oversees(actor, case):
        return Ground.PROFESSIONAL_STANDARDS
    if actor.is_in(DUTY_INSPECTORS) and actor.id in case.opened_by:
        return Ground.BREAK_GLASS
    return None


def separated_from(actor: Actor, facts: TaskFacts) -> str:
    """The sentence why this person may not do this step because of what was done before, or an empty one.

    Who covers for somebody is bound by what both of them did.
    """
    absent = {facts.assignee} if facts.assignee in actor.covers else set()
    own = sorted({step for step, person in facts.earlier if person in actor.selves})
    theirs = sorted({step for step, person in facts.earlier if person in absent})
    if own:
        return f"You completed {listed(own)} in this case, so another person has to do “{facts.step_name}”."
    if theirs:
        return (
            f"{facts.assignee_name}, for whom you act, completed {listed(theirs)} in this case, "
            f"so another person has to do “{facts.step_name}”."
        )
    return ""


def _account(asked: Question) -> Denied | None:
    if not asked.actor.active:
        return Denied("Your account is suspended. Ask an administrator.", rule=ACCOUNT)
    if not asked.actor.groups:
        return Denied("Your account is in no group yet. Ask an administrator to give you your role.", rule=ACCOUNT)
    return None


def _bar(asked: Question) -> Denied | None:
    if asked.case is not None and is_barred(asked.actor, asked.case):
        return Denied("You have to do with a person of this case, so you may not see it.", hides=True, rule=BAR)
    return None


def _force(asked: Question) -> Denied | None:
    own = asked.facts if isinstance(asked.facts, AccountFacts | PersonFacts | ExportFacts) else None
    if (own is not None and own.force != asked.actor.force) or (
        asked.case is not None and not in_reach(asked.actor, asked.case)
    ):
        return Denied("This belongs to another force.", hides=True, rule=FORCE)
    return None


def _known(asked: Question) -> Denied | None:
    if asked.action in OF_TASKS:
        if asked.task is None:
            return Denied("This task is unknown.", hides=True, rule=NEED_TO_KNOW)
        if not _has_task(asked.actor, asked.task):
            return Denied(
                f"This task is for the {title_of(asked.task.candidate_group)} role.", hides=True, rule=NEED_TO_KNOW
            )
    elif asked.action in OF_CASES and asked.case is not None:
        ground = need_to_know(asked.actor, asked.case)
        if ground is None or (ground is Ground.BREAK_GLASS and asked.action not in READ_ONLY):
            return Denied("You have no task in this case.", hides=True, rule=NEED_TO_KNOW)
    return None


def _role(asked: Question) -> Denied | None:
    if asked.action in FOR_ANY_ROLE:
        return None
    if asked.task is not None:
        if asked.actor.is_in(asked.task.candidate_group):
            return None
        return Denied(f"This task is for the {title_of(asked.task.candidate_group)} role.", hides=True)
    roles = ROLE_FOR.get(asked.action, frozenset())
    if not asked.actor.groups & roles:
        return Denied(needs_role(roles), hides=asked.action in OF_CASES)
    if isinstance(asked.facts, ProcedureFacts) and not asked.actor.groups & asked.facts.started_by:
        return Denied(f"You need the {one_of(asked.facts.started_by)} role to start this procedure.")
    person = asked.facts if isinstance(asked.facts, PersonFacts) else None
    if person is not None and not _arranges_for(asked.actor, person):
        return Denied("Only the person themselves or the supervisor of their unit arranges this.", hides=True)
    restricted = asked.case is not None and asked.case.restricted
    if asked.action is Action.CHANGE_CASE_PEOPLE and restricted and not asked.actor.is_in(PROFESSIONAL_STANDARDS):
        return Denied("This case is restricted, so professional standards decides who may see it.")
    return None


def _separation(asked: Question) -> Denied | None:
    if asked.task is not None and asked.action is not Action.VIEW_TASK:
        reason = separated_from(asked.actor, asked.task)
        if asked.action is not Action.RELEASE_TASK:
            reason = reason or too_close(asked.actor, asked.task)
        return Denied(reason, rule=SEPARATION) if reason else None
    if asked.action in {Action.PUBLISH_DEFINITION, Action.RETURN_DEFINITION} and _is_own(asked):
        return Denied("You wrote this version, so another person has to publish it.", rule=SEPARATION)
    if asked.action in {Action.APPROVE_MOVE, Action.RETURN_MOVE, Action.UNDO_MOVE} and _is_own(asked):
        return Denied("You planned this move, so another person has to decide on it.", rule=SEPARATION)
    if isinstance(asked.facts, GlassFacts):
        return _reviews_own(asked.actor, asked.facts)
    if isinstance(asked.facts, ExportFacts) and asked.facts.asked_by in asked.actor.selves:
        return Denied("You asked for this list yourself, so another person has to decide on it.", rule=SEPARATION)
    return None


def _state(asked: Question) -> Denied | None:
    """Only its author changes or submits a draft, so that “another person publishes” means everyone who wrote it."""
    task = asked.task
    if task is not None and asked.action is not Action.VIEW_TASK:
        if task.assignee is not None and task.assignee not in asked.actor.covers | {asked.actor.id}:
            return Denied(f"{task.assignee_name} is working on this task.", rule=STATE)
        if asked.action is Action.RELEASE_TASK and task.assignee is None:
            return Denied("Nobody has claimed this task.", rule=STATE)
    if isinstance(asked.facts, ProcedureFacts):
        if asked.facts.closed and not asked.facts.always:
            return Denied("This case is closed, so this procedure cannot be started in it.", rule=STATE)
        if asked.facts.running:
            return Denied("This procedure is under way in this case already.", rule=STATE)
    writes = asked.action in {Action.EDIT_DEFINITION, Action.SUBMIT_DEFINITION}
    if writes and isinstance(asked.facts, DefinitionFacts) and not _is_own(asked):
        return Denied("This draft is another designer's. Start a draft of your own.", rule=STATE)
    if asked.action is Action.PLAN_MOVE and isinstance(asked.facts, MoveFacts) and not _is_own(asked):
        return Denied("This plan is another designer's. Make a plan of your own.", rule=STATE)
    return None


def _volume(asked: Question) -> Denied | None:
    if isinstance(asked.facts, UseFacts) and asked.facts.used > asked.facts.most:
        most = f"{asked.facts.most} {asked.facts.kind}"
        return Denied(f"You have reached the limit of {most} a day. Ask your supervisor; audit was told.", rule=VOLUME)
    return None


RULES: Sequence[Rule] = (_account, _bar, _force, _known, _role, _separation, _state, _volume)


def _has_task(actor: Actor, facts: TaskFacts) -> bool:
    """A task is known to whom it is offered or given, to who covers for them, and to who is named in the case."""
    if facts.assignee == actor.id or (facts.assignee in actor.covers and not facts.case.restricted):
        return True
    if (actor.id, Place.NAMED) in facts.case.members:
        return True
    if facts.candidate_group == PROFESSIONAL_STANDARDS and _oversees(actor, facts.case):
        return True
    # Asked of the units and not of the offers: who comes too late to a task is told who was first.
    units = {facts.case.unit} | {unit for _, unit in facts.case.shares}
    return actor.is_in(facts.candidate_group) and not facts.case.restricted and bool(actor.units & units)


def _oversees(actor: Actor, case: CaseFacts) -> bool:
    """Professional standards knows of every restricted case of its force, and its tasks there wait for all of it."""
    return actor.is_in(PROFESSIONAL_STANDARDS) and case.restricted and actor.force == case.force


def _ground(asked: Question) -> Ground | None:
    if asked.task is None:
        return need_to_know(asked.actor, asked.case) if asked.case is not None else None
    if asked.task.assignee in asked.actor.covers:
        return Ground.COVER
    return Ground.CLAIMED if asked.task.assignee == asked.actor.id else Ground.OFFERED


def _is_own(asked: Question) -> bool:
    """Whether the person wrote the version, or made the plan, that it is about."""
    made_by = getattr(asked.facts, "author", None) or getattr(asked.facts, "planner", None)
    return made_by in asked.actor.selves


def _reviews_own(actor: Actor, facts: GlassFacts) -> Denied | None:
    """Nobody reviews their own emergency, nor one of their own unit while a reviewer of another unit is there."""
    if facts.opened_by in actor.selves:
        return Denied("You opened this case yourself, so another person has to review it.", rule=SEPARATION)
    if facts.others and actor.unit is not None and actor.unit == facts.unit:
        reason = "Somebody of your own unit opened this case, so a reviewer of another unit has to review it."
        return Denied(reason, rule=SEPARATION)
    return None


def _arranges_for(actor: Actor, person: PersonFacts) -> bool:
    supervises = actor.is_in(SUPERVISORS) and actor.unit is not None and actor.unit == person.unit
    return person.id == actor.id or supervises


def _is_of_unit(actor: Actor, case: CaseFacts) -> bool:
    return actor.unit is not None and (actor.unit == case.unit or (actor.force, actor.unit) in case.shares)
