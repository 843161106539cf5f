"""Passages of text between questions: paragraphs, headings and lists, and no other markup."""

import re
from dataclasses import dataclass
from typing import Literal

_BULLET = re.compile(r"[-*•] +")
_NUMBER = re.compile(r"\d{1,3}[.)] +")
_HEADING = re.compile(r"#{1,6} +")
_MARKUP = (
    (re.compile(r"<[!/a-zA-Z]"), "HTML"),
    (re.compile(r"\]\s*[(\[]"), "a link or picture"),
    (re.compile(r"\*\*|__|~~|`"), "bold, struck or code text"),
    (re.compile(r"^\s*(?:\||>|-{3,}\s*$|={3,}\s*$)", re.MULTILINE), "a table, quotation or line"),
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or heading of one line, or a list of several."""

    kind: Literal["paragraph", "heading", "bullets", "numbers"]
    lines: tuple[str, ...]


def unsupported_markup(text: str) -> str:
    """What a text uses besides paragraphs, headings and lists; empty when nothing."""
    for pattern, name in _MARKUP:
        if pattern.search(text):
            return name
    return ""


def passages(text: str) -> tuple[Passage, ...]:
    """A text cut into passages; an empty line ends one, and so does a line of another kind."""
    found: list[Passage] = []
    running = False  # whether the next line goes on with the passage before it
    for line in text.splitlines():
        stripped = line.strip()
        kind, content = _kind(stripped)
        if not stripped:
            running = False
        elif kind == "heading":
            found.append(Passage("heading", (content,)))
            running = False
        elif kind == "paragraph":
            running = _continue(found, stripped, running)
        elif running and found[-1].kind == kind:
            found[-1] = Passage(kind, (*found[-1].lines, content))
        else:
            found.append(Passage(kind, (content,)))
            running = True
    return tuple(found)


def _kind(line: str) -> tuple[Literal["paragraph", "heading", "bullets", "numbers"], str]:
    if _HEADING.match(line):
        return "heading", _HEADING.sub("", line, count=1)
    if _BULLET.match(line):
        return "bullets", _BULLET.sub("", line, count=1)
    if _NUMBER.match(line):
        return "numbers", _NUMBER.sub("", line, count=1)
    return "paragraph", line


def _continue(found: list[Passage], line: str, running: bool) -> bool:
    if running:
        last = found[-1]
        found[-1] = Passage(last.kind, (*last.lines[:-1], f"{last.lines[-1]} {line}"))
    else:
        found.append(Passage("paragraph", (line,)))
    return True
