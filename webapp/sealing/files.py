"""Files, sealed piece by piece while they stream, each under a key of its own that its row keeps sealed.

A file is: mark (5 bytes) | pieces of 64 kB, each with its tag of 16 bytes. The nonce of a piece is its number and
whether it is the last one, so that pieces cannot be left out, exchanged or added; since each file has a fresh key, no
nonce comes twice. The name in the store is bound as well. Basis: the STREAM construction (Hoang and others, 2015).
"""

import io
import os
import secrets
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from webapp.sealing.envelope import KEY_BYTES, TAG_BYTES, CannotOpen

MARK = b"RTKF\x01"
PIECE = 64 * 1024


def fresh_key() -> bytes:
    """A key for one file."""
    return secrets.token_bytes(KEY_BYTES)


class SealedWriter:
    """Writes what it is given to a file, sealed. `finish` must be called, or the file does not open."""

    def __init__(self, file: BinaryIO, key: bytes, name: str) -> None:
        self._file, self._cipher, self._name = file, AESGCM(key), name.encode()
        self._waiting = b""
        self._number = 0
        file.write(MARK)

    def write(self, content: bytes) -> None:
        """Adds content."""
        self._waiting += content
        # The last piece is only known to be the last when nothing comes after it.
        while len(self._waiting) > PIECE:
            self._put(self._waiting[:PIECE], last=False)
            self._waiting = self._waiting[PIECE:]

    def finish(self) -> None:
        """Writes the last piece."""
        self._put(self._waiting, last=True)
        self._waiting = b""

    def _put(self, content: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), content, self._name))
        self._number += 1


class SealedReader(io.RawIOBase):
    """The content of a sealed file, read from any place. Raises CannotOpen where it was changed, cut or exchanged."""

    def __init__(self, file: BinaryIO, key: bytes, name: str) -> None:
        super().__init__()
        self._file, self._cipher, self._name = file, AESGCM(key), name.encode()
        body = os.fstat(file.fileno()).st_size - len(MARK)
        self._pieces = max(1, -(-body // (PIECE + TAG_BYTES)))
        self._size = max(0, body - self._pieces * TAG_BYTES)
        self._at = 0
        self._known: tuple[int, bytes] = (-1, b"")
        if file.read(len(MARK)) != MARK:
            file.close()
            raise CannotOpen(f"The file {name} is not sealed.")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read from any place."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Goes to a place of the content."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: object) -> int:
        """Reads up to the end of a piece."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # any writable buffer, as RawIOBase has it
        number, within = divmod(self._at, PIECE)
        if number >= self._pieces:
            return 0
        content = self._piece(number)[within : within + len(view)]
        view[: len(content)] = content
        self._at += len(content)
        return len(content)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if self._known[0] != number:
            self._file.seek(len(MARK) + number * (PIECE + TAG_BYTES))
            sealed = self._file.read(PIECE + TAG_BYTES)
            nonce = _nonce(number, last=number == self._pieces - 1)
            try:
                self._known = (number, self._cipher.decrypt(nonce, sealed, self._name))
            except (InvalidTag, ValueError):
                raise CannotOpen("A file was changed, cut or exchanged since it was sealed.") from None
        return self._known[1]


def opened(file: BinaryIO, key: bytes, name: str) -> BinaryIO:
    """The content of a sealed file as a stream that can be rewound."""
    return io.BufferedReader(SealedReader(file, key, name), PIECE)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(8, "big") + (b"\x01" if last else b"\x00") + b"\0\0\0"
