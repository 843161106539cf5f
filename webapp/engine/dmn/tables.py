"""Decision tables: which rows apply, what they give, and why the others do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from webapp.engine.dmn.hits import combined
from webapp.engine.dmn.lookup import Lookup
from webapp.engine.dmn.recording import Cell, RowReport, TableReport, recorder
from webapp.errors import EngineFault
from webapp.feel import Expression, UnaryTests
from webapp.feel.budget import Run
from webapp.feel.compiling.scope import Code, Scope
from webapp.feel.convert import to_json
from webapp.feel.kinds import MISFIT, Type, fitted

HitPolicy = Literal["UNIQUE", "ANY", "PRIORITY", "FIRST", "COLLECT", "RULE ORDER", "OUTPUT ORDER"]
Aggregation = Literal["", "SUM", "COUNT", "MIN", "MAX"]


@dataclass(frozen=True, slots=True)
class InputColumn:
    """A question that the table asks."""

    label: str
    text: str
    code: Code
    type: Type
    allowed: UnaryTests | None
    id: str = ""
    expression: Expression | None = None


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """An answer that the table gives. `ranking` holds the allowed values in their order, the first the highest."""

    name: str
    label: str
    type: Type
    allowed: UnaryTests | None
    ranking: tuple[Code, ...]
    default: Code | None
    id: str = ""

    def listed(self) -> list[object]:
        """The allowed values in their order, those that depend on the case as null."""
        return [code(Scope({}, None, Run())) for code in self.ranking]


@dataclass(frozen=True, slots=True)
class Row:
    """A rule; `annotations` are its remarks by the heading of their column."""

    number: int
    id: str
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Code, ...]
    output_texts: tuple[str, ...]
    annotations: tuple[tuple[str, str], ...]
    places: tuple[str, ...] = ()  # what its input cells are called in a remark
    expressions: tuple[Expression | None, ...] = ()  # of its output cells
    cell_ids: tuple[str, ...] = ()  # of its input cells and then its output cells


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table."""

    id: str
    owner: str  # the name of the decision it answers
    hit_policy: HitPolicy
    aggregation: Aggregation
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rows: tuple[Row, ...]
    checksum: str
    lookup: Lookup | None = None

    def decide(self, scope: Scope) -> object:
        """The answer in this scope.

        Raises EngineFault naming the rows when they contradict the hit policy, and when a value is not one of those
        that the table allows.
        """
        inputs = [self._input(column, scope) for column in self.inputs]
        scopes = [scope.inner({"?": value}) for value in inputs]
        hits: list[Row] = []
        tried: dict[int, RowReport] = {}
        for row in self._candidates(inputs):
            tried[row.number] = self._applies(row, inputs, scopes)
            if tried[row.number].applies:
                hits.append(row)
                if self.hit_policy == "FIRST":
                    break
        answer, used = self._answer(hits, scope)
        recorder(scope.run).append(
            TableReport(
                table=self.id,
                decision=self.owner,
                hit_policy=self.hit_policy,
                inputs=tuple((column.label, to_json(value)) for column, value in zip(self.inputs, inputs, strict=True)),
                hits=tuple(tried[number] for number in used),
                answer=to_json(answer),
                checksum=self.checksum,
                size=len(self.rows),
                all_rows=lambda: self._reports(tried, inputs, hits),
            )
        )
        return answer

    def _candidates(self, inputs: Sequence[object]) -> Iterator[Row]:
        """The rows that may apply, in their order."""
        if self.lookup is None:
            yield from self.rows
            return
        left = self.lookup.candidates(inputs)
        while left:
            row = left & -left
            left ^= row
            yield self.rows[row.bit_length() - 1]

    def _reports(
        self, tried: dict[int, RowReport], inputs: Sequence[object], hits: Sequence[Row]
    ) -> tuple[RowReport, ...]:
        """What became of each row, up to the one that was taken when the first one counts."""
        last = hits[0].number if self.hit_policy == "FIRST" and hits else len(self.rows)
        return tuple(tried.get(row.number) or self._ruled_out(row, inputs) for row in self.rows[:last])

    def _ruled_out(self, row: Row, inputs: Sequence[object]) -> RowReport:
        column = 0 if self.lookup is None else self.lookup.failed(row.number - 1, inputs)
        return self._failure(row, column, inputs)

    def _failure(self, row: Row, column: int, inputs: Sequence[object]) -> RowReport:
        failed = Cell(self.inputs[column].label, to_json(inputs[column]), row.tests[column].source)
        return RowReport(row.number, row.id, applies=False, failed=failed, annotations=row.annotations)

    def _input(self, column: InputColumn, scope: Scope) -> object:
        scope.run.place = f"“{self.owner}”, “{column.label}”"
        found = column.code(scope)
        value = fitted(found, column.type)
        if value is MISFIT:
            scope.run.remark("The value is of another kind than the column asks for.")
            value = None
        if column.allowed is not None and value is not None and not _meets(column.allowed, value, scope):
            raise EngineFault(f"“{self.owner}”: the value of “{column.label}” is not one of those the table allows.")
        return value

    def _applies(self, row: Row, inputs: Sequence[object], scopes: Sequence[Scope]) -> RowReport:
        for column, tests in enumerate(row.tests):
            if tests.always:
                continue
            inner = scopes[column]
            inner.run.charge(1)
            inner.run.place = row.places[column]
            if tests.decide(inner) is not True:
                return self._failure(row, column, inputs)
        return RowReport(row.number, row.id, applies=True, failed=None, annotations=row.annotations)

    def _answer(self, hits: list[Row], scope: Scope) -> tuple[object, tuple[int, ...]]:
        if not hits:
            return self._without_rows(scope), ()
        answers = [self._outputs(row, scope) for row in hits]
        ranks = self._ranks(scope) if self.hit_policy in ("PRIORITY", "OUTPUT ORDER") else []
        scope.run.place = f"“{self.owner}”"
        chosen = combined(self, hits, answers, ranks, scope.run)
        values = [self._value(answer) for answer in chosen.answers]
        return chosen.result(values, scope.run), tuple(row.number for row in chosen.rows)

    def _without_rows(self, scope: Scope) -> object:
        if any(column.default is not None for column in self.outputs):
            defaults = [None if column.default is None else column.default(scope) for column in self.outputs]
            return self._value(defaults)
        scope.run.place = f"“{self.owner}”"
        if self.aggregation == "COUNT":
            return Decimal(0)
        if self.hit_policy in ("UNIQUE", "ANY", "PRIORITY", "FIRST"):
            scope.run.remark("No row of the table applies, and it has no default.")
        return None

    def _outputs(self, row: Row, scope: Scope) -> list[object]:
        values: list[object] = []
        for column, code in zip(self.outputs, row.outputs, strict=True):
            scope.run.place = f"“{self.owner}”, row {row.number}, “{column.label}”"
            value = fitted(code(scope), column.type)
            if value is MISFIT:
                scope.run.remark("The answer is of another kind than the column gives.")
                value = None
            if column.allowed is not None and value is not None and not _meets(column.allowed, value, scope):
                raise EngineFault(
                    f"“{self.owner}”: row {row.number} gives a “{column.label}” that the table does not allow."
                )
            values.append(value)
        return values

    def _ranks(self, scope: Scope) -> list[list[object]]:
        return [[code(scope) for code in column.ranking] for column in self.outputs]

    def _value(self, outputs: Sequence[object]) -> object:
        if len(self.outputs) == 1:
            return outputs[0]
        return {column.name: value for column, value in zip(self.outputs, outputs, strict=True)}


def _meets(tests: UnaryTests, value: object, scope: Scope) -> bool:
    return tests.decide(scope.inner({"?": value})) is True
