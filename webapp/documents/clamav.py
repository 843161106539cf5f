"""Asks a ClamAV daemon about a stream: the INSTREAM command of clamd(8), over TCP or a Unix socket.

Each piece goes with its length in four bytes, a length of nothing ends the stream, and the answer is one line that ends
in a zero byte: `stream: OK`, `stream: NAME FOUND`, or a sentence that ends in `ERROR`.
"""

import re
import socket
import struct
import time
from dataclasses import dataclass
from typing import BinaryIO, Literal
from urllib.parse import urlsplit

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
SECONDS_TO_CONNECT = 5.0
_FOUND = re.compile(r"\Astream: (?P<name>.{1,400}) FOUND\Z")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._:/-]")


class ScannerTrouble(Exception):
    """No verdict; `kind` says why: it could not be reached or took too long, took no more, or spoke otherwise."""

    def __init__(self, kind: Literal["unreachable", "too_large", "unreadable"]) -> None:
        super().__init__(kind)
        self.kind = kind


class WrongAddress(ValueError):
    """The address of a scanner cannot be read."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner says: `signature` is the name of what it found, in plain characters, or empty for nothing."""

    signature: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.signature


@dataclass(frozen=True)
class Scanner:
    """Where the daemon listens: `tcp://host:port` or `unix:/path`; `seconds` is the most that one scan may take."""

    address: str
    seconds: float = 120.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        try:
            whole = bool(parts.hostname and parts.port) if parts.scheme == "tcp" else parts.path.startswith("/")
        except ValueError:
            whole = False
        if parts.scheme not in ("tcp", "unix") or not whole:
            raise WrongAddress("The scanner's address must be like tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl.")

    def scan(self, stream: BinaryIO) -> Verdict:
        """The verdict on a stream, which is sent from where it stands. Raises ScannerTrouble."""
        until = time.monotonic() + self.seconds
        try:
            with self._connected() as connection:
                sent = self._send(connection, stream, until)
                answer = self._answer(connection, until)
        except OSError:
            raise ScannerTrouble("unreachable") from None
        return _verdict(answer, whole=sent)

    def answers(self) -> bool:
        """Whether the daemon is there and speaks the protocol."""
        try:
            with self._connected() as connection:
                connection.sendall(b"zPING\0")
                return self._answer(connection, time.monotonic() + SECONDS_TO_CONNECT) == "PONG"
        except (OSError, ScannerTrouble):
            return False

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.address)
        if parts.scheme == "tcp":
            return socket.create_connection((parts.hostname, parts.port), timeout=SECONDS_TO_CONNECT)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(SECONDS_TO_CONNECT)
            connection.connect(parts.path)
        except BaseException:
            connection.close()
            raise
        return connection

    def _send(self, connection: socket.socket, stream: BinaryIO, until: float) -> bool:
        """Sends everything; False where the daemon closed before the end, as it does when it takes no more."""
        try:
            _wait_at_most(connection, until)
            connection.sendall(b"zINSTREAM\0")
            while chunk := stream.read(CHUNK):
                _wait_at_most(connection, until)
                connection.sendall(struct.pack(">I", len(chunk)) + chunk)
            connection.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def _answer(self, connection: socket.socket, until: float) -> str:
        answer = b""
        while not answer.endswith(b"\0"):
            _wait_at_most(connection, until)
            try:
                part = connection.recv(LONGEST_ANSWER)
            except ConnectionResetError:
                break
            if not part:
                break
            answer += part
            if len(answer) > LONGEST_ANSWER:
                raise ScannerTrouble("unreadable")
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _wait_at_most(connection: socket.socket, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise ScannerTrouble("unreachable")
    connection.settimeout(left)


def _verdict(answer: str, *, whole: bool) -> Verdict:
    if found := _FOUND.match(answer):
        return Verdict(_NOT_PLAIN.sub("_", found["name"])[:120])
    if answer == "stream: OK" and whole:
        return Verdict()
    if "size limit exceeded" in answer.lower() or (not answer and not whole):
        raise ScannerTrouble("too_large")
    raise ScannerTrouble("unreadable" if answer else "unreachable")
