"""The invariants of a disclosure, pure: each answers with the reason for a refusal, or with none.

Basis: the separation and invariants of the scheme (docs/process.md); DPA 2018 ss.35 to 38; Human Rights Act 1998 s.6.
"""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from webapp.cases.vocabulary import DISCLOSING, NO, IdentityLevel, Outcome
from webapp.disclosures import consulting
from webapp.disclosures.consulting import ViewFacts
from webapp.disclosures.vocabulary import (
    ADVISE_AGAINST,
    CHECKS,
    CIVIL_CLAIM,
    LAW_ENFORCEMENT_PURPOSES,
    LEGAL_APPROVALS,
    OVERSEAS,
    PASS,
    PASS_IF_LEGAL,
    RETURNED,
    VICTIM,
)

# A4 asks whether anything is sensitive, so that “no” is the good answer; A17 and A20 to A22 depend on the case.
COUNTED_CHECKS = tuple(check for check in CHECKS if check not in ("A4", "A17", "A20", "A21", "A22"))
DEFERRABLE_AT_P1 = "A19"


RECIPIENT_UNNAMED = "Enter the full name of the person who may be told instead of the victim."


@dataclass(frozen=True)
class Refusal:
    """Why something is refused, and the question it concerns, if any."""

    sentence: str
    field: str = ""


@dataclass(frozen=True)
class GroundsFacts:
    """What the record holds of a grounds check. `result` is what the grounds table gave."""

    result: str
    purpose: str
    recipient_location: str
    sensitive_retained: bool
    strictly_necessary: bool
    apd_in_place: bool
    checks_failed: int


@dataclass(frozen=True)
class DecisionFacts:
    """What the record holds when a decision is made. None stands for a step that has not been taken."""

    outcome: Outcome
    immediate: bool
    recommendation: str
    departure_reason: str
    grounds: GroundsFacts | None
    identity_accepted: bool
    identity_level: str
    legal_result: str | None
    senior_approval: bool | None
    representations_answered: bool
    tests: tuple[bool, bool, bool] | None
    views: ViewFacts
    cps_answered: bool
    proposed: Set[str]
    approved: Set[str]
    reassuring: Set[str]
    barred: Mapping[str, str]
    recipient: str
    recipient_name: str
    subject_to_be_told: str
    review_in_days: int | None
    longest_deferral_days: int | None
    reassures: bool = False

    @property
    def discloses(self) -> bool:
        """Whether somebody is told something, be it only a reassurance beside a deferral."""
        return self.outcome in DISCLOSING or self.reassures

    @property
    def only_reassures(self) -> bool:
        """Whether nobody is described or named."""
        return self.reassures or self.outcome is Outcome.REASSURANCE_ONLY


def failed_checks(answers: Mapping[str, str], *, immediate: bool) -> list[str]:
    """The checks answered “no” that stand against the disclosure, in order."""
    counted = [check for check in COUNTED_CHECKS if not (immediate and check == DEFERRABLE_AT_P1)]
    return [check for check in counted if answers.get(check) == NO]


def why_same_person(selves: Collection[object], earlier: Mapping[str, Collection[object]], act: str) -> str:
    """The reason why the person with these accounts may not do `act` (“decide”) after what they did before, or none."""
    done = [step for step, people in earlier.items() if any(account in people for account in selves)]
    return f"You did {' and '.join(done)} in this case, so another person has to {act}." if done else ""


def why_grounds_fail(grounds: GroundsFacts | None, legal_result: str | None) -> str:
    """The reason why the grounds carry no disclosure; empty when they do.

    The table's result is not enough by itself: what the law forbids stays forbidden whatever a table says.
    """
    if grounds is None:
        return "The grounds have not been checked yet."
    if grounds.purpose == CIVIL_CLAIM:
        return "A civil claim is no ground for disclosure. Tell the victim how to ask a court or take legal advice."
    if grounds.checks_failed:
        return "At least one check of the grounds was answered no. Check the grounds again."
    if grounds.sensitive_retained and not grounds.strictly_necessary:
        return "A sensitive item is not strictly necessary. Remove it and check the grounds again."
    if grounds.sensitive_retained and not grounds.apd_in_place:
        return "A sensitive item needs an appropriate policy document. Remove the item or put the document in place."
    if grounds.result not in (PASS, PASS_IF_LEGAL):
        return "The grounds for a disclosure are not met."
    within = grounds.purpose in LAW_ENFORCEMENT_PURPOSES and grounds.recipient_location != OVERSEAS
    if (grounds.result == PASS_IF_LEGAL or not within) and legal_result not in LEGAL_APPROVALS:
        return "These grounds are met only with the approval of the legal reviewer."
    return ""


def why_not_decide(facts: DecisionFacts) -> Refusal | None:
    """The first reason against recording this decision; None when it may be recorded."""
    if facts.outcome != facts.recommendation and not facts.departure_reason:
        return Refusal(
            "Your decision is not the one that the scope table recommends. Give your reason for departing from it.",
            "departure_reason",
        )
    if consulting.cps_objects(facts.views) and not facts.cps_answered:
        return Refusal("The Crown Prosecution Service objects. Answer its objection.", "cps_answer")
    if refusal := _why_not_deferred(facts):
        return refusal
    if not facts.discloses:
        return None
    sentence = _why_no_basis(facts) or _why_not_allowed(facts)
    if sentence:
        return Refusal(sentence, "reassures" if facts.reassures else "outcome")
    return _why_not_complete(facts)


def _why_not_deferred(facts: DecisionFacts) -> Refusal | None:
    if facts.outcome is not Outcome.DEFERRED:
        return None
    if facts.review_in_days is None:
        return Refusal("Enter when the deferral will be reviewed.", "review_date")
    longest = facts.longest_deferral_days
    if longest is not None and facts.review_in_days > longest:
        within = "tomorrow" if longest == 1 else f"within {longest} days"
        return Refusal(f"A deferral at this priority is reviewed {within} at the latest.", "review_date")
    return None


def _why_no_basis(facts: DecisionFacts) -> str:
    """The steps that come before every disclosure, whatever the diagram says."""
    if reason := why_grounds_fail(facts.grounds, facts.legal_result):
        return reason
    if not facts.identity_accepted:
        return "The identity has not been assured by a second person, so nothing can be disclosed."
    if not facts.representations_answered:
        return "The question whether to invite the subject’s representations has not been answered."
    if facts.legal_result is None:
        return "The legal review has not been recorded, so nothing can be disclosed."
    if facts.legal_result == RETURNED:
        return "The legal reviewer returned the case for more work, so nothing can be disclosed."
    if facts.legal_result == ADVISE_AGAINST and not facts.senior_approval:
        if facts.senior_approval is False:
            return "Legal advice is against disclosure, and a senior decision maker has refused to go against it."
        return (
            "Legal advice is against disclosure. Another senior decision maker has to approve going against it: ask "
            "for that when you weigh the tests, or do not disclose."
        )
    return ""


def _why_not_allowed(facts: DecisionFacts) -> str:
    """What the tests, the identity level and the views allow."""
    if facts.tests is None:
        return "The three tests have not been answered yet."
    if not all(facts.tests):
        return "At least one of the three tests is not met, so nothing can be disclosed."
    if reason := _why_identity_too_weak(facts):
        return reason
    if reason := consulting.missing_view(facts.views):
        return reason
    if facts.only_reassures:
        return ""
    return consulting.why_procedure_first(facts.views) or consulting.why_material_barred(facts.views)


def _why_identity_too_weak(facts: DecisionFacts) -> str:
    if facts.identity_level in (IdentityLevel.CONFIRMED, IdentityLevel.PROBABLE):
        return ""
    if not facts.immediate:
        return "The identity is neither probable nor confirmed, so nothing can be disclosed unless the priority is P1."
    if facts.identity_level != IdentityLevel.POSSIBLE and facts.outcome is not Outcome.REASSURANCE_ONLY:
        return "The identity is not even possible. Warn the victim without naming anybody."
    return ""


def _why_not_complete(facts: DecisionFacts) -> Refusal | None:
    """What a disclosing decision has to name."""
    if not facts.approved:
        return Refusal("Select at least one item that may be told.", "items_approved")
    if beyond := sorted(facts.approved - facts.proposed):
        return Refusal(
            f"Only items of the present grounds check can be approved, not {', '.join(beyond)}.", "items_approved"
        )
    if facts.only_reassures and (telling := sorted(facts.approved - facts.reassuring)):
        return Refusal(
            f"A reassurance describes nobody. Untick {', '.join(telling)}: only items that were proposed as a "
            "reassurance can be approved with this decision.",
            "items_approved",
        )
    if refusal := first_barred(facts.approved, facts.barred, "items_approved"):
        return refusal
    if not facts.recipient:
        return Refusal("Select who may be told.", "recipient")
    if facts.outcome is Outcome.DISCLOSED_THIRD_PARTY and facts.recipient == VICTIM:
        return Refusal("A disclosure to a third party goes to somebody other than the victim.", "recipient")
    if facts.recipient != VICTIM and not facts.recipient_name:
        return Refusal(RECIPIENT_UNNAMED, "recipient_person")
    if not facts.subject_to_be_told:
        return Refusal("Select whether the subject will be told.", "subject_to_be_told")
    return None


def first_barred(chosen: Set[str], barred: Mapping[str, str], field: str) -> Refusal | None:
    """The refusal of the first chosen item that may not be told now; None without any."""
    code = next((code for code in sorted(chosen) if code in barred), None)
    return Refusal(f"{code}: {barred[code]}", field) if code else None


def is_sensitive_kept(sensitive: Sequence[bool]) -> bool:
    """Whether any proposed item is sensitive. Basis: DPA 2018 s.35(8)."""
    return any(sensitive)


def are_strictly_necessary(items: Sequence[tuple[bool, bool | None]]) -> bool:
    """Whether every sensitive item, given as (sensitive, strictly necessary), is strictly necessary.

    False where nothing is sensitive. Basis: DPA 2018 s.35(5).
    """
    answers = [bool(necessary) for sensitive, necessary in items if sensitive]
    return bool(answers) and all(answers)
