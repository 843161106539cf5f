"""Random values that are given out once and kept as a hash alone."""

import hashlib
import hmac
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """256 random bits, fit for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> str:
    """The SHA-256 of a long random value. Not for what people choose: that could be guessed from its hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(key: str, text: str) -> str:
    """A hash that cannot be tried out without the key, for short or guessable text."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
