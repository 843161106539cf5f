"""Equal values have equal digests, and a digest says nothing without the key: so the record can be compared blindly."""

import hashlib
import hmac
from collections.abc import Iterable

from webapp.access.house import house

BYTES = 16


def key_for(purpose: str) -> bytes:
    """The key of one purpose; none of them serves for anything else. The one place that knows where keys come from."""
    return hmac.digest(house().index_key, f"blind index: {purpose}".encode(), hashlib.sha256)


def digest(field: str, value: str) -> str:
    """The digest of a value that webapp.access.identifiers brought to one spelling: 32 hexadecimal digits."""
    return hmac.digest(key_for(field), value.encode(), hashlib.sha256)[:BYTES].hex()


def digests(fields: Iterable[tuple[str, str]]) -> set[str]:
    """The digests of (field, value) pairs."""
    return {digest(field, value) for field, value in fields}
