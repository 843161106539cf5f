"""Cases nobody wrote down, each made from a seed: what was answered in it, and nothing of what should come of it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.workflows.right_to_know.rules_of_the_scheme import Strand

SCREENING = ("ttl_credible", "approach_recent", "location_known_to_subject")
AFTER_ARREST = ("under_investigation", "bailed", "charged", "convicted")
SELDOM, MOSTLY = (False, True), (True, False)


@dataclass(frozen=True)
class Variant:
    """What is special about one case."""

    victim: Mapping[str, Any]
    triage: Mapping[str, Any]
    strands: Sequence[Strand]
    contradiction: bool
    occupants_considered: bool
    subject: Mapping[str, Any]
    grounds: Mapping[str, Any]
    failing_check: int | None
    retaliation: str
    views: Mapping[str, str]
    legal: str
    tests: Mapping[str, bool]
    departs: bool
    undertaking: str


def variant(seed: int) -> Variant:
    """The case of a seed: most answers are the usual ones, so that most cases come far."""
    chance = random.Random(seed)  # noqa: S311 - the same cases in every run

    def rarely(usual_one: Any, *others: Any) -> Any:
        return chance.choice(others) if chance.random() < 0.2 else usual_one

    strands = [
        Strand(
            rarely(1, 2, 3),
            rarely("A", "B", "C", "D"),
            rarely("P", "C"),
            chance.choice(("provider", "laptop", "bank", "interview")),
            chance.random() < 0.6,
            rarely("payment", "admission"),
            chance.random() < 0.5,
        )
        for _ in range(chance.randint(1, 5))
    ]
    return Variant(
        victim={
            "victim_age_group": rarely("adult", "under_18"),
            "victim_needs": rarely(["none"], ["capacity"], ["disability"], ["interpreter"]),
            "victim_wants_identity": rarely("yes", "no", "undecided", "not_asked"),
        },
        triage={
            **{name: rarely(*SELDOM) for name in SCREENING},
            "sdash_6": rarely("no", "yes", "unknown"),
            "risk_level": chance.choice(("STANDARD", "MEDIUM", "HIGH")),
        },
        strands=strands,
        contradiction=rarely(*SELDOM),
        occupants_considered=rarely(*MOSTLY),
        subject={
            "subject_age_group": rarely("adult", "under_18", "unknown"),
            "subject_status": chance.choice(("not_arrested", *AFTER_ARREST[:2])),
        },
        grounds={
            "purpose_primary": rarely("prevent_detect_crime", "protect_life", "wellbeing_only", "civil_claim_only"),
            "sensitive_retained": (sensitive := rarely(*SELDOM)),
            "strictly_necessary": sensitive and chance.random() < 0.8,
            "apd_in_place": rarely(*MOSTLY),
            "recipient_location": rarely("UK", "overseas"),
        },
        failing_check=rarely(None, 9, 12, 17, 19, 20),
        retaliation=rarely("LOW", "MEDIUM", "HIGH"),
        views={
            "csc": "view_given",
            "cps": rarely("no_objection", "objects"),
            "originator": rarely("granted", "refused"),
            "code_d_officer": rarely("not_needed", "pending"),
        },
        legal=rarely("approve", "approve_with_conditions", "advise_against"),
        tests={name: chance.random() < 0.93 for name in ("necessary", "pressing_need", "proportionate")},
        departs=chance.random() < 0.5,
        undertaking=rarely("signed", "refused", "not_appropriate"),
    )
