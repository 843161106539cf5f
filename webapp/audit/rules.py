"""The hash chain of a case's account: pure functions over canonical text."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

FIRST = "0" * 64
FORMAT = 1


def canonical(body: Mapping[str, Any]) -> str:
    """The one spelling of an entry that is hashed: sorted keys, no spaces, times fixed to microseconds in UTC."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_text)


def chained(previous: str, scope: str, sequence: int, body: Mapping[str, Any]) -> str:
    """The hash of an entry, which covers the one before it, so that a removed or changed entry shows."""
    text = f"{FORMAT}|{previous}|{scope}|{sequence}|{canonical(body)}"
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)
