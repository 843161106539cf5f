"""Where the bytes are: files under generated names in a folder that only the product's own account can read.

Each is sealed while it streams, under a key of its own. The store does not keep the key: the row of the file does,
sealed under the key of its case. A file that no row names cannot be read by anybody.
"""

import errno
import hashlib
import logging
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from webapp.errors import NoRoom, NotFound, Rejected
from webapp.logs import OurWords
from webapp.sealing.files import SealedWriter, fresh_key, opened

CHUNK = 256 * 1024
log = logging.getLogger(__name__)
_NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)
_ONLY_MINE = 0o700


@dataclass(frozen=True)
class Stored:
    """What was put: the name it was given, the key it is sealed under, its length in bytes, and the SHA-256 of its
    content in hexadecimal."""

    name: str
    size: int
    sha256: str
    key: bytes = field(repr=False)


class DocumentStore:
    """Files in one folder, each under a random name that says nothing about its sender or case."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self._folder

    def put(self, stream: BinaryIO, most: int) -> Stored:
        """Copies a stream to disk, piece by piece. Raises Rejected where it is longer than `most` bytes, NoRoom where
        it cannot be written.

        What was written is on the disk for good when this returns; it belongs to nobody until a row names it.
        """
        name = secrets.token_hex(16)
        path = self._path(name)
        digest, size, key = hashlib.sha256(), 0, fresh_key()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        try:
            path.parent.mkdir(mode=_ONLY_MINE, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
                sealed = SealedWriter(file, key, name)
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > most:
                        raise Rejected(too_large(most))
                    digest.update(chunk)
                    sealed.write(chunk)
                sealed.finish()
                file.flush()
                os.fsync(file.fileno())
        except OSError as failure:
            path.unlink(missing_ok=True)
            log.error("A file could not be kept: %s", OurWords(errno.errorcode.get(failure.errno or 0, "unknown")))
            raise NoRoom from failure
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Stored(name, size, digest.hexdigest(), key)

    def open(self, name: str, key: bytes) -> BinaryIO:
        """The content as a stream that can be rewound.

        Raises NotFound where there is none; links are not followed. Raises CannotOpen, here or when it is read, where
        it is not as it was put.
        """
        return opened(self.as_it_lies(name), key, name)

    def as_it_lies(self, name: str) -> BinaryIO:
        """What is on the disk under a name. Raises NotFound."""
        try:
            return os.fdopen(os.open(self._path(name), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb")
        except OSError:
            raise NotFound from None

    def delete(self, name: str) -> None:
        """Removes the content; says nothing where there is none."""
        self._path(name).unlink(missing_ok=True)

    def left_since(self, seconds: float) -> Iterator[str]:
        """The names of files that have not been touched for so long."""
        before = time.time() - seconds
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if _NAME.fullmatch(path.name) and path.lstat().st_mtime < before:
                yield path.name

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise NotFound
        return self._folder / name[:2] / name


def digest_of(stream: BinaryIO) -> str:
    """The SHA-256 of a stream from its beginning; it is rewound afterwards."""
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


def too_large(most: int) -> str:
    """The sentence for a file that is too large."""
    return f"The file is larger than {most // (1024 * 1024)} MB. Send a smaller one, or only the part that matters."
