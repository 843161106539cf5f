"""Decision tables and models: read once, worked out with every row explained.

Basis of the language: OMG Decision Model and Notation 1.3 to 1.5; files of 1.1 and 1.2 are read too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp import clock
from webapp.engine.dmn.evaluation import Evaluation, ServiceFunction
from webapp.engine.dmn.model import DecisionModel, Element
from webapp.engine.dmn.reading import model_of
from webapp.engine.dmn.recording import DecisionRun, RowReport, TableReport, explanation
from webapp.engine.xmlgate import parse_xml
from webapp.errors import DefinitionRefused, EngineFault
from webapp.feel import FeelError, Remark, to_feel, to_json
from webapp.feel.budget import Clock, Holidays

__all__ = [
    "DecisionModel",
    "DecisionResult",
    "RowReport",
    "TableReport",
    "decision_names",
    "evaluate",
    "read_decisions",
]

STEPS = 300_000


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """What a decision came to, and why.

    `outputs` is its value in JSON terms (a context when the table has several output columns), `value` the same in
    FEEL's. `rows` are the numbers of the rows whose answers count in the decision's own table; `tables` reports every
    table that took part, those of required decisions first. `remarks` tell what was null along the way.
    """

    decision: str
    name: str
    value: object
    outputs: Any
    rows: tuple[int, ...]
    inputs: Mapping[str, Any]
    tables: tuple[TableReport, ...]
    checksum: str
    remarks: tuple[Remark, ...] = field(default=())

    @property
    def matched(self) -> tuple[RowReport, ...]:
        """The rows whose answers count, each with its annotations and legal basis."""
        own = [report for report in self.tables if report.decision == self.name]
        return own[-1].hits if own else ()

    @property
    def explanation(self) -> str:
        """Why, in sentences made of the table's own labels, a line for each."""
        return explanation(self.tables)

    def __str__(self) -> str:
        notes = [f"Note: {remark.place + ': ' if remark.place else ''}{remark.message}" for remark in self.remarks]
        return "\n".join([self.explanation or f"{self.name}: {self.outputs}", *notes])


def read_decisions(content: bytes, file: str, imports: Mapping[str, DecisionModel] | None = None) -> DecisionModel:
    """The decisions of a DMN file; `imports` are the models it may import, by namespace.

    Raises DefinitionRefused with every problem: unsafe XML, unreadable expressions, missing requirements.
    """
    model = model_of(parse_xml(content, file), file, imports)
    if model.problems:
        raise DefinitionRefused(model.problems)
    return model


def decision_names(model: DecisionModel) -> tuple[tuple[str, str], ...]:
    """Id and name of each decision."""
    return tuple((element.id, element.name) for element in model.decisions)


def evaluate(
    model: DecisionModel,
    decision: str,
    inputs: Mapping[str, Any],
    *,
    now: Clock | None = None,
    holidays: Holidays = clock.bank_holidays,
) -> DecisionResult:
    """Work out the decision, or decision service, of that id or name.

    The clock is the product's, in London time. Raises EngineFault with a sentence when there is no such decision, when
    rows contradict the hit policy, when a value is not allowed by the table, and when it is too much work.
    """
    element = model.find(decision, ("decision", "service"))
    if element is None:
        raise EngineFault(f"There is no decision “{decision}” in {model.file}.")
    remarks: list[Remark] = []
    run = DecisionRun(now or _london, STEPS, holidays, remarks=remarks)
    run.reports = []
    try:
        given = {name: to_feel(value) for name, value in inputs.items()}
        value = _value(model, element, given, run)
        outputs = to_json(value)
    except FeelError as error:
        place = f"{run.place}: " if run.place else ""
        raise EngineFault(f"“{element.name}” could not be worked out: {place}{error.message}") from error
    except RecursionError:
        raise EngineFault(f"“{element.name}” is nested too deep to be worked out.") from None
    own = [report for report in run.reports if report.decision == element.name]
    return DecisionResult(
        decision=element.id,
        name=element.name,
        value=value,
        outputs=outputs,
        rows=own[-1].used if own else (),
        inputs=dict(inputs),
        tables=tuple(run.reports),
        checksum=element.table.checksum if element.table is not None else model.checksum,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _london() -> Any:
    return clock.now().astimezone(clock.LONDON)


def _value(model: DecisionModel, element: Element, inputs: Mapping[str, object], run: DecisionRun) -> object:
    if element.sort == "decision":
        return Evaluation(inputs, run).value(model, element)
    service = ServiceFunction(model, element, inputs)
    given = [inputs.get(parameter.name) for _, parameter in service.parameters]
    return service.call(run, given, None)
