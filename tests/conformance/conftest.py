"""The closing lines of a test run: how much of the conformance kit passed, and why the rest does not."""

from collections import Counter

import pytest

from tests.conformance.kit import Outcome, find_kit, folders_of, run_folder

OUTCOMES = pytest.StashKey[list[Outcome]]()
COMPARED = pytest.StashKey[int]()  # how many expressions the npm reference was asked

# What is not meant to pass, by folder, with the reason.
REASONS = {
    "0076-feel-external-java": "Calls Java. A decision of this product never leaves FEEL, so there is no answer.",
}


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest) -> list[Outcome]:
    """The outcome of every case of the kit; none when the kit is not there."""
    kit = find_kit()
    found = [] if kit is None else [outcome for folder in folders_of(kit) for outcome in run_folder(folder)]
    request.config.stash[OUTCOMES] = found
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the figures, each folder with differences, and what could not be compared."""
    _say_compared(terminalreporter, config.stash.get(COMPARED, None))
    outcomes = config.stash.get(OUTCOMES, None)
    if outcomes is None:
        return
    if not outcomes:
        terminalreporter.write_line(
            "DMN conformance: the kit was not found (set RTK_DMN_TCK to its folder); only the project's own cases ran.",
            yellow=True,
        )
        return
    passed = sum(outcome.passed for outcome in outcomes)
    share = 100 * passed / len(outcomes)
    terminalreporter.write_line(f"DMN conformance: {passed} of {len(outcomes)} cases pass ({share:.2f} %).")
    failed = Counter(outcome.folder for outcome in outcomes if not outcome.passed)
    for folder, count in sorted(failed.items()):
        terminalreporter.write_line(f"  {folder}: {count} not. {REASONS.get(folder, 'Not explained yet.')}")


def _say_compared(terminalreporter: pytest.TerminalReporter, compared: int | None) -> None:
    if compared:
        terminalreporter.write_line(f"FEEL: {compared} expressions compared with the npm reference.")
    elif compared is not None:
        terminalreporter.write_line(
            "FEEL: not compared with the npm reference: Node or its packages are missing (./rtk test fetches them).",
            yellow=True,
        )
