"""The rules of the scheme once more, as plain Python: what the tables, clocks and services are held against.

Written from the scheme's own text and from nothing of the product, so that a mistake would have to be made twice. Each
rule of a table answers with the number of its row and the result.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

P1, P2, P3 = "P1_IMMEDIATE", "P2_HIGH", "P3_STANDARD"
PRIORITIES = (P1, P2, P3)

# How long each step may take: hours or working days; None where the step does not wait at that priority.
CLOCKS: Mapping[str, Mapping[str, str | None]] = {
    "initial_checks": {P1: "at once", P2: "24 h", P3: "24 h"},
    "identity_review": {P1: "1 h", P2: "1 wd", P3: "2 wd"},
    "consultations": {P1: None, P2: "1 wd", P3: "5 wd"},
    "representations": {P1: None, P2: "2 wd", P3: "5 wd"},
    "legal_review": {P1: "2 wd", P2: "1 wd", P3: "3 wd"},
    "decision": {P1: "1 h", P2: "1 wd", P3: "2 wd"},
    "delivery": {P1: "4 h", P2: "24 h", P3: "3 wd"},
    "outcome": {P1: "24 h", P2: "5 d", P3: "28 d"},
}
LONGEST_DEFERRAL = {P1: 1, P2: 7, P3: 14}
COUNTED_CHECKS = (*range(1, 17), 18, 19)


@dataclass(frozen=True)
class Strand:
    """One strand of evidence, with its 3x5x2 grade. `agreed`: the owner of material with conditions has agreed."""

    source: int
    assessment: str
    handling: str
    origin: str
    person: bool
    kind: str = "payment"
    agreed: bool = False

    @property
    def counts(self) -> bool:
        return self.source <= 2 and self.assessment in "AB" and (self.handling == "P" or self.agreed)


def urgency(triage: Mapping[str, object]) -> tuple[int, str]:
    """DMN-1."""
    near, violent, known = triage["approach_recent"], triage["threat_violence"], triage["location_known_to_subject"]
    if triage["ttl_credible"]:
        return 1, P1
    if near and violent:
        return 2, P1
    if known and violent:
        return 3, P2
    if triage["risk_level"] == "HIGH":
        return 4, P2
    if violent and (triage["victim_age_group"] == "under_18" or triage["victim_at_risk"]):
        return 5, P2
    return (6, P2) if near and not violent else (7, P3)


def identity(facts: Mapping[str, object]) -> tuple[int, str]:
    """DMN-2."""
    strands = facts["independent_strands"]
    assert isinstance(strands, int)
    if facts["contradiction_unresolved"]:
        return 1, "POSSIBLE"
    if facts["corroborated_admission"]:
        return 2, "CONFIRMED"
    if not facts["mandatory_checks_complete"]:
        return (3, "POSSIBLE") if strands else (7, "INSUFFICIENT")
    if strands >= 3 and facts["person_level_strand"]:
        return 4, "CONFIRMED"
    if strands == 2 and facts["person_level_strand"]:
        return 5, "PROBABLE"
    return (6, "POSSIBLE") if strands else (7, "INSUFFICIENT")


def evidence(strands: Sequence[Strand]) -> dict[str, object]:
    """What the strands come to for the identity table: origins once each, whether any reaches the person."""
    counting = [strand for strand in strands if strand.counts]
    admitted = {strand.origin for strand in counting if strand.kind == "admission"}
    others = {strand.origin for strand in counting if strand.kind != "admission"}
    return {
        "independent_strands": len({strand.origin for strand in counting}),
        "person_level_strand": any(strand.person for strand in counting),
        "corroborated_admission": bool(admitted) and bool(others - admitted),
    }


def grounds(facts: Mapping[str, object]) -> tuple[int, str, str]:
    """DMN-3, with a word of law that the regime has to name."""
    purpose, sensitive = facts["purpose_primary"], facts["sensitive_retained"]
    necessary, policy = facts["strictly_necessary"], facts["apd_in_place"]
    if purpose == "civil_claim_only":
        return 1, "BLOCK", "court"
    if sensitive and not necessary:
        return 2, "RETURN", "remove"
    if sensitive and not policy:
        return 3, "RETURN", "policy document"
    if facts["recipient_location"] == "overseas":
        return (11, "BLOCK", "") if purpose == "wellbeing_only" else (8, "PASS_IF_LEGAL", "73")
    rows = {
        ("prevent_detect_crime", False): (4, "PASS", "s.35(2)"),
        ("prevent_detect_crime", True): (5, "PASS", "s.35(5)"),
        ("protect_life", False): (6, "PASS", "Article 2"),
        ("protect_life", True): (7, "PASS", "Schedule 8 paragraph 3"),
        ("wellbeing_only", False): (9, "PASS_IF_LEGAL", "s.36(4)"),
        ("wellbeing_only", True): (10, "PASS_IF_LEGAL", "Article 9(2)(g)"),
    }
    return rows[str(purpose), bool(sensitive)]


def failed_checks(answers: Mapping[int, str], priority: str) -> int:
    """How many of the checks A1 to A16, A18 and A19 stand against it; at P1 the evidence of A19 may follow later."""
    return sum(answers[n] == "no" for n in COUNTED_CHECKS if not (n == 19 and priority == P1))


def scope(facts: Mapping[str, object]) -> tuple[int, str]:
    """DMN-4."""
    level, immediate = facts["identity_level"], facts["priority"] == P1
    child = facts["victim_age_group"] == "under_18"
    if facts["grounds_result"] == "BLOCK" or facts["legal_result"] == "advise_against":
        return 1, "REFUSED"
    if facts["victim_wants_identity"] == "no" and not child and facts["victim_has_capacity"] and not immediate:
        return 2, "DECLINED_BY_VICTIM"
    if facts["originator_refused"] and not facts["clean_strands_sufficient"]:
        return 3, "DEFERRED"
    if not (facts["necessary"] and facts["pressing_need"] and facts["proportionate"]):
        return 4, "REFUSED"
    if immediate and level == "POSSIBLE":
        return 5, "DISCLOSED_LIMITED"
    if level in ("POSSIBLE", "INSUFFICIENT"):
        return 6, "DEFERRED"
    if (facts["id_procedure_pending"] or facts["cps_objects"]) and not immediate:
        return 7, "DEFERRED"
    if facts["retaliation_risk"] == "HIGH" and not immediate:
        return 8, "DEFERRED"
    if child or not facts["victim_has_capacity"]:
        return 9, "DISCLOSED_THIRD_PARTY"
    if facts["subject_age_group"] == "under_18":
        return 10, "DISCLOSED_LIMITED"
    return (11, "DISCLOSED_LIMITED") if level == "PROBABLE" else (12, "DISCLOSED_FULL")


def reassures(row: int) -> bool:
    """Whether the recommendation of this row of DMN-4 goes with a reassurance."""
    return row in (3, 7, 8)


def working_day_after(day: date, days: int, free: Collection[date] = ()) -> date:
    """The day that many working days later."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in free
    return day
