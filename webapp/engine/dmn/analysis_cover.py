"""Which combinations of values no row covers: the search that finds gaps and rows that can never apply."""

from collections.abc import Iterator, Sequence

Region = tuple[int, ...]  # for each column, a set of groups of values


class TooMany(Exception):
    """There are too many combinations to look at."""


class Cover:
    """Rows as regions, and the search for what they leave uncovered within one region.

    Raises TooMany when more than `most` combinations would have to be looked at.
    """

    def __init__(self, region: Region, rows: Sequence[Region], most: int = 20_000) -> None:
        self._region = region
        self._left = most
        self._everything = (1 << len(rows)) - 1
        width = len(region)
        # From each column on: the rows that ask for nothing more, which therefore cover whatever comes.
        self._open_from = [0] * width + [self._everything]
        for column in reversed(range(width)):
            whole = sum(1 << at for at, row in enumerate(rows) if row[column] & region[column] == region[column])
            self._open_from[column] = self._open_from[column + 1] & whole
        self._groups = [self._by_group(column, rows) for column in range(width)]
        self._covered: set[tuple[int, int]] = set()

    def _by_group(self, column: int, rows: Sequence[Region]) -> list[tuple[int, int]]:
        """For each group of the column, its own bit and the rows that it meets."""
        meeting: dict[int, int] = {}
        for at, row in enumerate(rows):
            left = row[column] & self._region[column]
            while left:
                bit = left & -left
                left ^= bit
                meeting[bit] = meeting.get(bit, 0) | 1 << at
        left, found = self._region[column], []
        while left:
            bit = left & -left
            left ^= bit
            found.append((bit, meeting.get(bit, 0)))
        return found

    def uncovered(self) -> Iterator[Region]:
        """The regions that no row covers, one after the other."""
        if any(not each for each in self._region):
            return
        yield from self._search(0, self._everything)

    def _search(self, column: int, rows: int) -> Iterator[Region]:
        if rows & self._open_from[column]:
            return
        if not rows:
            yield self._region[column:]
            return
        if (column, rows) in self._covered:
            return
        self._left -= 1
        if self._left < 0:
            raise TooMany
        alike: dict[int, int] = {}
        for bit, meeting in self._groups[column]:
            alike[meeting & rows] = alike.get(meeting & rows, 0) | bit
        found = False
        for left, bits in alike.items():
            for rest in self._search(column + 1, left):
                found = True
                yield (bits, *rest)
        if not found:
            self._covered.add((column, rows))
