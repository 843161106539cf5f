"""The hash chain of a scope, the tree under a seal, and the chain of seals: pure functions over canonical text."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64
FORMAT = 2
# What is hashed of an entry, by the format it was written in. The names are those of the columns but for two.
_OLD_NAMES = {"actor_id": "actor", "case_id": "case"}
_BODY: dict[int, tuple[str, ...]] = {
    1: ("event", "actor_id", "case_id", "at", "detail"),
    2: (
        "event", "operation", "actor_id", "roles", "force", "case_id", "records", "fields", "at", "recorded_at",
        "session_ref", "address", "request_id", "purpose", "task_id", "reason_id", "decision_id", "recipient",
        "channel", "result", "detail",
    ),
}  # fmt: skip


def canonical(body: Mapping[str, Any]) -> str:
    """The one spelling of an entry that is hashed: sorted keys, no spaces, times fixed to microseconds in UTC."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_text)


def chained(row: Mapping[str, Any]) -> str:
    """The hash of an entry, which covers the one before it, so that a removed or changed entry shows.

    An unknown format gives a text that is no hash, so that such an entry never holds.
    """
    names = _BODY.get(row["format"])
    if names is None:
        return "unknown format"
    old = _OLD_NAMES if row["format"] == 1 else {}
    body = canonical({old.get(name, name): row[name] for name in names})
    return _sha256(f"{row['format']}|{row['previous_hash']}|{row['scope']}|{row['sequence']}|{body}")


def sealed(number: int, previous: str, count: int, root: str, at: datetime) -> str:
    """The hash of a seal, which covers the seal before it."""
    return _sha256(f"seal-1|{previous}|{number}|{count}|{root}|{_text(at)}")


class Tree:
    """A Merkle tree that grows leaf by leaf and keeps only one node of each height.

    Leaves and nodes are hashed with different first bytes, so that a node can never pass for a leaf (as in RFC 6962).
    """

    def __init__(self, leaves: Iterable[str] = ()) -> None:
        self.count = 0
        self._peaks: list[tuple[int, bytes]] = []
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: str) -> None:
        """Adds the hash of one entry at the right end."""
        height, node = 0, hashlib.sha256(b"\x00" + leaf.encode()).digest()
        while self._peaks and self._peaks[-1][0] == height:
            node = hashlib.sha256(b"\x01" + self._peaks.pop()[1] + node).digest()
            height += 1
        self._peaks.append((height, node))
        self.count += 1

    @property
    def root(self) -> str:
        """The hash over all leaves so far; of a tree without leaves, the hash of nothing."""
        if not self._peaks:
            return hashlib.sha256(b"").hexdigest()
        _, node = self._peaks[-1]
        for _, left in reversed(self._peaks[:-1]):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node.hex()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)
