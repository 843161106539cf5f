"""What the designer's pages show of packages and their versions: plain values, ready to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from webapp.definitions.guidance import Register
    from webapp.engine.parse import Problem

FileKind = Literal["bpmn", "dmn", "form", "other"]


@dataclass(frozen=True)
class VersionRow:
    """One version of a package as a line of a list."""

    id: UUID
    version: int
    state: str
    author_name: str
    created_at: datetime
    note: str


@dataclass(frozen=True)
class PackageRow:
    """A process package and its versions, newest first; `deployed` is the version that new cases run."""

    key: str
    title: str
    deployed: int | None
    versions: list[VersionRow]


@dataclass(frozen=True)
class RegisterView:
    """The guidance register of one published version."""

    version: int
    in_use: bool
    register: Register


@dataclass(frozen=True)
class FileRow:
    """One file of a version."""

    path: str
    kind: FileKind
    title: str


@dataclass(frozen=True)
class VersionView:
    """One version with its files, what the check found, and what the reader may do with it.

    `refusal` says why the reader can neither submit nor publish, or is empty.
    """

    row: VersionRow
    key: str
    title: str
    files: list[FileRow]
    problems: list[Problem]
    can_edit: bool
    can_submit: bool
    can_publish: bool
    refusal: str = ""


@dataclass(frozen=True)
class FileContent:
    """The text of a file. A save must name the revision it started from."""

    text: str
    revision: int
    editable: bool


@dataclass(frozen=True)
class Saved:
    """What a save made: the new revision, and what the check found in it."""

    revision: int
    problems: list[Problem]
