"""Names: which of them mean something in a decision file, and which are slips."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from webapp.engine.dmn.model import DecisionModel, Element
from webapp.engine.dmn.tables import Table
from webapp.engine.problems import Findings
from webapp.feel import Expression, UnaryTests, nodes
from webapp.feel.compiling.compiler import INPUT
from webapp.feel.functions import BUILTINS


class Known:
    """The names that a table's cells may use: what the file declares, and what its tables and texts ask about."""

    def __init__(self, model: DecisionModel) -> None:
        self._names = {" ".join(name.split()) for name in model.names}
        for table in model.tables:
            for column in table.inputs:
                if column.expression is not None:
                    self._names |= _asked(column.expression)
        for _, _, _, formula in model.formulas:
            self._names |= _asked(formula)

    def knows(self, name: str) -> bool:
        """Whether something has that name."""
        return name == INPUT or name in self._names or name in BUILTINS


def _called(found: Expression | UnaryTests) -> set[str]:
    callees = (each.callee for each in nodes.walk(found.tree) if isinstance(each, nodes.Call))
    return {callee.name for callee in callees if isinstance(callee, nodes.Name)}


def _asked(found: Expression | UnaryTests) -> frozenset[str]:
    """The variables of an expression; what it calls like a function is none."""
    return (found.names | found.possible_names) - _called(found)


def unknown_functions(found: Expression | UnaryTests, known: Known) -> list[str]:
    """The names that are called but are neither functions of the language nor anything in the file."""
    return sorted(name for name in _called(found) & (found.names | found.possible_names) if not known.knows(name))


def unknown_names(found: Expression | UnaryTests, known: Known) -> list[str]:
    """The names that are asked for and mean nothing in the file; functions and what may be a property aside."""
    return sorted(name for name in found.names - _called(found) if not known.knows(name))


class DrawnInputs:
    """Compares what a decision asks about with the inputs that are drawn for it."""

    def __init__(self, model: DecisionModel, element: Element, findings: Findings) -> None:
        self._model = model
        self._element = element
        self._findings = findings
        found = (model.resolve(reference) for reference in element.requires)
        self._drawn = {each[0] or each[2].name: each[2] for each in found if each is not None}

    def check(self, expressions: Collection[tuple[str, Expression | UnaryTests]]) -> None:
        """Note names that no arrow brings, and arrows that nothing uses; pairs of the place's id and its expression.

        Where none of the drawn names is used, the drawing labels its inputs in other words than the variables, as
        Camunda's editor suggests, and nothing can be told.
        """
        used = {name for _, each in expressions for name in each.names | each.possible_names | each.functions}
        if not used & self._drawn.keys():
            return
        for place, each in expressions:
            for name in sorted(each.names - self._drawn.keys() - self._model.names):
                self._unknown(place, name)
        for name, required in self._drawn.items():
            if required.sort in ("input", "decision") and name not in used:
                message = f"“{self._element.name}” does not use “{name}”. Remove the arrow, or ask for it."
                self._findings.warn(self._model.file, "dmn-unused-input", message, self._element.id, self._element.name)

    def _unknown(self, place: str, name: str) -> None:
        close = get_close_matches(name, self._drawn, n=1)
        advice = f"Did you mean “{close[0]}”?" if close else "Draw an arrow from an input of that name, or correct it."
        message = f"Nothing is called “{name}” here. {advice}"
        place = place or self._element.id
        self._findings.add(self._model.file, "dmn-unknown-name", message, place, self._element.name)


def table_expressions(table: Table) -> Iterator[tuple[str, Expression | UnaryTests]]:
    """The questions of a table, each with the id of its column."""
    yield from ((column.id, column.expression) for column in table.inputs if column.expression is not None)
