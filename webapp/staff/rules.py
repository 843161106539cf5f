"""Who may propose and who may decide a change of what somebody may do. Pure.

What one administrator proposes needs another one, so that no single account, and nobody who has taken one over, can
give rights or take over a colleague's sign-in. Basis: OWASP ASVS 5.0 2.3.5; MoJ access control guide.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from webapp.access.groups import GROUPS, why_not_together


class Kind(StrEnum):
    """What is proposed."""

    GROUPS = "groups"
    PASSWORD = "password"  # noqa: S105 - a word, not a secret
    SECOND_FACTOR = "second_factor"
    RETURN = "return"


WORDS = {
    Kind.GROUPS: "Change of groups",
    Kind.PASSWORD: "New first password",
    Kind.SECOND_FACTOR: "Reset of the second factor",
    Kind.RETURN: "Return of a person who had left",
}
LONGEST_REASON = 300
# How long a password that was handed over can be used: a weekend, and the Monday after it.
FIRST_PASSWORD_LASTS = timedelta(hours=72)


@dataclass(frozen=True)
class PersonFacts:
    """What the rules need to know about the person whom a change is about."""

    id: UUID
    groups: frozenset[str]
    suspended: bool
    signs_in_here: bool = True
    proposed_already: bool = False


def why_not_propose(actor_id: UUID, person: PersonFacts, kind: Kind, groups: Collection[str]) -> str:
    """The sentence why this cannot be proposed, or an empty text."""
    if actor_id == person.id:
        return "Nobody proposes a change of their own account. Ask another administrator."
    if person.proposed_already:
        return "The same kind of change is proposed for this person already. Decide on that one first."
    if kind is Kind.RETURN:
        return "" if person.suspended else "This account is not suspended."
    if person.suspended:
        return "This account is suspended. Propose the person’s return first."
    if kind is Kind.PASSWORD and not person.signs_in_here:
        return "This person signs in with the force’s own account, which has its own way to a new password."
    if kind is Kind.GROUPS:
        return _why_not_groups(person, groups)
    return ""


def why_not_decide(actor_id: UUID, proposed_by: UUID, about: UUID) -> str:
    """The sentence why this administrator cannot decide on a proposal, or an empty text."""
    if actor_id == proposed_by:
        return "You proposed this, so another administrator has to decide."
    if actor_id == about:
        return "This is about you, so another administrator has to decide."
    return ""


def _why_not_groups(person: PersonFacts, groups: Collection[str]) -> str:
    if unknown := sorted(set(groups) - set(GROUPS)):
        return f"There is no group called {unknown[0]}."
    if frozenset(groups) == person.groups:
        return "The person is in exactly these groups already."
    return why_not_together(groups)
