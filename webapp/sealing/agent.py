"""Keys that never enter this process: an agent on a Unix socket wraps and opens data keys for us.

The agent stands in front of a vault or a hardware module (PKCS#11). One line of JSON asks, one line answers; byte
values are in base64:

    {"do": "current"}                                               → {"key": NAME}
    {"do": "wrap", "secret": …, "context": …}                       → {"key": NAME, "wrapped": …}
    {"do": "unwrap", "key": NAME, "wrapped": …, "context": …}       → {"secret": …}
    anything it cannot do                                           → {"error": "unknown_key" | "refused"}
"""

import base64
import binascii
import hashlib
import json
import socket
import time
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any

from webapp.config import SettingsError
from webapp.sealing.envelope import CannotOpen
from webapp.sealing.keys import UnknownKey, Wrapped

SECONDS_TO_ANSWER = 5.0
LONGEST_ANSWER = 65_536
# An opened data key is remembered for a while, so that a request does not wait for the vault. Whether it may still be
# used is asked of the database in every transaction.
REMEMBERED_FOR = 300.0
MOST_REMEMBERED = 1000


class KeyAgentUnavailable(OSError):
    """The agent does not answer. Nothing sealed can be read or written until it does."""


class KeyAgent:
    """A provider that asks an agent."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: OrderedDict[bytes, tuple[bytes, float]] = OrderedDict()
        self._lock = Lock()

    def current(self) -> str:
        """The name of the key that the agent wraps with."""
        return self._text(self._ask({"do": "current"}), "key")

    def wrap(self, secret: bytes, context: bytes) -> Wrapped:
        """Closed by the agent."""
        answer = self._ask({"do": "wrap", "secret": _base64(secret), "context": _base64(context)})
        return Wrapped(self._text(answer, "key"), self._bytes(answer, "wrapped"))

    def unwrap(self, wrapped: Wrapped, context: bytes) -> bytes:
        """Opened by the agent, or remembered from a moment ago."""
        print_of = hashlib.sha256(b"|".join((wrapped.key_id.encode(), context, wrapped.secret))).digest()
        with self._lock:
            secret, until = self._known.get(print_of, (b"", 0.0))
        if until > time.monotonic():
            return secret
        question = {"do": "unwrap", "key": wrapped.key_id, "wrapped": _base64(wrapped.secret)}
        secret = self._bytes(self._ask({**question, "context": _base64(context)}), "secret")
        with self._lock:
            self._known[print_of] = (secret, time.monotonic() + REMEMBERED_FOR)
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return secret

    def _ask(self, question: dict[str, str]) -> dict[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(SECONDS_TO_ANSWER)
                line.connect(str(self.path))
                line.sendall(json.dumps(question).encode() + b"\n")
                answer = _line(line)
        except OSError as error:
            raise KeyAgentUnavailable(f"The key agent at {self.path} does not answer: {error}.") from error
        try:
            read = json.loads(answer)
        except ValueError:
            raise KeyAgentUnavailable(f"The key agent at {self.path} does not answer in JSON.") from None
        if not isinstance(read, dict):
            raise KeyAgentUnavailable(f"The key agent at {self.path} does not answer as agreed.")
        if read.get("error") == "unknown_key":
            raise UnknownKey(f"The key agent knows no key {question.get('key', '')}.")
        if "error" in read:
            raise CannotOpen("The key agent refused to open a data key.")
        return read

    def _text(self, answer: dict[str, Any], name: str) -> str:
        found = answer.get(name)
        if not isinstance(found, str) or not found:
            raise KeyAgentUnavailable(f"The key agent at {self.path} leaves out {name}.")
        return found

    def _bytes(self, answer: dict[str, Any], name: str) -> bytes:
        try:
            return base64.b64decode(self._text(answer, name), validate=True)
        except binascii.Error:
            raise KeyAgentUnavailable(f"The key agent at {self.path} does not write {name} in base64.") from None


def agent_at(path: Path) -> KeyAgent:
    """The agent behind a socket. Raises SettingsError where it does not answer, so that start-up says so."""
    agent = KeyAgent(path)
    try:
        agent.current()
    except (KeyAgentUnavailable, CannotOpen) as error:
        raise SettingsError(f"{error} Start it, or correct RTK_KEYS_SOCKET.") from None
    return agent


def _line(line: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\n") and len(answer) <= LONGEST_ANSWER:
        part = line.recv(4096)
        if not part:
            break
        answer += part
    return answer


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
