"""Who plans a move, and who approves it."""

import pytest

from tests.fixtures.trial import Trial
from tests.integration.instances.moving import DESIGNER, PUBLISHER
from webapp.access.actor import Actor


@pytest.fixture
def petra(trial: Trial) -> Actor:
    return trial.person("petra", DESIGNER, PUBLISHER)


@pytest.fixture
def paul(trial: Trial) -> Actor:
    return trial.person("paul", PUBLISHER)
