"""Where the bytes are: files under generated names in a folder that only the product's own account can read.

`put` and `open` deal in streams, so that a store that enciphers can stand in this one's place.
"""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from webapp.errors import NotFound, Rejected

CHUNK = 256 * 1024
_NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)
_ONLY_MINE = 0o700


@dataclass(frozen=True)
class Stored:
    """What was put: the name it was given, its length in bytes, and the SHA-256 of its content in hexadecimal."""

    name: str
    size: int
    sha256: str


class DocumentStore:
    """Files in one folder, each under a random name that says nothing about its sender or case."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self._folder

    def put(self, stream: BinaryIO, most: int) -> Stored:
        """Copies a stream to disk, piece by piece. Raises Rejected where it is longer than `most` bytes.

        What was written is on the disk for good when this returns; it belongs to nobody until a row names it.
        """
        name = secrets.token_hex(16)
        path = self._path(name)
        path.parent.mkdir(mode=_ONLY_MINE, parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        try:
            with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > most:
                        raise Rejected(too_large(most))
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Stored(name, size, digest.hexdigest())

    def open(self, name: str) -> BinaryIO:
        """The content as a stream that can be rewound. Raises NotFound where there is none; links are not followed."""
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
