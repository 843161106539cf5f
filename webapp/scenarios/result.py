"""What came of a scenario: whether it ran as written, and the trace of what happened."""

from dataclasses import dataclass, field
from typing import Any

from webapp.scenarios.coverage import Reached


@dataclass
class ScenarioResult:
    """The verdict on one scenario. `failures` are sentences, each naming the step it belongs to.

    `package` is the key of the package it ran in, and `reached` what of it; both are empty for a single diagram.
    """

    name: str
    failures: list[str] = field(default_factory=list)
    trace: list[dict[str, Any]] = field(default_factory=list)
    package: str = ""
    reached: Reached = field(default_factory=Reached)

    @property
    def passed(self) -> bool:
        """Whether everything happened as written."""
        return not self.failures
