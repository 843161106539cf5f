"""Password hashes: argon2id, with the same work done for a login that does not exist."""

import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
# Without those that are mistaken for one another.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
MINIMUM_CHARACTERS = 12
MAXIMUM_CHARACTERS = 256
# Each hash takes 64 MiB while it is worked out; more at once would let a crowd at the door exhaust the memory.
_AT_ONCE = BoundedSemaphore(4)
# Verified against when the login is unknown, so that the answer takes as long as for a known one.
_NOBODY = _hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    """The argon2id hash of a password."""
    with _AT_ONCE:
        return _hasher.hash(password)


def temporary() -> str:
    """A password to be handed over and used once: 99 random bits in groups that can be read out."""
    text = "".join(secrets.choice(_READABLE) for _ in range(20))
    return "-".join(text[at : at + 5] for at in range(0, len(text), 5))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash.

    None (no such account), and what is no hash (an account without a password), take as long and are never true.
    """
    real = password_hash is not None and password_hash.startswith("$argon2id$")
    with _AT_ONCE:
        try:
            _hasher.verify(password_hash if password_hash and real else _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return real
