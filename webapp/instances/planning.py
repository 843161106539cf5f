"""Plans to move running cases: made, tried on copies of the cases, submitted, and decided on by another person."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select, update

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import MoveFacts, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.engine.migration import propose
from webapp.errors import Conflict, NotFound, Rejected
from webapp.instances.judging import Judge
from webapp.instances.model import CaseMove, MovePlan, ProcessInstance
from webapp.sealing.keyring import look_ahead

# So many cases are tried while the designer waits; the worker tries the others.
AT_ONCE = 100
LONGEST_REASON = 2000


def plan(actor: Actor, source_id: UUID, target_id: UUID) -> UUID:
    """The id of a new plan, with the mapping that suggests itself. Raises Rejected where the versions do not fit."""
    require(actor, Action.PLAN_MOVE)
    source, target = definitions.by_id(source_id), definitions.by_id(target_id)
    if source.id == target.id:
        raise Rejected("Choose two different versions.", field="target")
    if source.key != target.key:
        raise Rejected("Choose two versions of the same package.", field="target")
    for version, field in ((source, "source"), (target, "target")):
        if version.deployed_at is None:
            raise Rejected(f"Version {version.version} has not been published. Choose one that has.", field=field)
    mapping = propose(definitions.bundle(source_id).parsed, definitions.bundle(target_id).parsed)
    made = MovePlan(
        key=source.key,
        source_id=source_id,
        target_id=target_id,
        mapping=mapping,
        planner_id=actor.id,
        created_at=now(),
    )
    session().add(made)
    session().flush()
    _account(Event.MOVE_PLANNED, actor, made)
    return made.id


def change(actor: Actor, plan_id: UUID, lines: Mapping[str, str], reason: str) -> int:
    """Changes lines of the mapping, and the reason; gives how many problems the plan has now.

    What was tried with the plan as it was is forgotten. Raises Rejected for a line that is about no element.
    """
    found = _own_draft(actor, plan_id)
    if unknown := sorted(set(lines) - set(found.mapping)):
        raise Rejected(f"The version that cases leave has no element {unknown[0][:40]}. Load the page again.")
    mapping = {**found.mapping, **lines}
    if mapping != found.mapping:
        found.mapping = mapping
        session().execute(delete(CaseMove).where(CaseMove.plan_id == plan_id))
    found.reason = reason.strip()[:LONGEST_REASON]
    session().flush()
    _account(Event.MOVE_PLANNED, actor, found)
    return len(Judge(found).problems())


def try_out(actor: Actor, plan_id: UUID) -> None:
    """Tries the plan on a copy of every running case. What was found is kept with the plan; no case is written to."""
    found = _own_draft(actor, plan_id)
    session().execute(delete(CaseMove).where(CaseMove.plan_id == plan_id))
    _list_cases(found)
    waiting = select(CaseMove).where(CaseMove.plan_id == plan_id, CaseMove.status == "waiting").order_by(CaseMove.id)
    judge = Judge(found)
    tried = session().scalars(waiting.limit(AT_ONCE)).all()
    look_ahead(row.case_id for row in tried)
    for row in tried:
        note_trial(judge, row)
    _account(Event.MOVE_TRIED, actor, found)


def note_trial(judge: Judge, row: CaseMove) -> None:
    """Writes down with the plan what it means for one case; of the case nothing is changed."""
    verdict = judge.verdict(session().get_one(ProcessInstance, row.instance_id), now())
    row.status, row.tried_at = "tried", now()
    row.can_move, row.sentences = verdict.can_move, list(verdict.sentences)


def submit(actor: Actor, plan_id: UUID) -> None:
    """Hands a plan over to be decided on. Raises Rejected while it has problems, no reason, or was not tried."""
    found = _own_draft(actor, plan_id)
    if not found.reason:
        raise Rejected("Say why the cases are to be moved, for the person who decides.", field="reason")
    if Judge(found).problems():
        raise Rejected("Mend the problems beside the steps first.", field="lines")
    untried = select(ProcessInstance.id).where(
        ProcessInstance.definition_id == found.source_id,
        ProcessInstance.status == "active",
        ProcessInstance.id.not_in(
            select(CaseMove.instance_id).where(CaseMove.plan_id == plan_id, CaseMove.status == "tried")
        ),
    )
    if session().scalar(untried.limit(1)) is not None:
        raise Rejected("Try the plan on all running cases first.", field="trial")
    found.state, found.submitted_at, found.returned_with = "in_review", now(), ""
    _account(Event.MOVE_SUBMITTED, actor, found)


def withdraw(actor: Actor, plan_id: UUID) -> None:
    """Gives a plan up that has not been approved."""
    found = _locked(plan_id)
    require(actor, Action.PLAN_MOVE, MoveFacts(found.planner_id))
    _must_be(found, "draft", "in_review")
    found.state = "withdrawn"
    session().execute(delete(CaseMove).where(CaseMove.plan_id == plan_id))
    _account(Event.MOVE_WITHDRAWN, actor, found)


def return_to_planner(actor: Actor, plan_id: UUID, reason: str) -> None:
    """Makes a submitted plan a draft again, with the reason for its designer."""
    found = _locked(plan_id)
    require(actor, Action.RETURN_MOVE, MoveFacts(found.planner_id))
    _must_be(found, "in_review")
    if not reason.strip():
        raise Rejected("Say what has to be changed, for the designer.", field="returned_with")
    found.state, found.returned_with = "draft", reason.strip()[:LONGEST_REASON]
    _account(Event.MOVE_RETURNED, actor, found)


def approve(actor: Actor, plan_id: UUID) -> None:
    """Has the running cases moved: the worker takes them one by one, and judges each again before it does."""
    found = _locked(plan_id)
    require(actor, Action.APPROVE_MOVE, MoveFacts(found.planner_id))
    _must_be(found, "in_review")
    if Judge(found).problems():
        raise Rejected("The plan has problems. Return it to its designer.")
    _list_cases(found)
    _queue(found, "waiting", "tried")
    found.state, found.approver_id, found.approved_at = "approved", actor.id, now()
    _account(Event.MOVE_APPROVED, actor, found)


def repeat(actor: Actor, plan_id: UUID) -> None:
    """Queues the cases again that could not be moved: they may have gone on meanwhile."""
    found = _locked(plan_id)
    require(actor, Action.APPROVE_MOVE, MoveFacts(found.planner_id))
    _must_be(found, "approved")
    _list_cases(found)
    _queue(found, "waiting", "refused")
    _account(Event.MOVE_APPROVED, actor, found)


def by_id(plan_id: UUID) -> MovePlan:
    """The plan with this id. Raises NotFound."""
    found = session().get(MovePlan, plan_id)
    if found is None:
        raise NotFound("There is no such plan.")
    return found


def _list_cases(found: MovePlan) -> None:
    """Gives every running case of the source a row in the queue."""
    listed = select(CaseMove.instance_id).where(CaseMove.plan_id == found.id)
    running = select(ProcessInstance.id, ProcessInstance.case_id).where(
        ProcessInstance.definition_id == found.source_id,
        ProcessInstance.status == "active",
        ProcessInstance.id.not_in(listed),
    )
    rows = session().execute(running).all()
    session().add_all(CaseMove(plan_id=found.id, instance_id=row.id, case_id=row.case_id) for row in rows)
    session().flush()


def _queue(found: MovePlan, *states: str) -> None:
    session().execute(
        update(CaseMove).where(CaseMove.plan_id == found.id, CaseMove.status.in_(states)).values(status="queued")
    )


def _own_draft(actor: Actor, plan_id: UUID) -> MovePlan:
    found = _locked(plan_id)
    require(actor, Action.PLAN_MOVE, MoveFacts(found.planner_id))
    _must_be(found, "draft")
    return found


def _locked(plan_id: UUID) -> MovePlan:
    found = session().get(MovePlan, plan_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such plan.")
    return found


def _must_be(found: MovePlan, *states: str) -> None:
    if found.state not in states:
        raise Conflict("This plan has been decided on or changed meanwhile. Load the page again.")


def _account(event: Event, actor: Actor, found: MovePlan) -> None:
    versions = {"from": definitions.number_of(found.source_id), "to": definitions.number_of(found.target_id)}
    audit.record(event, actor.id, detail={"plan": str(found.id), "key": found.key, **versions})
