"""The rules of a delivery, pure: each answers with the reason for a refusal, or with none.

Basis: DPA 2018 ss.37, 38(5) and 62; Victims' Code Right 1; the undertaking follows the domestic violence scheme.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from webapp.disclosures.rules import Refusal, first_barred
from webapp.disclosures.vocabulary import REFUSED_UNDERTAKING, UNDERTAKING_REFUSED

INTERPRETER_NEEDED = "The victim needs an interpreter: use a professional one, never a relative or friend."


@dataclass(frozen=True)
class DeliveryFacts:
    """What is said to have happened when somebody was told."""

    immediate: bool
    approved: Set[str]
    given: Set[str]
    barred: Mapping[str, str]
    recipient_id_verified: bool
    safe_location: bool
    caveat_read: bool
    undertaking: str
    video_without_reason: bool
    not_given_reason: str = ""
    refusal_accepted: bool = False
    interpreter_missing: bool = False
    third_party: bool = False
    third_party_named: bool = False


def why_not_deliver(facts: DeliveryFacts) -> Refusal | None:
    """The first reason against recording this delivery; None when it may be recorded."""
    if facts.video_without_reason:
        return Refusal("Enter why the meeting was by secure video and not in person.", "mode_reason")
    if facts.undertaking == REFUSED_UNDERTAKING and facts.given and not (facts.immediate or facts.refusal_accepted):
        return Refusal(
            "The recipient refused the undertaking, so nothing may be given. Untick the items: the decision maker "
            "decides again.",
            "items_given",
        )
    if not facts.given and _is_explained(facts):
        return None
    return _why_not_safe(facts) or _why_not_items(facts)


def _is_explained(facts: DeliveryFacts) -> bool:
    """Whether it is said why nothing was given; at P1 a refused undertaking alone is no reason."""
    refused = facts.undertaking == REFUSED_UNDERTAKING and not facts.immediate
    return refused or facts.not_given_reason not in ("", UNDERTAKING_REFUSED)


def _why_not_safe(facts: DeliveryFacts) -> Refusal | None:
    """What must be so before anybody is told anything."""
    if not facts.recipient_id_verified:
        return Refusal("Verify who the recipient is before you tell them anything.", "recipient_id_verified")
    if facts.third_party and not facts.third_party_named:
        return Refusal(
            "The decision names somebody other than the victim. Enter their name, and how you verified that they are "
            "that person.",
            "recipient_capacity",
        )
    if not facts.safe_location:
        return Refusal("Go to a safe place before you tell the recipient anything.", "safe_location")
    if facts.interpreter_missing:
        return Refusal(INTERPRETER_NEEDED, "interpreter_used")
    if not facts.caveat_read:
        return Refusal("Read out the caveat: the level of certainty, its date, and that it may change.", "caveat_read")
    return None


def _why_not_items(facts: DeliveryFacts) -> Refusal | None:
    """What must be so of the items that were given."""
    if not facts.given:
        return Refusal("Select the items that you gave, or say below why you gave nothing.", "items_given")
    if facts.not_given_reason:
        return Refusal("You gave items, so leave the question why nothing was given unanswered.", "not_given_reason")
    if beyond := sorted(facts.given - facts.approved):
        return Refusal(f"Only approved items may be given. Not approved: {', '.join(beyond)}.", "items_given")
    return first_barred(facts.given, facts.barred, "items_given")
