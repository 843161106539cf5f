"""The picture of who is behind which account: a layout in plain numbers, which a template draws without any script.

Columns from left to right: accounts, strands, devices or connections or subscribers, strands to the person, the person.
Accounts that the same strands concern at the same level stand in one box, so that thirty accounts can be read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from webapp.cases.attribution import BY_SURENESS
from webapp.cases.vocabulary import IdentityLevel

LINE, PAD, GAP, MARGIN = 20, 10, 16, 10
BETWEEN = 56
WIDTHS = {"accounts": 300, "strands": 220, "ends": 170, "onward": 220, "person": 170}
LONGEST = {"accounts": 40, "strands": 28, "ends": 21, "onward": 28, "person": 21}
COLUMNS = tuple(WIDTHS)
BETWEEN_BOXES = "pass-"


@dataclass(frozen=True)
class Account:
    """One account: its code, its name as far as the reader may see it, its level, and the strands that concern it.

    `to_device` and `to_person` are the levels of its two links, each by itself; empty where no strand shows one.
    """

    code: str
    name: str
    level: str
    strands: frozenset[int] = frozenset()
    to_device: str = ""
    to_person: str = ""


@dataclass(frozen=True)
class StrandDrawn:
    """One strand: its number, its words, the link it supports, where it meets the other link, and whether it counts."""

    number: int
    words: tuple[str, ...]
    link: str
    end: str
    counts: bool


@dataclass(frozen=True)
class Box:
    """A box of the picture with its lines of text; `level` gives its border."""

    key: str
    column: str
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    level: str = ""


@dataclass(frozen=True)
class Line:
    """A line from one box to another; `level` gives its style."""

    x1: int
    y1: int
    x2: int
    y2: int
    level: str

    @property
    def path(self) -> str:
        """The line as a curve that leaves and arrives level."""
        half = (self.x1 + self.x2) // 2
        return f"M {self.x1} {self.y1} C {half} {self.y1}, {half} {self.y2}, {self.x2} {self.y2}"


@dataclass(frozen=True)
class Picture:
    """All that is drawn."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass
class _Drawing:
    texts: dict[str, list[tuple[str, tuple[str, ...], str]]] = field(
        default_factory=lambda: {column: [] for column in COLUMNS}
    )
    links: list[tuple[str, str, str]] = field(default_factory=list)

    def box(self, column: str, key: str, lines: Sequence[str], level: str = "") -> None:
        most = LONGEST[column]
        cut = tuple(line if len(line) <= most else line[: most - 1] + "…" for line in lines)
        self.texts[column].append((key, cut, level))


def draw(accounts: Sequence[Account], strands: Sequence[StrandDrawn], person: str, level: str) -> Picture:
    """The picture. `level` is that of the whole identity; a strand that does not count is drawn as INSUFFICIENT.

    Each line has the level of the link that it is part of: of several accounts that share it, the least sure.
    """
    drawing = _Drawing()
    _accounts(drawing, accounts, strands, level)
    _strands(drawing, accounts, strands, level)
    if person:
        drawing.box("person", "person", [person, *([_level(level)] if level else [])], level)
    return _placed(drawing)


def _accounts(drawing: _Drawing, accounts: Sequence[Account], strands: Sequence[StrandDrawn], level: str) -> None:
    first_link = {strand.number for strand in strands if strand.link != "person"}
    groups: dict[tuple[tuple[int, ...], str, str], list[Account]] = {}
    for account in accounts:
        alike = (tuple(sorted(account.strands & first_link)), account.level, account.to_device)
        groups.setdefault(alike, []).append(account)
    for number, ((concerned, own, to_device), members) in enumerate(groups.items()):
        key = f"accounts-{number}"
        title = f"{_level(own)}: {len(members)} {'account' if len(members) == 1 else 'accounts'}"
        drawing.box("accounts", key, [title, *(f"{one.code} {one.name}".strip() for one in members)], own)
        drawing.links += [(key, f"strand-{strand}", to_device or own or "INSUFFICIENT") for strand in concerned]
        if not strands and own:
            drawing.links.append((key, "person", own or level))


def _strands(drawing: _Drawing, accounts: Sequence[Account], strands: Sequence[StrandDrawn], level: str) -> None:
    ends: dict[str, str] = {}
    passing = any(strand.end for strand in strands)
    reached: set[tuple[str, str]] = set()
    for strand in strands:
        concerned = [account for account in accounts if strand.number in account.strands]
        first = _style(strand, [account.to_device for account in concerned], level)
        style = _style(strand, [account.to_person for account in concerned], level)
        own = f"strand-{strand.number}"
        drawing.box(
            "onward" if strand.link == "person" else "strands",
            own,
            strand.words,
            style if strand.link == "person" else first,
        )
        name = " ".join(strand.end.casefold().split())
        if name and name not in ends:
            ends[name] = f"end-{len(ends)}"
            drawing.box("ends", ends[name], [strand.end])
        if strand.link == "person":
            if name:
                drawing.links.append((ends[name], own, style))
            drawing.links.append((own, "person", style))
            continue
        if name:
            drawing.links.append((own, ends[name], first))
        if strand.link != "both":
            continue
        if name and (name, style) not in reached:
            reached.add((name, style))
            drawing.links.append((ends[name], "person", style))
        elif not name and passing:
            # Its line goes on between the boxes of that column and not behind one of them.
            drawing.box("ends", f"{BETWEEN_BOXES}{strand.number}", [], style)
            drawing.links += [
                (own, f"{BETWEEN_BOXES}{strand.number}", style),
                (f"{BETWEEN_BOXES}{strand.number}", "person", style),
            ]
        elif not name:
            drawing.links.append((own, "person", style))


def _style(strand: StrandDrawn, levels: Sequence[str], level: str) -> str:
    """The style of a line of one link: the least sure of the accounts that share it, else that of the identity."""
    if not strand.counts:
        return "INSUFFICIENT"
    known = [IdentityLevel(one) for one in levels if one]
    return min(known, key=BY_SURENESS.index) if known else level or "INSUFFICIENT"


def _placed(drawing: _Drawing) -> Picture:
    used = [column for column in COLUMNS if drawing.texts[column]]
    heights = {column: sum(_height(lines) + GAP for _, lines, _ in drawing.texts[column]) - GAP for column in used}
    height = max(heights.values(), default=0) + 2 * MARGIN
    boxes: dict[str, Box] = {}
    x = MARGIN
    for column in used:
        y = (height - heights[column]) // 2
        for key, lines, level in drawing.texts[column]:
            boxes[key] = Box(key, column, x, y, WIDTHS[column], _height(lines), lines, level)
            y += _height(lines) + GAP
        x += WIDTHS[column] + BETWEEN
    drawn = [
        _line(boxes[one], boxes[other], level) for one, other, level in drawing.links if {one, other} <= boxes.keys()
    ]
    drawn += [_across(box) for box in boxes.values() if box.key.startswith(BETWEEN_BOXES)]
    return Picture(
        max(x - BETWEEN + MARGIN, 2 * MARGIN), height, tuple(box for box in boxes.values() if box.lines), tuple(drawn)
    )


def _line(one: Box, other: Box, level: str) -> Line:
    return Line(one.x + one.width, one.y + one.height // 2, other.x, other.y + other.height // 2, level)


def _across(box: Box) -> Line:
    return Line(box.x, box.y + box.height // 2, box.x + box.width, box.y + box.height // 2, box.level)


def _height(lines: Sequence[str]) -> int:
    return len(lines) * LINE + PAD


def _level(level: str) -> str:
    return level.capitalize() if level else "Not linked"
