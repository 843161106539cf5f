"""Joiners, movers and leavers: proposed by one administrator, decided by another; leaving alone needs no second one."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from webapp.access import service as access
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.errors import Conflict, NotPermitted, Rejected
from webapp.inbox import leaving
from webapp.signin import factors, sessions
from webapp.signin.rules import End
from webapp.staff import queries, rules
from webapp.staff.model import StaffProposal
from webapp.staff.rules import Kind


@dataclass(frozen=True)
class NewPerson:
    """Who joins, and what they shall do."""

    login: str
    name: str
    email: str
    groups: Collection[str]
    reason: str
    unit_id: UUID | None = None
    staff_number: str = ""


def join(actor: Actor, new: NewPerson, first_password_hash: str | None) -> UUID:
    """A new account of the actor's force that is in no group yet, and the proposal of its groups.

    Its first password is temporary; without one the person signs in at the force's own provider. Raises Rejected.
    """
    user_id = access.create_user(
        actor,
        new.login,
        new.name,
        None,
        (),
        force=actor.force,
        email=new.email,
        unit_id=new.unit_id,
        staff_number=new.staff_number,
    )
    if first_password_hash is not None:
        access.give_first_password(actor, user_id, first_password_hash, now() + rules.FIRST_PASSWORD_LASTS)
    propose(actor, user_id, Kind.GROUPS, new.groups, new.reason)
    return user_id


def propose(actor: Actor, user_id: UUID, kind: Kind, groups: Collection[str], reason: str) -> UUID:
    """The id of a new proposal. Raises Rejected where a rule is not met, NotFound for nobody."""
    require(actor, Action.CHANGE_USERS)
    facts = queries.facts(actor, user_id, kind)
    if sentence := rules.why_not_propose(actor.id, facts, kind, groups):
        raise Rejected(sentence, field="groups" if kind is Kind.GROUPS else "")
    if not reason.strip():
        raise Rejected("Say why, for the administrator who decides.", field="reason")
    proposal = StaffProposal(
        kind=kind,
        user_id=user_id,
        groups=sorted(set(groups)) if kind is Kind.GROUPS else [],
        reason=reason.strip()[: rules.LONGEST_REASON],
        proposed_by=actor.id,
    )
    session().add(proposal)
    session().flush()
    detail = {"proposal": str(proposal.id), "kind": kind.value, "user": str(user_id), "groups": proposal.groups}
    audit.record(Event.STAFF_CHANGE_PROPOSED, actor.id, detail=detail)
    return proposal.id


def approve(actor: Actor, proposal_id: UUID, first_password_hash: str = "") -> None:
    """Carries a proposal out. Raises NotPermitted for its author and whom it is about, Conflict for a decided one.

    The person's sessions end with it, so that nobody goes on with rights they no longer have.
    """
    proposal = _open(actor, proposal_id)
    require(actor, Action.DECIDE_STAFF_CHANGE)
    if sentence := rules.why_not_decide(actor.id, proposal.proposed_by, proposal.user_id):
        raise NotPermitted(sentence)
    _decided(actor, proposal, "approved")
    if proposal.kind == Kind.GROUPS:
        access.change_groups(actor, proposal.user_id, proposal.groups)
        sessions.end_all(proposal.user_id, End.GROUPS_CHANGED)
        leaving.give_back(actor, proposal.user_id, still_in=proposal.groups)
    elif proposal.kind == Kind.PASSWORD:
        if not first_password_hash:
            raise Rejected("There is no new password to give.")
        access.give_first_password(
            actor, proposal.user_id, first_password_hash, now() + rules.FIRST_PASSWORD_LASTS, by_proposal=proposal.id
        )
        sessions.end_all(proposal.user_id, End.CREDENTIALS)
    elif proposal.kind == Kind.SECOND_FACTOR:
        factors.remove_all(proposal.user_id)
        audit.record(Event.SECOND_FACTOR_REMOVED, actor.id, detail={"user": str(proposal.user_id), "all": True})
        sessions.end_all(proposal.user_id, End.CREDENTIALS)
    else:
        access.take_back(actor, proposal.user_id)


def refuse(actor: Actor, proposal_id: UUID) -> None:
    """Turns a proposal down; its author takes it back instead. Raises NotPermitted, Conflict."""
    proposal = _open(actor, proposal_id)
    require(actor, Action.DECIDE_STAFF_CHANGE)
    if sentence := rules.why_not_decide(actor.id, proposal.proposed_by, proposal.user_id):
        raise NotPermitted(sentence)
    _decided(actor, proposal, "refused")


def withdraw(actor: Actor, proposal_id: UUID) -> None:
    """Takes one's own proposal back. Raises NotPermitted for somebody else's, Conflict for a decided one."""
    proposal = _open(actor, proposal_id)
    if proposal.proposed_by != actor.id:
        raise NotPermitted("This is another administrator’s proposal. You can refuse it.")
    _decided(actor, proposal, "withdrawn")


def leave(actor: Actor, user_id: UUID) -> int:
    """Ends an account at once: no sign-in, no session, no claimed task. Says how many tasks went back.

    One administrator is enough, because waiting for a second one could cost more than a suspension too many.
    """
    require(actor, Action.CHANGE_USERS)
    if user_id == actor.id:
        raise Rejected("You cannot suspend your own account. Ask another administrator.")
    access.suspend(actor, user_id)
    sessions.end_all(user_id, End.SUSPENDED)
    for proposal in session().scalars(
        select(StaffProposal).where(StaffProposal.user_id == user_id, StaffProposal.outcome == "")
    ):
        _decided(actor, proposal, "withdrawn")
    return leaving.give_back(actor, user_id)


def _open(actor: Actor, proposal_id: UUID) -> StaffProposal:
    require(actor, Action.CHANGE_USERS)
    proposal = session().get(StaffProposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None or proposal.outcome:
        raise Conflict("This proposal has been decided since, or taken back.")
    # Raises NotFound for somebody of another force.
    queries.person(actor, proposal.user_id)
    return proposal


def _decided(actor: Actor, proposal: StaffProposal, outcome: str) -> None:
    proposal.outcome, proposal.decided_by, proposal.decided_at = outcome, actor.id, now()
    session().flush()
    detail = {"proposal": str(proposal.id), "outcome": outcome, "user": str(proposal.user_id), "kind": proposal.kind}
    audit.record(Event.STAFF_CHANGE_DECIDED, actor.id, detail=detail)
