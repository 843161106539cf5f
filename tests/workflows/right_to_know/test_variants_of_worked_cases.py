"""Cases that nobody wrote down go through the services as the scheme says, at every step."""

from collections import Counter
from pathlib import Path

import pytest

from tests.workflows.right_to_know.variants import drive


@pytest.mark.parametrize("seed", [4, 7, 101, 105])
def test_variant_goes_as_the_scheme_says(seed: int, database_folder: Path) -> None:
    assert drive(seed, database_folder)[1] == []


@pytest.mark.long
def test_three_hundred_variants_go_as_the_scheme_says(database_folder: Path) -> None:
    came, differ = Counter[str](), {}
    for seed in range(100, 400):
        where, found = drive(seed, database_folder)
        came[where] += 1
        if found:
            differ[seed] = found
    assert differ == {}
    assert {"told", "decision refused", "grounds returned", "insufficient"} <= came.keys()
