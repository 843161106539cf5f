"""The worked cases of the packages, each run once in a run of the tests, whichever process and test asks first."""

import fcntl
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import workflows
from webapp.cli.files import package_files
from webapp.scenarios.coverage import Reached
from webapp.scenarios.package import run_package_scenario
from webapp.scenarios.steps import Scenario
from webapp.scenarios.usual import paths, scenario_of

SCENARIOS: dict[str, Scenario] = {
    f"{key}/{PurePosixPath(path).stem}": scenario_of(workflows.find(key), path)
    for key in ("right_to_know", "_template")
    for path in paths(workflows.find(key))
}


@dataclass(frozen=True)
class Shown:
    """What is asked of a worked case after it has run: what went wrong, what it reached, and how it was decided.

    `deferrals` holds the priority of each decision to defer, with the days within which it had to be reviewed.
    """

    failures: list[str]
    reached: Reached
    outcomes: frozenset[str]
    deferrals: frozenset[tuple[str, int]]


class Runs:
    """The runs made so far, in a folder that all processes of one run of the tests share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, name: str) -> Shown:
        """What the worked case shows; runs it unless somebody has, and waits for whoever does just now."""
        kept = self.folder / f"{name.replace('/', '-')}.json"
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                kept.write_text(json.dumps(_run(SCENARIOS[name])))
        return _read(json.loads(kept.read_text()))

    def of_all(self, names: Sequence[str]) -> Iterator[Shown]:
        """All of them from the last to the first, so as to meet a process that runs them from the first."""
        return map(self.of, reversed(names))


def _run(scenario: Scenario) -> dict[str, object]:
    result = run_package_scenario(scenario, package_files(scenario.process))
    known = [line["variables"] for line in result.trace]
    deferred = [v for v in known if v.get("outcome") == "DEFERRED" and "review_within_days" in v]
    reached = result.reached
    return {
        "failures": result.failures,
        "reached": [[*each] for each in (reached.elements, reached.flows, reached.rows, reached.forms, reached.clocks)],
        "outcomes": sorted({str(v.get("outcome")) for v in known} - {"None", ""}),
        "deferrals": sorted({(v["priority"], v["review_within_days"]) for v in deferred}),
    }


def _read(kept: dict[str, list[list[str]]]) -> Shown:
    elements, flows, rows, forms, clocks = kept["reached"]
    return Shown(
        [str(failure) for failure in kept["failures"]],
        Reached(
            frozenset(elements),
            frozenset(flows),
            frozenset((decision, int(row)) for decision, row in rows),
            frozenset(forms),
            frozenset((name, priority) for name, priority in clocks),
        ),
        frozenset(str(outcome) for outcome in kept["outcomes"]),
        frozenset((priority, int(days)) for priority, days in kept["deferrals"]),
    )
