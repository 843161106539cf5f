"""What the tests of cases and disclosures can ask for."""

import pytest

from tests.fixtures.databases import Filling
from tests.integration.cases.path import CasePath, opened
from webapp.access import passwords
from webapp.database import Database

NOT_A_HASH = "!"
FILLING = Filling(opened)


@pytest.fixture
def no_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody signs in, so that their passwords need no hash."""
    monkeypatch.setattr(passwords, "hashed", lambda _: NOT_A_HASH)


@pytest.fixture
def filling_path() -> Filling:
    return FILLING


@pytest.fixture
def path(no_passwords: None, database: Database, filling_path: Filling) -> CasePath:
    """A new case with one person of each role."""
    cast, case_id = filling_path.made_in(database)
    return CasePath(database, dict(cast), case_id)
