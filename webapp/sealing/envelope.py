"""One sealed value: AES-256-GCM over a padded text, bound to the very place where it stands. Pure.

A value is: format (1 byte) | id of the data key (16) | nonce (12, random) | ciphertext and tag. The associated data
name format, table, column, row, owner and data key, so that a value moved anywhere else does not open.
Basis: DPA 2018 s.66(2); NIST SP 800-38D.
"""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"\x01"
# What a change of the tables leaves behind until `keys seal` has run; the application never reads it.
NOT_SEALED_YET = b"P"
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
# Short answers are padded to whole blocks, so that the length of a name says little about it.
BLOCK = 32
_HEAD = len(FORMAT) + 16 + NONCE_BYTES


class CannotOpen(Exception):
    """A sealed value or wrapped key was changed, moved, or belongs to another key. It says where, never what."""


@dataclass(frozen=True)
class DataKey:
    """A key that seals the values of one owner: a case, or the installation itself."""

    id: UUID
    owner: UUID
    secret: bytes

    def __repr__(self) -> str:
        return f"DataKey({self.id})"


@dataclass(frozen=True)
class Place:
    """Where a value stands."""

    table: str
    column: str
    row: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of row {self.row}"


def seal(key: DataKey, place: Place, plain: bytes) -> bytes:
    """The sealed value."""
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + key.id.bytes + nonce + AESGCM(key.secret).encrypt(nonce, _padded(plain), _bound(key, place))


def unseal(key: DataKey, place: Place, sealed: bytes) -> bytes:
    """The value as it was sealed. Raises CannotOpen for anything that is not this key's value of this place."""
    if len(sealed) < _HEAD + TAG_BYTES or sealed[:1] != FORMAT:
        raise CannotOpen(f"{place} holds no sealed value. Run `keys seal` if the tables have just been changed.")
    if sealed[1:17] != key.id.bytes:
        raise CannotOpen(f"{place} was sealed under another key.")
    nonce, body = sealed[17:_HEAD], sealed[_HEAD:]
    try:
        return _unpadded(AESGCM(key.secret).decrypt(nonce, body, _bound(key, place)))
    except InvalidTag:
        raise CannotOpen(f"{place} was changed or moved since it was sealed.") from None


def _bound(key: DataKey, place: Place) -> bytes:
    # Each part with its length, so that no two places have the same bytes.
    parts = [FORMAT, key.id.bytes, key.owner.bytes, *(text.encode() for text in (place.table, place.column, place.row))]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _padded(plain: bytes) -> bytes:
    return plain + b"\x80" + b"\0" * (-(len(plain) + 1) % BLOCK)


def _unpadded(padded: bytes) -> bytes:
    return padded[: padded.rindex(b"\x80")]
