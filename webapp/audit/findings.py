"""What a verification found: each place where the account is not as it was written, and how much was looked at."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

# Of a whole table that was rewritten the first hundred places are enough; the rest is counted.
MOST_KEPT = 100
_SCOPE = "{scope}"


class Kind(StrEnum):
    """What is wrong."""

    CHANGED = "changed"
    MISSING = "missing"
    CUT_OFF = "cut_off"
    SEAL = "seal"
    UNSEALED = "unsealed"
    ANCHOR = "anchor"
    PROTECTION = "protection"


@dataclass(frozen=True)
class Finding:
    """One place that does not hold; `{scope}` in the sentence stands for the case or the scope."""

    kind: Kind
    sentence: str
    scope: str = ""
    sequence: int | None = None
    seal: int | None = None

    def in_words(self, names: Mapping[str, str]) -> str:
        """The sentence, with the name of the case where there is one."""
        return self.sentence.replace(_SCOPE, names.get(self.scope, f"scope {self.scope}"))


@dataclass
class Report:
    """The whole result. `findings` are in the order in which they were met: the first is the first broken link."""

    entries: int = 0
    scopes: int = 0
    seals: int = 0
    sealed_entries: int = 0
    unsealed: int = 0
    oldest_unsealed: datetime | None = None
    protection: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    not_kept: int = 0

    def add(
        self,
        kind: Kind,
        sentence: str,
        place: Any = None,
        *,
        scope: str = "",
        sequence: int = 0,
        seal: int | None = None,
    ) -> None:
        """Notes what is wrong with a row, which names the place; beyond the first hundred they are only counted."""
        if len(self.findings) == MOST_KEPT:
            self.not_kept += 1
            return
        where = scope if place is None else place.scope
        number = None if place is None else sequence or place.sequence
        self.findings.append(Finding(kind, sentence, where, number, seal))

    @property
    def holds(self) -> bool:
        """Whether everything is as it was written."""
        return not self.findings

    def as_json(self, names: Mapping[str, str], at: datetime) -> dict[str, Any]:
        """The report for other programs."""
        age = int((at - self.oldest_unsealed).total_seconds()) if self.oldest_unsealed else 0
        return {
            "holds": self.holds,
            "entries": self.entries,
            "scopes": self.scopes,
            "seals": self.seals,
            "sealed_entries": self.sealed_entries,
            "unsealed": self.unsealed,
            "oldest_unsealed_seconds": age,
            "protection": self.protection,
            "findings": [
                asdict(one) | {"kind": one.kind.value, "sentence": one.in_words(names)} for one in self.findings
            ],
            "findings_not_listed": self.not_kept,
        }
