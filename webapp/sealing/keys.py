"""Where the keys that wrap the data keys come from: a file, the environment, or an agent in front of a vault."""

import base64
import binascii
import os
import re
import secrets
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from webapp.clock import today
from webapp.config import SettingsError
from webapp.sealing.envelope import KEY_BYTES, NONCE_BYTES, CannotOpen

MOST_FOR_OTHERS = 0o077
FEWEST_DIFFERENT_BYTES = 16
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


class UnknownKey(CannotOpen):
    """A data key is wrapped by a key that the provider does not hold."""


@dataclass(frozen=True)
class Wrapped:
    """A data key as the database keeps it, and the id of the key that opens it."""

    key_id: str
    secret: bytes


class KeyProvider(Protocol):
    """Holds the wrapping keys. `context` is bound to what is wrapped and must be the same to open it."""

    def current(self) -> str:
        """The id of the key that wraps now."""

    def wrap(self, secret: bytes, context: bytes) -> Wrapped:
        """A data key, closed by the current key."""

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """The data key. Raises UnknownKey, or CannotOpen where it was changed or belongs elsewhere."""


@dataclass(frozen=True)
class WrappingKey:
    """One key of a file or of the environment."""

    id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"WrappingKey({self.id})"

    @classmethod
    def fresh(cls) -> "WrappingKey":
        """A new random key, named by the day it was made."""
        return cls(f"{today().isoformat()}-{secrets.token_hex(3)}", secrets.token_bytes(KEY_BYTES))

    @classmethod
    def read(cls, name: str, text: str) -> "WrappingKey":
        """A key from its text. Raises SettingsError for one that is short, badly written, or not random."""
        if not _ID.fullmatch(name):
            raise SettingsError("The name of a key may hold up to 40 letters, digits, dots, dashes and underscores.")
        try:
            secret = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise SettingsError(f"The key {name} is not written in base64. Make one with `keys new`.") from None
        if len(secret) != KEY_BYTES:
            raise SettingsError(
                f"The key {name} has {len(secret)} bytes and needs {KEY_BYTES}. Make one with `keys new`."
            )
        # A random key has about thirty different bytes and half of them beyond ASCII; a typed or default one has not.
        if len(set(secret)) < FEWEST_DIFFERENT_BYTES or all(byte < 128 for byte in secret):
            raise SettingsError(f"The key {name} is not random. Make one with `keys new`.")
        return cls(name, secret)

    def text(self) -> str:
        """The key in base64."""
        return base64.b64encode(self.secret).decode()


class HeldKeys:
    """Keys held in memory, newest first: the newest wraps, every one opens."""

    def __init__(self, keys: Sequence[WrappingKey]) -> None:
        self._keys = {key.id: key for key in keys}
        if not keys:
            raise SettingsError("There is no key to seal with. Make one with `keys new`.")
        if len(self._keys) != len(keys):
            raise SettingsError("Two keys have the same name. Give each its own.")

    def ids(self) -> list[str]:
        """The names of the keys, newest first."""
        return list(self._keys)

    def current(self) -> str:
        """The name of the newest key."""
        return next(iter(self._keys))

    def wrap(self, secret: bytes, context: bytes) -> Wrapped:
        """Closed by the newest key: nonce, then ciphertext and tag."""
        key = next(iter(self._keys.values()))
        nonce = os.urandom(NONCE_BYTES)
        return Wrapped(key.id, nonce + AESGCM(key.secret).encrypt(nonce, secret, key.id.encode() + b"|" + context))

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """Opened by the key that is named. Raises UnknownKey or CannotOpen."""
        key = self._keys.get(wrapped.key_id)
        if key is None:
            raise UnknownKey(f"The key {wrapped.key_id} is not among those of this installation.")
        nonce, body = wrapped.secret[:NONCE_BYTES], wrapped.secret[NONCE_BYTES:]
        try:
            return AESGCM(key.secret).decrypt(nonce, body, key.id.encode() + b"|" + context)
        except InvalidTag:
            raise CannotOpen(f"A data key wrapped by {wrapped.key_id} was changed or moved.") from None


class KeyFile:
    """Keys in a file that only its owner can read: a line for each, its name and its base64, the newest first.

    The file is read again when it changes, so that a new key is taken up by every running process.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._held = self._read()

    def ids(self) -> list[str]:
        """The names of the keys, newest first."""
        return self._now().ids()

    def current(self) -> str:
        """The name of the newest key."""
        return self._now().current()

    def wrap(self, secret: bytes, context: bytes) -> Wrapped:
        """Closed by the newest key of the file as it is now."""
        return self._now().wrap(secret, context)

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """Opened by the key that is named."""
        return self._now().unwrap(wrapped, context)

    def add(self, key: WrappingKey) -> None:
        """Puts a key in front of the others."""
        write_key_file(self.path, [key, *self._keys_of(self.path.read_text())])

    def remove(self, key_id: str) -> None:
        """Takes a key out. Raises SettingsError for an unknown one, for the newest, and for the last."""
        keys = self._keys_of(self.path.read_text())
        if key_id not in [key.id for key in keys]:
            raise SettingsError(f"There is no key {key_id} in {self.path}.")
        if key_id == keys[0].id:
            raise SettingsError(f"{key_id} is the newest key. Make a new one and rotate before you retire it.")
        write_key_file(self.path, [key for key in keys if key.id != key_id])

    def _now(self) -> HeldKeys:
        if self._stamp() != self._seen:
            self._held = self._read()
        return self._held

    def _read(self) -> HeldKeys:
        stamp = self._stamp()
        found = self.path.stat()
        if stat.S_IMODE(found.st_mode) & MOST_FOR_OTHERS:
            raise SettingsError(f"Others can read the keys in {self.path}. Run: chmod 600 {self.path}")
        if found.st_uid not in {0, os.geteuid()}:
            raise SettingsError(f"The keys in {self.path} belong to another account. Give the file to this one.")
        self._seen = stamp
        return HeldKeys(self._keys_of(self.path.read_text()))

    def _stamp(self) -> tuple[int, int, int]:
        try:
            found = self.path.stat()
        except OSError as error:
            raise SettingsError(f"The keys in {self.path} cannot be read: {error.strerror}.") from None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _keys_of(self, text: str) -> list[WrappingKey]:
        lines = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
        if any(len(line) != 2 for line in lines):
            raise SettingsError(f"Each line of {self.path} holds the name of a key and its base64, and nothing else.")
        return [WrappingKey.read(name, secret) for name, secret in lines]


def write_key_file(path: Path, keys: Sequence[WrappingKey]) -> None:
    """Writes the file anew beside the old one and puts it in its place, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    body = "".join(f"{key.id} {key.text()}\n" for key in keys)
    opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w") as file:
        file.write(f"# Keys of Right to Know, the newest first. Without them nothing can be read.\n{body}")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def keys_in(text: str) -> HeldKeys:
    """Keys from one setting: name:base64, the newest first, separated by commas."""
    parts = [part.strip().partition(":") for part in text.split(",") if part.strip()]
    return HeldKeys([WrappingKey.read(name, secret) for name, _, secret in parts])


def only_one_of(environment: Mapping[str, str], names: Sequence[str]) -> str:
    """The one of these settings that is given. Raises SettingsError for none and for several."""
    given = [name for name in names if environment.get(name)]
    if not given:
        raise SettingsError(
            f"Say where the keys are that seal what is kept about people: set {', '.join(names[:-1])} or {names[-1]}. "
            "`keys new` makes a key file."
        )
    if len(given) > 1:
        raise SettingsError(f"Set only one of {' and '.join(given)}.")
    return given[0]
