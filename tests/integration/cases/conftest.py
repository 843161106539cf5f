"""What the tests of cases and disclosures can ask for."""

import pytest

from tests.integration.cases.path import CasePath, opened
from webapp.access import passwords
from webapp.database import Database

NOT_A_HASH = "!"


@pytest.fixture
def path(database: Database, monkeypatch: pytest.MonkeyPatch) -> CasePath:
    """A new case with one person of each role. Nobody signs in, so that their passwords need no hash."""
    monkeypatch.setattr(passwords, "hashed", lambda _: NOT_A_HASH)
    return opened(database)
