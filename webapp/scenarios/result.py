"""What came of a scenario: whether it ran as written, and the trace of what happened."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class ScenarioResult:
    """The verdict on one scenario. `failures` are sentences, each naming the step it belongs to."""

    name: str
    failures: list[str] = field(default_factory=list)
    trace: list[dict[str, Any]] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether everything happened as written."""
        return not self.failures
