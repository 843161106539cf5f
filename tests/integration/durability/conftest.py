"""What the tests of durability can ask for."""

import pytest

from tests.fixtures.figures import Say
from tests.fixtures.site import filling_site, quick_passwords, site
from tests.integration.durability.racing import MANY_ROUNDS, ROUNDS, rounds

__all__ = ["filling_site", "quick_passwords", "site"]


@pytest.fixture(params=[ROUNDS, pytest.param(MANY_ROUNDS, marks=pytest.mark.long)], ids=["few", "many"])
def tries(request: pytest.FixtureRequest, figure: Say) -> list[bool]:
    """Which of two is woken first, round by round."""
    pair = request.function.__name__.removeprefix("test_").replace("_", " ")
    if request.param == MANY_ROUNDS:
        figure(f"{pair} at the same moment", f"{request.param} rounds, never a mixture")
    return rounds(request.param)
