"""Finding the rows that may apply without trying every row, in columns whose cells are plain values."""

from collections.abc import Sequence
from decimal import Decimal

from webapp.feel import UnaryTests, nodes

# A shorter table is tried row by row just as fast.
_FEWEST_ROWS = 8
_PLAIN = (str, Decimal, bool)


class Lookup:
    """For some columns, the rows by the value that they ask for. Sets of rows are bit masks, row 1 the lowest bit."""

    def __init__(self, columns: dict[int, "Column"], rows: int) -> None:
        self._columns = columns
        self._all = (1 << rows) - 1

    def candidates(self, inputs: Sequence[object]) -> int:
        """The rows that may apply; those left out surely do not."""
        found = self._all
        for at, column in self._columns.items():
            found &= column.rows(inputs[at])
            if not found:
                break
        return found

    def failed(self, row: int, inputs: Sequence[object]) -> int:
        """The first column that rules a row out, counted from 0 as the row is."""
        return next(at for at, column in self._columns.items() if not column.rows(inputs[at]) >> row & 1)


class Column:
    """The rows of one column by their values; the others, such as dashes, may apply whatever the value is."""

    def __init__(self, cells: Sequence[tuple[object, ...] | None], kind: type) -> None:
        self._kind = kind
        self._others = sum(1 << row for row, values in enumerate(cells) if values is None)
        self._by_value: dict[object, int] = {}
        for row, values in enumerate(cells):
            for value in values or ():
                self._by_value[value] = self._by_value.get(value, self._others) | 1 << row

    def rows(self, value: object) -> int:
        """The rows that may apply to a value; all of them for a value of another kind than the cells are of."""
        if value is not None and type(value) is not self._kind:
            return -1
        return self._by_value.get(value, self._others)


def lookup_of(rows: Sequence[Sequence[UnaryTests]], columns: int) -> Lookup | None:
    """The look-up for a table's rows of cells; None where it would not help."""
    if len(rows) < _FEWEST_ROWS or any(len(row) != columns for row in rows):
        return None
    found: dict[int, Column] = {}
    for at in range(columns):
        cells = [_plain_values(row[at]) for row in rows]
        kinds = {type(value) for values in cells for value in values or () if value is not None}
        if len(kinds) == 1 and 2 * cells.count(None) <= len(cells):
            found[at] = Column(cells, kinds.pop())
    return Lookup(found, len(rows)) if found else None


def _plain_values(tests: UnaryTests) -> tuple[object, ...] | None:
    """The values that a cell lets through when it is a list of them; None for every other cell."""
    tree = tests.tree
    if not isinstance(tree, nodes.UnaryNode) or tree.negated or not tree.tests:
        return None
    values = []
    for test in tree.tests:
        if not isinstance(test, nodes.Literal) or not (test.value is None or type(test.value) in _PLAIN):
            return None
        values.append(test.value)
    return tuple(values)
