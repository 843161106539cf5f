"""How the rows of a table stand to one another: overlaps, gaps, and rows that can never apply."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from webapp.engine.dmn.analysis_axes import axis_of
from webapp.engine.dmn.analysis_cover import Cover, Region, TooMany
from webapp.engine.dmn.analysis_values import UNKNOWN, constant
from webapp.engine.dmn.tables import Row, Table
from webapp.engine.problems import Findings

# So many are told; a table with more of a kind needs another look as a whole.
_MOST_TOLD = 10
_MOST_GAPS = 3
# How much may be compared, in cells and combinations, so that a hostile table takes no longer than a second or two.
_MOST_WORK = 400_000
_ONE_ANSWER = ("UNIQUE", "ANY", "FIRST", "PRIORITY")


class RowAnalysis:
    """Compares the rows of one table and notes what is found."""

    def __init__(self, table: Table, file: str, findings: Findings) -> None:
        self._table = table
        self._file = file
        self._findings = findings
        self._axes = [axis_of(column, at, table.rows) for at, column in enumerate(table.inputs)]
        self._rows = [row for row in table.rows if len(row.tests) == len(self._axes) and not self._is_empty(row)]
        self._by_group = [self._meeting(at) for at in range(len(self._axes))]
        self._work = _MOST_WORK

    def report(self) -> None:
        """Everything about the rows."""
        compare = {
            "FIRST": self._masked,
            "UNIQUE": self._overlaps,
            "ANY": self._overlaps,
            "PRIORITY": self._outranked,
        }.get(self._table.hit_policy)
        try:
            if compare is not None:
                compare()
        except TooMany:
            message = "The table has too many combinations to compare all its rows. Check the later ones by hand."
            self._findings.warn(self._file, "dmn-overlap", message, self._table.id, self._table.owner)
        if self._table.hit_policy in _ONE_ANSWER and not any(column.default for column in self._table.outputs):
            self._gaps()

    def _cell(self, row: Row, column: int) -> int | None:
        return self._axes[column].cells[row.number - 1]

    def _note(self, row: Row, rule: str, message: str, *, doubtful: bool = False) -> None:
        note = self._findings.warn if doubtful else self._findings.add
        note(self._file, rule, message, row.id or self._table.id, self._table.owner)

    def _is_empty(self, row: Row) -> bool:
        for at, axis in enumerate(self._axes):
            if axis.cells[row.number - 1] == 0:
                message = (
                    f"Row {row.number}, “{axis.label}”: no value meets {row.tests[at].source}, so the row can never "
                    "apply. Correct the cell."
                )
                place = row.cell_ids[at] if row.cell_ids and row.cell_ids[at] else row.id
                self._findings.add(self._file, "dmn-unreachable", message, place, self._table.owner)
                return True
        return False

    def _common(self, one: Row, other: Row) -> Region | None:
        """Where both rows surely apply; None when they do not or when that depends on the case."""
        found: list[int] = []
        for at, axis in enumerate(self._axes):
            first, second = self._cell(one, at), self._cell(other, at)
            if first is None or second is None:
                opened = axis.everything in (first, second)
                if not opened and one.tests[at].source != other.tests[at].source:
                    return None
                found.append(axis.everything)
            elif first & second:
                found.append(first & second)
            else:
                return None
        return tuple(found)

    def _overlapping(self) -> Iterator[tuple[Row, Row, Region]]:
        """Each pair of rows that surely apply together, found by sets of rows instead of pair by pair."""
        for place, row in enumerate(self._rows):
            later = ((1 << len(self._rows)) - 1) >> (place + 1) << (place + 1)
            for other in self._meeting_rows(row, later):
                self._work -= len(self._axes)
                if self._work < 0:
                    raise TooMany
                common = self._common(row, other)
                if common is not None:
                    yield row, other, common

    def _meeting_rows(self, row: Row, among: int) -> Iterator[Row]:
        """Those of the rows that meet this row in every column, as far as their cells can be known."""
        for at, by_group in enumerate(self._by_group):
            among &= self._partners(row, at, by_group)
            if not among:
                return
        while among:
            bit = among & -among
            among ^= bit
            yield self._rows[bit.bit_length() - 1]

    def _meeting(self, column: int) -> dict[int, int]:
        """The rows that meet each group of the column; those that depend on the case stand under -1."""
        found: dict[int, int] = {}
        for place, row in enumerate(self._rows):
            cell = self._cell(row, column)
            if cell is None or cell == self._axes[column].everything:
                found[-1] = found.get(-1, 0) | 1 << place
                continue
            while cell:
                bit = cell & -cell
                cell ^= bit
                found[bit] = found.get(bit, 0) | 1 << place
        return found

    def _partners(self, row: Row, column: int, by_group: dict[int, int]) -> int:
        cell = self._cell(row, column)
        if cell is None or cell == self._axes[column].everything:
            return (1 << len(self._rows)) - 1
        found = by_group.get(-1, 0)
        while cell:
            bit = cell & -cell
            cell ^= bit
            found |= by_group.get(bit, 0)
        return found

    def _overlaps(self) -> None:
        unique = self._table.hit_policy == "UNIQUE"
        told = 0
        for one, other, common in self._overlapping():
            if not unique and self._same_answer(one, other) is not False:
                continue
            told += 1
            if told > _MOST_TOLD:
                self._note(other, "dmn-overlap", "More rows overlap. Correct these first.")
                return
            ask = (
                "only one row may. Change one of them, or choose another hit policy."
                if unique
                else "they give different answers. Give both the same, or change what they ask for."
            )
            message = f"Rows {one.number} and {other.number} both apply{self._when(common)}, but {ask}"
            rule = "dmn-overlap" if unique else "dmn-any-conflict"
            self._note(other, rule, message, doubtful=self._is_doubtful(common))

    def _is_doubtful(self, common: Region) -> bool:
        """Whether the rows meet only where something is not known, or their inputs depend on each other."""
        if any(not groups & ~(1 << len(axis.names) - 1) for groups, axis in zip(common, self._axes, strict=True)):
            return True
        seen: set[str] = set()
        for column in self._table.inputs:
            names = column.expression.names if column.expression is not None else frozenset()
            if names & seen:
                return True
            seen |= names
        return False

    def _same_answer(self, one: Row, other: Row) -> bool | None:
        """Whether two rows give the same; None when that depends on the case."""
        if one.output_texts == other.output_texts:
            return True
        answers = [
            (constant(first.tree), constant(second.tree))
            for first, second in zip(one.expressions, other.expressions, strict=True)
            if first is not None and second is not None
        ]
        if any(UNKNOWN in pair for pair in answers):
            return None
        return all(first == second for first, second in answers) and len(answers) == len(one.expressions)

    def _when(self, region: Sequence[int]) -> str:
        """The narrowing columns of a region in words."""
        parts = []
        for groups, axis in zip(region, self._axes, strict=True):
            if groups & axis.known != axis.known or not axis.known:
                known = groups & ~(1 << len(axis.names) - 1)
                parts.append(axis.said(known or groups))
        return f" when {' and '.join(parts)}" if parts else " to every case"

    def _hidden_by(self, row: Row, among: int) -> list[Row]:
        """Those of the other rows that together take every case of the row; none when a case is left to it."""
        region = tuple(1 if cell is None else cell for cell in (self._cell(row, at) for at in range(len(self._axes))))
        hiding: list[Row] = []
        regions: list[Region] = []
        for other in self._meeting_rows(row, among):
            covered = self._restricted(other, row)
            if covered is None:
                continue
            if all(mine & ~theirs == 0 for mine, theirs in zip(region, covered, strict=True)):
                return [other]
            hiding.append(other)
            regions.append(covered)
        if not regions:
            return []
        self._work -= len(regions) * len(region)
        if self._work < 0:
            raise TooMany
        return hiding if next(Cover(region, regions, 2_000).uncovered(), None) is None else []

    def _restricted(self, other: Row, row: Row) -> Region | None:
        """What the other row surely takes of the row's cases; None when nothing."""
        found: list[int] = []
        for at, axis in enumerate(self._axes):
            own, theirs = self._cell(row, at), self._cell(other, at)
            same = other.tests[at].source == row.tests[at].source
            if own is None:
                taken = 1 if same or theirs == axis.everything else 0
            elif theirs is None:
                taken = 0
            else:
                taken = own & theirs
            if not taken:
                return None
            found.append(taken)
        return tuple(found)

    def _masked(self) -> None:
        hidden = ((row, self._hidden_by(row, (1 << place) - 1)) for place, row in enumerate(self._rows))
        self._tell_hidden(hidden, "stands first", "stand first")
        told = 0
        for one, other, common in self._overlapping():
            crossing = self._cell_sets(one) != list(common) and self._cell_sets(other) != list(common)
            if crossing and self._same_answer(one, other) is False and not self._is_doubtful(common):
                told += 1
                if told > _MOST_TOLD:
                    break
                message = (
                    f"Rows {one.number} and {other.number} both apply{self._when(common)}; row {one.number} is taken, "
                    "because it stands first. Check that this is meant."
                )
                self._note(other, "dmn-masked", message, doubtful=True)

    def _cell_sets(self, row: Row) -> list[int | None]:
        return [self._cell(row, at) for at in range(len(self._axes))]

    def _never(self, row: Row, hiding: Sequence[Row], why: str) -> None:
        numbers = [str(each.number) for each in hiding]
        shown = f"row {numbers[0]}" if len(numbers) == 1 else f"rows {', '.join(numbers[:-1])} and {numbers[-1]}"
        takes = "takes" if len(numbers) == 1 else "take"
        message = f"Row {row.number} can never apply: {shown} {takes} all its cases and {why}. Move or remove it."
        self._note(row, "dmn-unreachable", message)

    def _outranked(self) -> None:
        """Rows of a PRIORITY table of which another row with a higher answer takes every case."""
        ranks = [self._rank(row) for row in self._rows]

        def higher(own: tuple[int, ...] | None) -> int:
            return sum(1 << at for at, rank in enumerate(ranks) if own and rank and rank < own)

        hidden = ((row, self._hidden_by(row, higher(own))) for row, own in zip(self._rows, ranks, strict=True))
        self._tell_hidden(hidden, "ranks higher", "rank higher")

    def _tell_hidden(self, found: Iterable[tuple[Row, list[Row]]], one: str, several: str) -> None:
        told = 0
        for row, hiding in found:
            if not hiding:
                continue
            told += 1
            if told > _MOST_TOLD:
                self._note(row, "dmn-unreachable", "More rows can never apply. Correct these first.")
                return
            self._never(row, hiding, one if len(hiding) == 1 else several)

    def _rank(self, row: Row) -> tuple[int, ...] | None:
        found: list[int] = []
        for column, expression in zip(self._table.outputs, row.expressions, strict=True):
            if not column.ranking:
                found.append(0)
                continue
            value = UNKNOWN if expression is None else constant(expression.tree)
            listed = column.listed()
            if value is UNKNOWN or value not in listed:
                return None
            found.append(listed.index(value))
        return tuple(found)

    def _gaps(self) -> None:
        region = tuple(axis.known for axis in self._axes)
        rows = [
            tuple(axis.everything if cell is None else cell for axis, cell in zip(self._axes, cells, strict=True))
            for cells in (self._cell_sets(row) for row in self._rows)
        ]
        place = self._table.id
        try:
            for gap in islice(Cover(region, rows).uncovered(), _MOST_GAPS):
                message = f"No row applies{self._when(gap)}. Add a row or a default, unless that cannot happen."
                self._findings.warn(self._file, "dmn-gap", message, place, self._table.owner)
        except TooMany:
            message = "The table has too many combinations to look for gaps. Check that every case has a row."
            self._findings.warn(self._file, "dmn-gap", message, place, self._table.owner)
