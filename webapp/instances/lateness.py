"""Which clocks have run out when a step is taken: its own, and for the delivery the one since the identification."""

from dataclasses import dataclass
from datetime import datetime

from webapp.cases import standing
from webapp.clock import now
from webapp.definitions.bundle import Bundle
from webapp.instances import rules
from webapp.instances.model import UserTask

CLOCK = "clock"
DISCLOSES = "discloses"
# The clock of package.toml that runs from the identification of the subject until something is told.
OVERALL = "outcome"


@dataclass(frozen=True)
class RunOut:
    """A clock that had run out, and when."""

    clock: str
    due_at: datetime


def of(task: UserTask, bundle: Bundle) -> list[RunOut]:
    """The clocks that have run out for a task now; those that the package does not set do not run."""
    properties = bundle.parsed.elements[task.element_id].properties
    due = {properties.get(CLOCK, ""): task.due_at}
    if properties.get(DISCLOSES) == "true" and (started := standing.identified_at(task.case_id)) is not None:
        due[OVERALL] = rules.due_at(started, task.priority, bundle.settings.clocks.get(OVERALL, {}))
    return [RunOut(clock, moment) for clock, moment in due.items() if moment is not None and moment < now()]
