"""When a record may be kept, put on hold or erased. Pure; each answer is the sentence of a refusal or empty."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

PERIOD_OVER = "period_over"
GROUNDS = {
    PERIOD_OVER: "The period is over and nothing needs the record any more",
    "request_s47": "The person it is about asked for erasure and the law requires it (DPA 2018 s.47)",
    "court_order": "A court or the Commissioner ordered it",
}
SHORTEST_REASON = 20
LONGEST_REASON = 2000
# A person's record is looked at again within ten years whatever the reason for keeping it.
LONGEST_KEPT_YEARS = 10


@dataclass(frozen=True)
class RecordFacts:
    """What is asked about a record."""

    status: str
    erased: bool
    holds: int
    proposal_open: bool
    process_ended: bool


def why_bad_reason(reason: str) -> str:
    """A reason is written in words that a person can judge later."""
    if len(reason.strip()) < SHORTEST_REASON:
        return f"Give the reason in at least {SHORTEST_REASON} characters."
    if len(reason) > LONGEST_REASON:
        return f"Give the reason in {LONGEST_REASON} characters or fewer."
    return ""


def why_not_review(facts: RecordFacts) -> str:
    """Only the record of a closed case is reviewed, and one question is answered at a time."""
    if facts.erased:
        return "The record has been erased already."
    if facts.status != "closed":
        return "The case is still open, so its record is not reviewed yet."
    if facts.proposal_open:
        return "Its erasure has been proposed. Wait until that is confirmed or returned."
    return ""


def why_not_for(years: int) -> str:
    """A record is kept until another review and no longer."""
    if 1 <= years <= LONGEST_KEPT_YEARS:
        return ""
    return f"Enter a number of years from 1 to {LONGEST_KEPT_YEARS}."


def why_not_yet(ground: str, today: date, review_on: date | None) -> str:
    """That the period is over can be said once it is."""
    if ground == PERIOD_OVER and (review_on is None or review_on > today):
        return "The review of this record is not due yet. Before that it is erased only on request or by order."
    return ""


def why_not_erase(facts: RecordFacts) -> str:
    """Nothing is erased that is on hold, still in use, or gone."""
    if facts.erased:
        return "The record has been erased already."
    if facts.status != "closed" or not facts.process_ended:
        return "The case is still being worked on, so its record cannot be erased."
    if facts.holds:
        return "The record is on legal hold. It cannot be erased until the hold is lifted."
    return ""


def why_same_person(first: UUID, second: UUID, act: str) -> str:
    """Two people are needed."""
    return f"You {act} yourself, so another person has to do this." if first == second else ""
