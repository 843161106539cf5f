"""The anchor: the last seal of a day, written where whoever runs the database cannot change it.

A superuser can rebuild every hash of a database. They cannot rebuild what was printed, mailed or handed to another
force before; `audit verify --anchor FILE` compares the two.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from webapp.audit.seals import Seal
from webapp.errors import Rejected

LARGEST = 10_000
_FORMAT = "right-to-know-anchor-1"


@dataclass(frozen=True)
class Anchor:
    """One seal, as it was on a day."""

    day: str
    made_at: str
    force: str
    seal: int
    count: int
    sealed_at: str
    hash: str

    @property
    def file_name(self) -> str:
        """The name of the day's file; the seal's number keeps two of one day apart."""
        return f"anchor-{self.day}-seal-{self.seal}.json"

    def text(self) -> str:
        """The file, which is also the mail: people and programs read the same."""
        return json.dumps({"format": _FORMAT, **asdict(self)}, indent=2, ensure_ascii=False) + "\n"


def anchor_of(seal: Seal, force: str, at: datetime, day: date) -> Anchor:
    """The anchor for a seal."""
    return Anchor(day.isoformat(), _text(at), force, seal.number, seal.count, _text(seal.at), seal.hash)


def written(anchor: Anchor, folder: Path) -> Path:
    """The file of an anchor, whole or not at all; one that is there already stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / anchor.file_name
    if file.exists():
        return file
    half = folder / f".{anchor.file_name}.{os.getpid()}"
    with half.open("x", encoding="utf-8") as opened:
        opened.write(anchor.text())
        opened.flush()
        os.fsync(opened.fileno())
    half.replace(file)
    return file


def read(file: Path) -> Anchor:
    """The anchor in a file. Raises Rejected for anything else."""
    try:
        found = json.loads(file.read_text(encoding="utf-8")[:LARGEST])
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        raise Rejected(f"{file} cannot be read as an anchor. Give a file that `rtk audit anchor` wrote.") from None
    return _anchor(found, file)


def _anchor(found: Any, file: Path) -> Anchor:
    kinds = {"day": str, "made_at": str, "force": str, "seal": int, "count": int, "sealed_at": str, "hash": str}
    right = isinstance(found, dict) and found.get("format") == _FORMAT
    if not right or any(type(found.get(name)) is not kind for name, kind in kinds.items()):
        raise Rejected(f"{file} is not an anchor of this service. Give a file that `rtk audit anchor` wrote.")
    return Anchor(**{name: found[name] for name in kinds})


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
