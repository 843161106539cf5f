"""What the tests of cases and disclosures can ask for."""

import pytest
from argon2 import PasswordHasher

from tests.integration.cases.path import CasePath, opened
from webapp.access import passwords
from webapp.database import Database

# As slow as needed to be a real hash and no slower: each test makes a cast of people who never sign in.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def path(database: Database, monkeypatch: pytest.MonkeyPatch) -> CasePath:
    """A new case with one person of each role."""
    monkeypatch.setattr(passwords, "hashed", QUICK.hash)
    return opened(database)
