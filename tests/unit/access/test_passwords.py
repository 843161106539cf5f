"""A password is checked with the same work, whoever asks."""

import re

import pytest

from webapp.access import passwords
from webapp.access.service import NOT_A_HASH

PASSWORD = "correct horse battery"


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hashes that a password was really compared with."""
    found: list[str] = []
    real = passwords._hasher.verify

    class Watched:
        def verify(self, password_hash: str, password: str) -> bool:
            found.append(password_hash)
            return real(password_hash, password)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    return found


@pytest.mark.parametrize("nobody", [None, NOT_A_HASH, "", "$2b$12$old", "plain"])
def test_unknown_account_costs_one_hash_like_a_known_one(verified: list[str], nobody: str | None) -> None:
    assert not passwords.matches(nobody, PASSWORD)
    assert verified == [passwords._NOBODY]


def test_password_that_stands_for_nobody_opens_nothing() -> None:
    assert not passwords.matches(None, "nobody has this password")
    assert not passwords.matches(NOT_A_HASH, "nobody has this password")


def test_stored_hash_is_argon2id_with_at_least_the_recommended_cost() -> None:
    stored = passwords.hashed(PASSWORD)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(stored, PASSWORD)
    assert not passwords.matches(stored, PASSWORD + "!")


def test_handed_over_passwords_are_long_random_and_readable() -> None:
    made = {passwords.temporary() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}", one) for one in made)


def test_password_counts_exactly_as_it_was_typed_and_as_a_whole() -> None:
    long = " Gravel Tealight " * 12
    stored = passwords.hashed(long)
    assert passwords.matches(stored, long)
    for other in (long.strip(), long.lower(), long[:-1], long[:72], long + " "):
        assert not passwords.matches(stored, other)
