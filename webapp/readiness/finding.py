"""What a check found, and what it looks at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from webapp.config import Settings
from webapp.database import Database

Outcome = Literal["passed", "doubtful", "failed"]


@dataclass(frozen=True)
class Surroundings:
    """The settings, the environment they were read from, and the database; None where it cannot be opened."""

    settings: Settings
    environment: Mapping[str, str]
    database: Database | None


@dataclass(frozen=True)
class Finding:
    """One line of the report: what was looked at, how it is, and what to set where it is not right."""

    check: str
    outcome: Outcome
    sentence: str


Check = Callable[[Surroundings], Iterator[Finding]]


def passed(check: str, sentence: str) -> Finding:
    """It is as it should be."""
    return Finding(check, "passed", sentence)


def doubtful(check: str, sentence: str) -> Finding:
    """It may be meant so; somebody has to decide."""
    return Finding(check, "doubtful", sentence)


def failed(check: str, sentence: str) -> Finding:
    """Live data must not be put into this installation before it is mended."""
    return Finding(check, "failed", sentence)
