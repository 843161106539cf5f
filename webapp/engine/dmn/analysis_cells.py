"""The cells of a table one by one: other types, values that are not allowed, unknown names, and slips of the pen."""

import re
from collections.abc import Iterator

from webapp.engine.dmn.analysis_names import Known, unknown_functions, unknown_names
from webapp.engine.dmn.analysis_values import (
    UNKNOWN,
    Asked,
    asked,
    constant,
    is_input,
    kind_words,
    misfits,
    plain,
    result_kind,
    words,
)
from webapp.engine.dmn.tables import InputColumn, OutputColumn, Row, Table
from webapp.engine.problems import Findings
from webapp.feel import Expression, FeelError, UnaryTests, nodes
from webapp.feel.budget import Run
from webapp.feel.compiling.scope import Scope
from webapp.feel.kinds import AnyType, SimpleType, Type
from webapp.feel.values import kind_of

_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?")
_LISTED = re.compile(r"\s*[\w.-]+(\s*,\s*[\w.-]+)+\s*")
_OPERATOR = re.compile(r"\s*(<=|>=|!=|<|>|=)\s*\S.*|\s*[\[(\]].*\.\..*[\])\[]\s*")
_WORDS = frozenset({"-", "true", "false", "null"})
_TEXT = SimpleType("string")


class CellAnalysis:
    """Looks at each cell of one table and notes what is found."""

    def __init__(self, table: Table, known: Known, file: str, findings: Findings) -> None:
        self._table = table
        self._known = known
        self._file = file
        self._findings = findings

    def report(self) -> None:
        """Everything about the cells."""
        for at, column in enumerate(self._table.inputs):
            self._column(column, at)
            kind = self._kind(column)
            for row in self._table.rows:
                if at < len(row.tests) and not row.tests[at].always:
                    _InputCell(self, row, at, column, kind).report()
        for at, output in enumerate(self._table.outputs):
            for row in self._table.rows:
                if at < len(row.expressions):
                    self._output(row, at, output)

    def _kind(self, column: InputColumn) -> Type:
        declared = plain(column.type)
        if isinstance(declared, AnyType) and column.expression is not None:
            return result_kind(column.expression.tree)
        return declared

    def _column(self, column: InputColumn, at: int) -> None:
        if self._table.rows and all(at < len(row.tests) and row.tests[at].always for row in self._table.rows):
            message = f"No row asks for “{column.label}”. Remove the column, or fill its cells."
            self._findings.warn(self._file, "dmn-unused-input", message, column.id, self._table.owner)
        for function in () if column.expression is None else unknown_functions(column.expression, self._known):
            message = f"“{column.label}”: “{function}” is no function. Use a function of FEEL."
            self._findings.add(self._file, "dmn-unknown-name", message, column.id, self._table.owner)
        if not isinstance(self._kind(column), SimpleType):
            self._mixture(at)

    def _mixture(self, at: int) -> None:
        """A column without a type whose cells ask for values of several kinds."""
        first = ""
        for row in self._table.rows:
            tests = row.tests[at].tree if at < len(row.tests) else None
            for test in tests.tests if isinstance(tests, nodes.UnaryNode) else ():
                for found in asked(test):
                    if found is None or found.value is None or isinstance(found.value, list):
                        continue
                    kind = kind_of(found.value)
                    first = first or kind
                    if kind != first:
                        sentence = f"{words(found.value)} is {kind}, and rows above ask for {first}. Choose one kind."
                        self.note(row, at, "dmn-type", sentence, doubtful=True)
                        return

    def known(self) -> Known:
        """The names that mean something in this table."""
        return self._known

    def note(self, row: Row, at: int, rule: str, sentence: str, *, doubtful: bool = False) -> None:
        """Note something about a cell; `at` counts the input columns and then the output columns."""
        labels = [*(column.label for column in self._table.inputs), *(each.label for each in self._table.outputs)]
        note = self._findings.warn if doubtful else self._findings.add
        place = row.cell_ids[at] if at < len(row.cell_ids) and row.cell_ids[at] else row.id or self._table.id
        note(self._file, rule, f"Row {row.number}, “{labels[at]}”: {sentence}", place, self._table.owner)

    def _output(self, row: Row, at: int, column: OutputColumn) -> None:
        expression, place = row.expressions[at], len(self._table.inputs) + at
        if expression is None:
            return
        tree = expression.tree
        for function in unknown_functions(expression, self._known):
            self.note(row, place, "dmn-unknown-name", f"“{function}” is no function. Use a function of FEEL.")
        bare = isinstance(tree, nodes.Name) and not self._known.knows(tree.name)
        for name in unknown_names(expression, self._known):
            if bare:
                sentence = (
                    f'nothing is called {name}. Write "{name}" in quotation marks, or draw an input of that name.'
                )
                self.note(row, place, "dmn-unknown-name", sentence)
            else:
                sentence = f"nothing in the file is called “{name}”. Draw an input of that name, or correct it."
                self.note(row, place, "dmn-unknown-name", sentence, doubtful=True)
        value = constant(tree)
        if value is UNKNOWN:
            kind = result_kind(tree)
            if (
                isinstance(plain(column.type), SimpleType)
                and isinstance(kind, SimpleType)
                and kind != plain(column.type)
            ):
                sentence = f"the cell gives {kind_words(kind)}, and the column {kind_words(column.type)}. Correct it."
                self.note(row, place, "dmn-type", sentence)
        elif misfits(value, column.type):
            sentence = f"{words(value)} is {kind_of(value)}, and the column gives {kind_words(column.type)}."
            self.note(row, place, "dmn-type", f"{sentence} {_advice(value, column.type)}")
        elif column.allowed is not None and value is not None and not meets(column.allowed, value):
            sentence = f"{words(value)} is not one of the output values that the table allows. Correct it, or allow it."
            self.note(row, place, "dmn-not-allowed", sentence)


class _InputCell:
    """One input cell that is no dash."""

    def __init__(self, table: CellAnalysis, row: Row, at: int, column: InputColumn, kind: Type) -> None:
        self._table = table
        self._row = row
        self._at = at
        self._column = column
        self._kind = kind
        self._cell = row.tests[at]

    def report(self) -> None:
        for function in unknown_functions(self._cell, self._table.known()):
            self._note("dmn-unknown-name", f"“{function}” is no function. Use a function of FEEL.")
        self._names()
        for test in self._tests():
            self._slips(test)
            for found in asked(test):
                if found is not None:
                    self._constant(found)

    def _note(self, rule: str, sentence: str, *, doubtful: bool = False) -> None:
        self._table.note(self._row, self._at, rule, sentence, doubtful=doubtful)

    def _tests(self) -> tuple[nodes.Node, ...]:
        return self._cell.tree.tests if isinstance(self._cell.tree, nodes.UnaryNode) else ()

    def _names(self) -> None:
        bare = {
            node.name
            for test in self._tests()
            for node in (test.items if isinstance(test, nodes.ListNode) else (test,))
            if isinstance(node, nodes.Name)
        }
        for name in unknown_names(self._cell, self._table.known()):
            if name in bare or self._kind == _TEXT:
                sentence = (
                    f'nothing is called {name}. Write "{name}" in quotation marks, or draw an input of that name.'
                )
                self._note("dmn-unknown-name", sentence)
            else:
                sentence = f"nothing in the file is called “{name}”. Draw an input of that name, or correct it."
                self._note("dmn-unknown-name", sentence, doubtful=True)

    def _constant(self, found: Asked) -> None:
        value = found.value
        if misfits(value, self._kind):
            sentence = f"{words(value)} is {kind_of(value)}, and the column asks for {kind_words(self._kind)}."
            self._note("dmn-type", f"{sentence} {_advice(value, self._kind)}")
            return
        limits = self._column.allowed
        values = value if isinstance(value, list) else [value]
        for each in values:
            if found.equality and each is not None and limits is not None and not meets(limits, each):
                sentence = f"{words(each)} is not one of the values that the column allows. Correct it, or allow it."
                self._note("dmn-not-allowed", sentence)
            elif isinstance(each, str):
                self._text(each, found)

    def _text(self, value: str, found: Asked) -> None:
        """Texts that are legal and surely not meant."""
        if self._column.allowed is not None and found.equality and meets(self._column.allowed, value):
            return
        if _LISTED.fullmatch(value) and not _DATE.fullmatch(value):
            parts = ", ".join(f'"{part.strip()}"' for part in value.split(","))
            self._note("dmn-slip", f"{words(value)} is one text with a comma in it. Write {parts}.", doubtful=True)
        elif _OPERATOR.fullmatch(value):
            sentence = f"{words(value)} is a text and no comparison. Write {value.strip()} without quotation marks."
            self._note("dmn-slip", sentence, doubtful=True)
        elif value in _WORDS:
            sentence = f"{words(value)} is a text. Write {value} without quotation marks."
            self._note("dmn-slip", sentence, doubtful=True)
        elif value != value.strip():
            self._note("dmn-slip", f"{words(value)} begins or ends with a space. Remove it.", doubtful=True)
        elif _DATE.fullmatch(value) and (not found.equality or self._kind != _TEXT):
            self._note("dmn-slip", f"{words(value)} is a text and no date. {_dated(value)}", doubtful=True)

    def _slips(self, test: nodes.Node) -> None:
        for node in nodes.walk(test):
            if isinstance(node, nodes.Arithmetic) and _is_sum_of_numbers(node):
                parts = [constant(node.first), *(constant(part) for _, part in node.rest)]
                shown = "-".join(words(part) for part in parts)
                if len(parts) == 3:
                    sentence = f'{shown} is a subtraction. For a date write @"2026-01-31".'
                else:
                    sentence = f"{shown} is a subtraction. For a range write [{words(parts[0])}..{words(parts[1])}]."
                self._note("dmn-slip", sentence, doubtful=True)
            elif isinstance(node, nodes.Logic):
                self._logic(node)

    def _logic(self, node: nodes.Logic) -> None:
        for operand in node.operands:
            value = constant(operand)
            if value is not UNKNOWN and value is not None and not isinstance(value, bool):
                sentence = (
                    f"“{node.operator}” joins what is true or false, and {words(value)} is {kind_of(value)}. "
                    "Write the values with commas, or compare each with ?."
                )
                self._note("dmn-type", sentence)
                return


def _is_sum_of_numbers(node: nodes.Arithmetic) -> bool:
    parts = [node.first, *(part for _, part in node.rest)]
    return all(operator == "-" for operator, _ in node.rest) and all(
        isinstance(part, nodes.Literal) and kind_of(part.value) == "a number" for part in parts
    )


def _dated(value: str) -> str:
    return f'Write @"{value}".'


def _advice(value: object, kind: Type) -> str:
    base = plain(kind)
    name = base.name if isinstance(base, SimpleType) else ""
    if isinstance(value, str):
        if name in ("date", "date and time", "time") or "duration" in name:
            return _dated(value)
        if name in ("number", "boolean"):
            return "Write it without quotation marks."
    if name == "string":
        return f'Write "{words(value)}" in quotation marks.'
    return "Correct the cell."


def meets(tests: UnaryTests, value: object) -> bool:
    """Whether a value is among those allowed; what depends on the case counts as allowed."""
    if any(isinstance(node, nodes.Name) and not is_input(node) for node in nodes.walk(tests.tree)):
        return True
    try:
        return tests.decide(Scope({"?": value}, None, Run())) is True
    except FeelError:
        return False


def expressions_of(table: Table) -> Iterator[Expression | UnaryTests]:
    """The expressions of a table's rows: cells and answers."""
    for row in table.rows:
        yield from (cell for cell in row.tests if not cell.always)
        yield from (answer for answer in row.expressions if answer is not None)
