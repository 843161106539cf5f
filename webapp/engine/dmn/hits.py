"""Hit policies: what becomes of the rows that apply."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from webapp.errors import EngineFault
from webapp.feel.budget import Run
from webapp.feel.comparing import equal
from webapp.feel.functions import BUILTINS

if TYPE_CHECKING:
    from webapp.engine.dmn.tables import Row, Table

Answers = list[object]  # one value for each output column


@dataclass(frozen=True, slots=True)
class Hits:
    """The rows whose answers count, and how they are put together."""

    rows: Sequence["Row"]
    answers: Sequence[Answers]
    result: Callable[[list[object], Run], object]


def combined(table: "Table", rows: list["Row"], answers: list[Answers], ranks: list[list[object]], run: Run) -> Hits:
    """What the rows that apply come to. Raises EngineFault when they contradict the hit policy."""
    match table.hit_policy:
        case "UNIQUE":
            if len(rows) > 1:
                raise EngineFault(
                    f"“{table.owner}”: rows {_numbers(rows)} apply, but only one row may. Correct the table."
                )
            return Hits(rows, answers, _one)
        case "ANY":
            _check_same(table, rows, answers, run)
            return Hits(rows, answers, _one)
        case "FIRST":
            return Hits(rows[:1], answers[:1], _one)
        case "PRIORITY":
            best = _ranked(table, rows, answers, ranks, run)[0]
            return Hits([rows[best]], [answers[best]], _one)
        case "OUTPUT ORDER":
            order = _ranked(table, rows, answers, ranks, run)
            return Hits([rows[at] for at in order], [answers[at] for at in order], _all)
        case _:
            return Hits(rows, answers, _AGGREGATIONS[table.aggregation])


def _numbers(rows: Sequence["Row"]) -> str:
    numbers = [str(row.number) for row in rows]
    return ", ".join(numbers[:-1]) + f" and {numbers[-1]}"


def _check_same(table: "Table", rows: list["Row"], answers: list[Answers], run: Run) -> None:
    different = [row for row, answer in zip(rows, answers, strict=True) if equal(answer, answers[0], run) is not True]
    if different:
        numbers = _numbers([rows[0], *different])
        raise EngineFault(f"“{table.owner}”: rows {numbers} apply and give different answers. Correct the table.")


def _ranked(
    table: "Table", rows: list["Row"], answers: list[Answers], ranks: list[list[object]], run: Run
) -> list[int]:
    """The places of the rows in the order of their answers, column by column."""
    if not any(ranks):
        raise EngineFault(f"“{table.owner}” ranks its answers but lists no output values to rank them by.")

    def places(answer: Answers) -> tuple[int, ...]:
        return tuple(
            next((at for at, other in enumerate(ranking) if equal(value, other, run) is True), len(ranking))
            for value, ranking in zip(answer, ranks, strict=True)
        )

    return sorted(range(len(rows)), key=lambda at: places(answers[at]))


def _one(values: list[object], _run: Run) -> object:
    return values[0]


def _all(values: list[object], _run: Run) -> object:
    return values


def _count(values: list[object], _run: Run) -> object:
    return Decimal(len(values))


def _builtin(name: str) -> Callable[[list[object], Run], object]:
    return lambda values, run: BUILTINS[name].call(run, [values], None)


_AGGREGATIONS: dict[str, Callable[[list[object], Run], object]] = {
    "": _all,
    "COUNT": _count,
    "SUM": _builtin("sum"),
    "MIN": _builtin("min"),
    "MAX": _builtin("max"),
}
