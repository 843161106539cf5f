"""What may be told in a threat to life before a decision in writing: pure rules over plain values.

Basis: docs/process.md, exception E1 and invariant 1; European Convention on Human Rights Article 2.
"""

from collections.abc import Set
from dataclasses import dataclass

from webapp.cases.vocabulary import IdentityLevel
from webapp.disclosures.rules import RECIPIENT_UNNAMED, GroundsFacts, Refusal
from webapp.disclosures.vocabulary import OVERSEAS, PASS, PROTECT_LIFE

NOT_IMMEDIATE = "The confirmed priority is not P1, so nothing may be told before a decision in writing."
NAMEABLE = frozenset({IdentityLevel.POSSIBLE, IdentityLevel.PROBABLE, IdentityLevel.CONFIRMED})


@dataclass(frozen=True)
class OralFacts:
    """What the record holds when a decision is made by word of mouth.

    `link_open` says that the subject has to do with policing and professional standards has not settled it;
    `other_command` that the person who decides is not of the subject's command.
    """

    immediate: bool
    identity_accepted: bool
    identity_level: str
    grounds: GroundsFacts | None
    legal_view: str
    no_lawyer_reason: str
    proposed: Set[str]
    approved: Set[str]
    unattributable: Set[str]
    recipient_unnamed: bool
    permitted_already: bool
    link_open: bool = False
    other_command: bool | None = None


def why_not_decide_orally(facts: OralFacts, *, tells: bool) -> Refusal | None:
    """The first reason against recording this decision; None when it may be recorded."""
    if bool(facts.legal_view) == bool(facts.no_lawyer_reason):
        return Refusal("Note the lawyer’s view by telephone, or why no lawyer could be reached.", "lawyer_reached")
    if facts.link_open and not facts.other_command:
        return Refusal(
            "The subject has to do with policing, and professional standards has not said yet who is kept away. Decide "
            "only if you are of another command than the subject, or of another force, and say so here.",
            "other_command",
        )
    if not tells:
        return None
    if sentence := _why_no_basis(facts):
        return Refusal(sentence, "tell_now")
    if not facts.approved:
        return Refusal("Select at least one item that may be told.", "items_approved")
    if beyond := sorted(facts.approved - facts.proposed):
        return Refusal(
            f"Only items of the present grounds check can be approved, not {', '.join(beyond)}.", "items_approved"
        )
    if weak := sorted(facts.approved & facts.unattributable):
        return Refusal(f"These accounts cannot be attributed to the subject: {', '.join(weak)}.", "items_approved")
    if facts.recipient_unnamed:
        return Refusal(RECIPIENT_UNNAMED, "recipient_person")
    return None


def _why_no_basis(facts: OralFacts) -> str:
    if not facts.immediate:
        return NOT_IMMEDIATE
    if not facts.identity_accepted:
        return "The identity has not been assured by a second person, so nobody may be named. Warn without naming."
    if facts.identity_level not in NAMEABLE:
        return "The identity is not even possible. Warn the victim without naming anybody."
    if facts.grounds is None:
        return "The grounds have not been checked yet."
    if facts.grounds.purpose != PROTECT_LIFE:
        return "Only what protects life may be told before a decision in writing. The grounds name another purpose."
    if facts.grounds.result != PASS or facts.grounds.checks_failed or facts.grounds.recipient_location == OVERSEAS:
        return "The grounds are not met as they stand, so nothing may be told before a decision in writing."
    if facts.permitted_already:
        return "A decision to tell is on record and was not used. Tell what it permits, or have it taken back first."
    return ""
