"""What the evidence of a case amounts to: pure rules over plain values.

Basis: the attribution model and tables of the scheme (docs/process.md); the identity table reads these facts.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from webapp.cases.vocabulary import NO, SHARED, YES, IdentityLevel, Priority

COUNTING_SOURCES = frozenset({1, 2})
COUNTING_ASSESSMENTS = frozenset({"A", "B"})
ATTRIBUTABLE = frozenset({IdentityLevel.CONFIRMED, IdentityLevel.PROBABLE})
# The figure of the identity table's row “probable”; it decides only whether clean evidence stands by itself.
CLEAN_STRANDS_NEEDED = 2
THREATS_OF_VIOLENCE = 6  # the number of the S-DASH question
NEEDS_THAT_PUT_AT_RISK = frozenset({"capacity", "disability"})
BY_URGENCY = (Priority.P3_STANDARD, Priority.P2_HIGH, Priority.P1_IMMEDIATE)


@dataclass(frozen=True)
class StrandFacts:
    """What counts about one strand of evidence."""

    type: str
    grade_source: int
    grade_assessment: str
    handling_code: str
    independent_group: str
    person_level: bool
    # The link that it supports, the device, connection or subscriber at which the links meet, and the aliases that it
    # concerns, none meaning all. An owner of code C agreed to its use where `consented`.
    link: str = ""
    endpoint: str = ""
    aliases: frozenset[str] = frozenset()
    consented: bool = False


@dataclass(frozen=True)
class CheckFacts:
    """The mandatory checks of an identity assessment; None where the check was left unanswered."""

    time_zone_verified: bool | None
    ip_source_attached: bool | None
    cgnat_resolved: str | None
    billing_vs_installation: str | None
    other_occupants_considered: bool


def counts(strand: StrandFacts) -> bool:
    """Whether a strand may count: source 1 or 2, assessment A or B, and free to use or used with its owner's consent.

    Basis: house rule on 3x5x2 grades; invariant of the scheme on material with handling code C.
    """
    free = strand.handling_code == SHARED or strand.consented
    return free and strand.grade_source in COUNTING_SOURCES and strand.grade_assessment in COUNTING_ASSESSMENTS


def independent_strands(strands: Iterable[StrandFacts]) -> int:
    """How many origins of counting evidence there are; strands of one origin count once."""
    return len({_origin(strand) for strand in strands if counts(strand)})


def has_person_level(strands: Iterable[StrandFacts]) -> bool:
    """Whether counting evidence points to the person and not only to a device or household."""
    return any(strand.person_level for strand in strands if counts(strand))


def clean(strands: Iterable[StrandFacts]) -> list[StrandFacts]:
    """The strands that may be shared without asking their owner."""
    return [strand for strand in strands if strand.handling_code == SHARED]


def clean_strands_sufficient(strands: Iterable[StrandFacts], subject_status: str) -> bool:
    """Whether the identification stands without any material whose owner set conditions."""
    free = clean(strands)
    enough = independent_strands(free) >= CLEAN_STRANDS_NEEDED and has_person_level(free)
    return enough or corroborated_admission(free, subject_status)


def checks_complete(checks: CheckFacts, strands: Sequence[StrandFacts]) -> bool:
    """Whether every check that applies was answered yes.

    The four checks of technical records apply when there is a technical strand; otherwise an unanswered one does not.
    """
    technical = any(strand.type == "technical" for strand in strands)
    of_records = (
        checks.time_zone_verified,
        checks.ip_source_attached,
        _as_bool(checks.cgnat_resolved),
        _as_bool(checks.billing_vs_installation),
    )
    excused = (checks.cgnat_resolved == "na", checks.billing_vs_installation == "na")
    unanswered_passes = (not technical, not technical, not technical or excused[0], not technical or excused[1])
    records_pass = all(
        passes if answer is None else answer for answer, passes in zip(of_records, unanswered_passes, strict=True)
    )
    return records_pass and checks.other_occupants_considered


def admission_or_charge(strands: Iterable[StrandFacts], subject_status: str) -> bool:
    """Whether the candidate admitted it in evidence that counts, or was charged or convicted."""
    admitted = any(strand.type == "admission" and counts(strand) for strand in strands)
    return admitted or subject_status in ("charged", "convicted")


def corroborated_admission(strands: Sequence[StrandFacts], subject_status: str) -> bool:
    """Whether counting evidence of another origin bears out an admission, a charge or a conviction."""
    if not admission_or_charge(strands, subject_status):
        return False
    admitted = {_origin(s) for s in strands if s.type == "admission" and counts(s)}
    other = {_origin(s) for s in strands if s.type != "admission" and counts(s)}
    return bool(other - admitted)


def why_not_attributable(level: str | None) -> str:
    """The reason why an alias cannot be attributed to the subject in a disclosure; empty when it can."""
    if level is None:
        return "The link of this alias to the subject has not been graded yet."
    if IdentityLevel(level) not in ATTRIBUTABLE:
        return f"The link of this alias to the subject is only {level.lower()}; it must be probable or confirmed."
    return ""


def sdash_yes_count(answers: Mapping[int, str]) -> int:
    """How many of the S-DASH questions were answered yes. No threshold is official."""
    return sum(answer == YES for answer in answers.values())


def threat_of_violence(answers: Mapping[int, str]) -> bool:
    """Whether the stalker threatened physical or sexual violence."""
    return answers.get(THREATS_OF_VIOLENCE) == YES


def victim_at_risk(age_group: str, needs: Collection[str]) -> bool:
    """Whether the victim is a child or has needs that make them less able to protect themselves."""
    return age_group == "under_18" or bool(NEEDS_THAT_PUT_AT_RISK & set(needs))


def victim_has_capacity(needs: Collection[str]) -> bool:
    """Whether nothing was recorded that puts the victim's capacity to decide in doubt."""
    return "capacity" not in needs


def confirmed_priority(given: str, supervisor: str | None, officer: str | None) -> Priority:
    """The priority after the supervisor confirmed it: one step up or down from what the urgency table gave.

    A raise that the officer asked for stands unless the supervisor chose otherwise.
    """
    chosen = supervisor or ("raise" if officer == "raise" else "keep")
    step = {"keep": 0, "raise": 1, "lower": -1}[chosen]
    place = BY_URGENCY.index(Priority(given)) + step
    return BY_URGENCY[max(0, min(place, len(BY_URGENCY) - 1))]


def why_not_assure(selves: Collection[object], earlier: Mapping[str, Collection[object]]) -> str:
    """The reason why this person may not assure the identity; empty when they may.

    `selves` are all the accounts of one person. `earlier` maps what was done in the case ("the identity assessment")
    to the people who did it.
    """
    done = [step for step, people in earlier.items() if any(account in people for account in selves)]
    if not done:
        return ""
    return f"You did {' and '.join(done)} in this case, so another person has to assure the identity."


def _origin(strand: StrandFacts) -> str:
    return " ".join(strand.independent_group.casefold().split())


def _as_bool(answer: str | None) -> bool | None:
    return {YES: True, NO: False}.get(answer or "")
