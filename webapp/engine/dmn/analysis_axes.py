"""The values of an input, in groups that every cell of its column treats alike; cells become sets of groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from webapp.engine.dmn.analysis_groups import Group, bounds_of, groups_of
from webapp.engine.dmn.analysis_values import Asked, asked, constant, is_statement
from webapp.engine.dmn.kinds import Allowed
from webapp.engine.dmn.tables import InputColumn, Row
from webapp.feel import FeelError, UnaryTests, nodes
from webapp.feel.budget import Run
from webapp.feel.compiling.scope import Scope
from webapp.feel.kinds import NarrowedType

# Cells that are whole sentences are tried with each group, so there may not be too many.
_MOST_TRIED = 400


@dataclass(frozen=True, slots=True)
class Axis:
    """One input: its groups of values in order, the last of them “not known”. Sets of groups are bit masks.

    `cells` has the set of each row's cell, or None where it depends on the case. `known` are the groups that count
    when gaps are looked for: all that may come, and “not known” only when a cell asks for it.
    """

    label: str
    names: tuple[str, ...]
    cells: tuple[int | None, ...]
    everything: int
    known: int
    bounds: tuple[tuple[str, str], ...] = ()  # of ordered groups, in words: “10 or more”, “less than 18”

    def said(self, groups: int) -> str:
        """The groups in words: `“Age” is more than 10`."""
        chosen = [at for at in range(len(self.names)) if groups >> at & 1]
        if len(chosen) > 1 and chosen[-1] - chosen[0] == len(chosen) - 1 and self.bounds:
            (low, _), (_, high) = self.bounds[chosen[0]], self.bounds[chosen[-1]]
            if low or high:
                return f"“{self.label}” is {' and '.join(end for end in (low, high) if end)}"
        shown = " or ".join(self.names[at] for at in chosen[:3]) + (" and so on" if len(chosen) > 3 else "")
        return f"“{self.label}” is {shown}"


def axis_of(column: InputColumn, at: int, rows: Sequence[Row]) -> Axis:
    """The axis of a column and what its cells ask for."""
    limits = [tests for tests in (column.allowed, _allowed_of(column)) if tests is not None]
    cells = {row.tests[at].source: row.tests[at] for row in rows}
    constants = [found for tests in (*cells.values(), *limits) for found in _constants(tests)]
    values = [each.value for each in constants if each is not None and each.value is not None]
    opened = any(each is not None and not each.equality for each in constants)
    groups = groups_of(values, column, opened=opened)
    sets = {source: None if groups is None else _set(tests, groups) for source, tests in cells.items()}
    if groups is None:
        groups = [("any value", None, None)]
    null = 1 << len(groups)
    inside = null - 1
    for tests in limits:
        allowed = _set(tests, groups)
        inside &= inside if allowed is None else allowed
    everything = inside | null
    found = [everything if row.tests[at].always else sets[row.tests[at].source] for row in rows]
    asks_null = any(_asks_null(tests) for tests in cells.values())
    return Axis(
        label=column.label,
        names=(*(name for name, _, _ in groups), "not known"),
        cells=tuple(None if each is None else each & everything for each in found),
        everything=everything,
        known=inside | (null if asks_null else 0),
        bounds=bounds_of(groups, opened=opened),
    )


def _allowed_of(column: InputColumn) -> UnaryTests | None:
    kind = column.type
    return kind.allowed.tests if isinstance(kind, NarrowedType) and isinstance(kind.allowed, Allowed) else None


def _tests(tests: UnaryTests) -> Sequence[nodes.Node]:
    return tests.tree.tests if isinstance(tests.tree, nodes.UnaryNode) else ()


def _constants(tests: UnaryTests) -> Iterator[Asked | None]:
    for test in _tests(tests):
        yield from asked(test)


def _asks_null(tests: UnaryTests) -> bool:
    return any(each is not None and each.value is None for each in _constants(tests))


# Cells as sets of groups.


def _set(tests: UnaryTests, groups: list[Group]) -> int | None:
    """The groups that meet the tests, “not known” among them; None when it depends on the case."""
    if tests.always:
        return (2 << len(groups)) - 1
    if any(each is None for each in _constants(tests)):
        return None
    points = {(type(point), point): at for at, (_, _, point) in enumerate(groups) if point is not None}
    negated = isinstance(tests.tree, nodes.UnaryNode) and tests.tree.negated
    inside = 0
    for test in _tests(tests):
        found = _positive(test, points, groups)
        if found is None:
            return None
        inside |= found
    everything = (1 << len(groups)) - 1
    inside = everything & ~inside if negated else inside
    return inside | (1 << len(groups) if _met(tests, None) else 0)


def _positive(test: nodes.Node, points: dict[tuple[type, object], int], groups: list[Group]) -> int | None:
    everything = (1 << len(groups)) - 1
    if is_statement(test):
        return _tried(test, groups)
    match test:
        case nodes.ListNode():
            sets = [_positive(item, points, groups) for item in test.items]
            return None if None in sets else _union(each for each in sets if each is not None)
        case nodes.RangeNode():
            low, high = (points.get((type(end), end)) for end in (constant(test.low), constant(test.high)))
            if low is None or high is None:
                return None
            start, end = low + (not test.low_included), high - (not test.high_included)
            return ((1 << end + 1) - 1) & ~((1 << start) - 1) if end >= start else 0
        case nodes.OperatorTest():
            value = constant(test.operand)
            at = points.get((type(value), value))
            if value is None:
                return everything if test.operator == "!=" else 0
            if at is None:
                return None
            one = 1 << at
            below = one - 1
            above = everything & ~below & ~one
            return {"<": below, "<=": below | one, ">": above, ">=": above | one, "=": one, "!=": below | above}[
                test.operator
            ]
        case _:
            value = constant(test)
            values = value if isinstance(value, list) else [value]
            places = [points.get((type(each), each)) for each in values if each is not None]
            return None if None in places else _union(1 << place for place in places if place is not None)


def _union(sets: Iterator[int]) -> int:
    found = 0
    for each in sets:
        found |= each
    return found


def _tried(test: nodes.Node, groups: list[Group]) -> int | None:
    if len(groups) > _MOST_TRIED or any(value is None for _, value, _ in groups):
        return None
    tests = UnaryTests("", nodes.UnaryNode((test,), position=test.position), {})
    return _union(1 << at for at, (_, value, _) in enumerate(groups) if _met(tests, value))


def _met(tests: UnaryTests, value: object) -> bool:
    try:
        return tests.decide(Scope({"?": value}, None, Run(steps=1_000))) is True
    except FeelError:
        return False
