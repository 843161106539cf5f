"""How much of the conformance kit passes, and for the closing lines why the rest does not."""

from collections import Counter

import pytest

from tests.conformance.kit import Outcome, find_kit, folders_of, run_folder
from tests.fixtures.summary import note

# What is not meant to pass, by folder, with the reason.
REASONS = {
    "0076-feel-external-java": "Calls Java. A decision of this product never leaves FEEL, so there is no answer.",
}


@pytest.fixture(scope="session")
def outcomes(pytestconfig: pytest.Config) -> list[Outcome]:
    """The outcome of every case of the kit; none when the kit is not there."""
    kit = find_kit()
    if kit is None:
        absent = "the kit was not found (set RTK_DMN_TCK to its folder); only the project's own cases ran."
        note(pytestconfig, f"DMN conformance: {absent}", warning=True)
        return []
    found = [outcome for folder in folders_of(kit) for outcome in run_folder(folder)]
    _note_figures(pytestconfig, found)
    return found


def _note_figures(config: pytest.Config, outcomes: list[Outcome]) -> None:
    passed = sum(outcome.passed for outcome in outcomes)
    share = 100 * passed / len(outcomes)
    note(config, f"DMN conformance: {passed} of {len(outcomes)} cases pass ({share:.2f} %).")
    failed = Counter(outcome.folder for outcome in outcomes if not outcome.passed)
    for folder, count in sorted(failed.items()):
        note(config, f"  {folder}: {count} not. {REASONS.get(folder, 'Not explained yet.')}")
