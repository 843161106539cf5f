"""Table analysis: what is wrong with a decision file that can be read, and what is doubtful.

Wrong are rows that overlap though only one may apply, rows that can never apply, values of another type or not among
the allowed ones, and unknown names. Doubtful are gaps, inputs that nobody asks for, rows of which the earlier one wins,
and slips of the pen that are legal FEEL.
"""

from webapp.engine.dmn.analysis_cells import CellAnalysis, expressions_of
from webapp.engine.dmn.analysis_names import DrawnInputs, Known, table_expressions, unknown_functions
from webapp.engine.dmn.analysis_rows import RowAnalysis
from webapp.engine.dmn.model import DecisionModel, Element
from webapp.engine.problems import Findings
from webapp.feel import Expression, UnaryTests


def analyse(model: DecisionModel, findings: Findings) -> None:
    """Note what is wrong and what is doubtful in a model that was read without problems."""
    known = Known(model)
    for table in model.tables:
        CellAnalysis(table, known, model.file, findings).report()
        RowAnalysis(table, model.file, findings).report()
    for element in model.decisions:
        _inputs(model, element, findings)
    for own, name, place, formula in model.formulas:
        for function in unknown_functions(formula, known):
            message = f"“{function}” is no function. Use a function of FEEL."
            findings.add(model.file, "dmn-unknown-name", message, place or own, name)


def _inputs(model: DecisionModel, element: Element, findings: Findings) -> None:
    if not element.requires:
        return
    asked: list[tuple[str, Expression | UnaryTests]] = []
    if element.table is not None:
        asked.extend(table_expressions(element.table))
        asked.extend(("", each) for each in expressions_of(element.table))
    asked.extend((place, formula) for own, _, place, formula in model.formulas if own == element.id)
    DrawnInputs(model, element, findings).check(asked)
