"""A list of accounts as text: what each row says, and what is wrong with it. Nothing here touches the record.

The text is comma separated values with a line of headings. It is read, never run: a cell that begins like a formula is
the name of an account, as every other.
"""

import csv
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

from webapp.cases.model import Alias
from webapp.cases.seen import AliasSeen, is_same
from webapp.errors import Rejected

MOST_BYTES = 1024 * 1024
MOST_ROWS = 1000
FIELD = "list"
# The columns, with the longest value of each that is text.
COLUMNS = {"handle": 200, "platform": 80, "stable_id": 200, "first_seen": 0, "last_seen": 0}
NEEDED = ("handle", "platform")
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")
_SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True)
class ListRow:
    """One row: its line in the list, what it says, what is wrong with it, and what it would do."""

    line: int
    cells: dict[str, str]
    errors: tuple[str, ...]
    seen: AliasSeen | None
    known_as: str = ""


@dataclass(frozen=True)
class AliasList:
    """A list as it was read."""

    rows: tuple[ListRow, ...]

    @property
    def wrong(self) -> int:
        """How many rows have something wrong with them."""
        return sum(bool(row.errors) for row in self.rows)

    @property
    def new(self) -> int:
        """How many accounts the case does not know yet."""
        return sum(not row.errors and not row.known_as for row in self.rows)


def text_of(content: bytes) -> str:
    """The text of a file: UTF-8, with or without its mark, or what western Windows writes. Raises Rejected."""
    if len(content) > MOST_BYTES:
        raise Rejected("The list is larger than 1 MB. Split it.", FIELD)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content:
        raise Rejected("This is not a list of comma separated values in UTF-8. Save it as “CSV UTF-8”.", FIELD)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise Rejected("The letters of this file cannot be read. Save it as “CSV UTF-8”.", FIELD) from None


def read(text: str, known: Sequence[Alias], today: date) -> AliasList:
    """The rows of a list, each compared with the aliases of the case and the rows before it.

    Raises Rejected where the text as a whole is no such list.
    """
    if len(text.encode()) > MOST_BYTES:
        raise Rejected("The list is larger than 1 MB. Split it.", FIELD)
    lines = _lines(text.removeprefix("\ufeff"))
    if not lines:
        raise Rejected("The list is empty. Paste it, or choose a file.", FIELD)
    headings = [heading.strip().casefold().replace(" ", "_") for heading in lines[0][1]]
    _check_headings(headings)
    if len(lines) - 1 > MOST_ROWS:
        raise Rejected(f"The list has {len(lines) - 1:,} rows. Import at most {MOST_ROWS:,} at a time.", FIELD)
    if len(lines) == 1:
        raise Rejected("There is no row below the headings.", FIELD)
    rows: list[ListRow] = []
    for line, cells in lines[1:]:
        rows.append(_row(line, headings, cells, known, rows, today))
    return AliasList(tuple(rows))


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The lines that say anything, each with its number."""
    head = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        raise Rejected(
            f"Line {reader.line_num} cannot be read: a quotation mark is not closed, or stands in the wrong place.",
            FIELD,
        ) from None


def _check_headings(headings: Collection[str]) -> None:
    missing = [name for name in NEEDED if name not in headings]
    if missing:
        raise Rejected(f"The first line must name the columns. Missing: {', '.join(missing)}.", FIELD)
    unknown = sorted({name for name in headings if name and name not in COLUMNS})
    if unknown:
        raise Rejected(f"Only these columns are understood: {', '.join(COLUMNS)}. Take the others out.", FIELD)
    if len(set(headings)) != len(headings):
        raise Rejected("A column stands twice. Take one out.", FIELD)


def _row(
    line: int, headings: list[str], cells: list[str], known: Sequence[Alias], before: list[ListRow], today: date
) -> ListRow:
    given = {name: cell.strip() for name, cell in zip(headings, cells, strict=False) if name}
    errors = [f"There are {len(cells)} cells for {len(headings)} columns"] if len(cells) != len(headings) else []
    errors += [f"Enter the {name}" for name in NEEDED if not given.get(name)]
    for name, most in COLUMNS.items():
        value = given.get(name, "")
        if most and len(value) > most:
            errors.append(f"The {name} has more than {most} characters")
        if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in value):
            errors.append(f"The {name} has a character that cannot be seen")
    days = {name: _day(given.get(name, "")) for name in ("first_seen", "last_seen")}
    errors += [f"The {name} is not a day like 2026-03-02" for name in days if given.get(name) and days[name] is None]
    errors += [f"The {name} is in the future" for name, day in days.items() if day is not None and day > today]
    first, last = days["first_seen"], days["last_seen"]
    if first and last and first > last:
        errors.append("It cannot have been last seen before it was first seen")
    if errors:
        return ListRow(line, given, tuple(errors), None)
    seen = AliasSeen(given["handle"], given["platform"], given.get("stable_id") or None, first, last)
    twin = next((row for row in before if row.seen is not None and is_same(row.seen, seen)), None)
    if twin is not None:
        return ListRow(line, given, (f"The same account as in line {twin.line}",), None)
    alias = next((alias for alias in known if is_same(alias, seen)), None)
    return ListRow(line, given, (), seen, alias.code if alias is not None else "")


def _day(text: str) -> date | None:
    for pattern in _DATES:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
