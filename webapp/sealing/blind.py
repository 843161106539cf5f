"""Blind indexes: whether two values are the same can be asked without keeping either in clear.

HMAC-SHA-256 under a key of its own for each purpose and force, cut to 128 bits. Equality only. Do not index a field
with few different values: how often each occurs can be seen.
"""

import hmac
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webapp.sealing.keyring import INDEXES, key_of

INDEX_BYTES = 16
KEY_BYTES = 32


def blind_index(purpose: str, force: str, value: str) -> bytes:
    """The index of a value that its caller brought to one spelling, 16 bytes; needs an open transaction.

    `purpose` names the field, such as `person.phone`. Indexes of two purposes or two forces have nothing to do with
    each other.
    """
    derived = _derived(key_of(INDEXES).secret, "index", purpose, force)
    return hmac.digest(derived, value.encode(), "sha256")[:INDEX_BYTES]


def keyed_digest(owner: UUID, purpose: str, content: str) -> str:
    """A digest that only the owner's key can make: it shows a change without letting anybody try contents out."""
    made = hmac.digest(_derived(key_of(owner).secret, "digest", purpose), content.encode(), "sha256")
    return made.hex()


def _derived(secret: bytes, *parts: str) -> bytes:
    info = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in ("right to know 1", *parts))
    return HKDF(hashes.SHA256(), KEY_BYTES, None, info).derive(secret)
