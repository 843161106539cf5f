"""What administrators see of the people: accounts, how they sign in, and what is proposed. No cases."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from webapp.access import queries as people
from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.queries import Account
from webapp.access.rules import require
from webapp.database import session
from webapp.errors import NotFound
from webapp.signin import factors
from webapp.staff.model import StaffProposal
from webapp.staff.rules import Kind, PersonFacts, why_not_decide


@dataclass(frozen=True)
class Proposed:
    """One proposal. `refusal` says why this reader cannot decide on it, or is empty."""

    id: UUID
    kind: Kind
    user_id: UUID
    name: str
    login: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reason: str
    proposed_by: UUID
    proposer: str
    at: datetime
    refusal: str


@dataclass(frozen=True)
class Person:
    """One account with how its owner signs in."""

    account: Account
    has_password: bool
    password_is_temporary: bool
    code_generator: bool
    passkeys: int
    proposals: list[Proposed]


def proposals(actor: Actor, user_id: UUID | None = None) -> list[Proposed]:
    """What waits for a decision, the oldest first; of everybody or of one person."""
    require(actor, Action.VIEW_USERS)
    query = select(StaffProposal).where(StaffProposal.outcome == "").order_by(StaffProposal.proposed_at)
    if user_id is not None:
        query = query.where(StaffProposal.user_id == user_id)
    return _views(actor, session().scalars(query))


def person(actor: Actor, user_id: UUID) -> Person:
    """One account. Raises NotFound."""
    require(actor, Action.VIEW_USERS)
    account = next((one for one in people.accounts(actor.force) if one.id == user_id), None)
    if account is None:
        raise NotFound
    has = factors.of(user_id)
    return Person(
        account=account,
        has_password=people.has_password(user_id),
        password_is_temporary=people.has_temporary_password(user_id),
        code_generator=has.code_generator,
        passkeys=len(has.passkeys),
        proposals=proposals(actor, user_id),
    )


def facts(actor: Actor, user_id: UUID, kind: Kind) -> PersonFacts:
    """What the rules need to know about a person. Raises NotFound."""
    found = person(actor, user_id)
    return PersonFacts(
        id=user_id,
        groups=frozenset(found.account.groups),
        suspended=found.account.suspended,
        signs_in_here=found.has_password,
        proposed_already=any(one.kind is kind for one in found.proposals),
    )


def kind_of(actor: Actor, proposal_id: UUID) -> Kind | None:
    """What an open proposal is about; None where there is none of this id."""
    return next((one.kind for one in proposals(actor) if one.id == proposal_id), None)


def _views(actor: Actor, rows: Iterable[StaffProposal]) -> list[Proposed]:
    known = {account.id: account for account in people.accounts(actor.force)}
    found = []
    for row in rows:
        if row.user_id not in known:
            continue  # of another force
        about, kind = known[row.user_id], Kind(row.kind)
        after = set(row.groups) if kind is Kind.GROUPS else set(about.groups)
        found.append(
            Proposed(
                id=row.id,
                kind=kind,
                user_id=row.user_id,
                name=about.name,
                login=about.login,
                added=tuple(sorted(after - set(about.groups))),
                removed=tuple(sorted(set(about.groups) - after)),
                reason=row.reason,
                proposed_by=row.proposed_by,
                proposer=known[row.proposed_by].name,
                at=row.proposed_at,
                refusal=why_not_decide(actor.id, row.proposed_by, row.user_id),
            )
        )
    return found
