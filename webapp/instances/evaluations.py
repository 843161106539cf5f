"""What the decision tables of a case answered, in words for the person who must rely on it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from webapp.database import session
from webapp.definitions.bundle import Bundle
from webapp.instances.model import DecisionEvaluation, UserTask
from webapp.instances.views import Evaluation


def for_task(task: UserTask, bundle: Bundle) -> list[Evaluation]:
    """The newest answer of each decision table that ran in the same diagram as the task."""
    here = bundle.parsed.elements[task.element_id].process
    tables = [e.id for e in bundle.parsed.elements.values() if e.process == here and e.kind == "businessRuleTask"]
    rows = session().scalars(
        select(DecisionEvaluation)
        .where(DecisionEvaluation.instance_id == task.instance_id, DecisionEvaluation.element_id.in_(tables))
        .order_by(DecisionEvaluation.at.desc())
    )
    newest: dict[str, Evaluation] = {}
    for row in rows:
        if row.element_id not in newest:
            name = bundle.parsed.elements[row.element_id].name or row.decision
            newest[row.element_id] = _evaluation(row, name)
    return list(newest.values())


def _evaluation(row: DecisionEvaluation, title: str) -> Evaluation:
    outputs = row.outputs if isinstance(row.outputs, dict) else {row.decision: row.outputs}
    explanation = row.explanation if isinstance(row.explanation, Mapping) else {"text": str(row.explanation or "")}
    return Evaluation(
        title=title,
        at=row.at,
        inputs={str(name): _words(value) for name, value in row.inputs.items()},
        outputs={str(name): _words(value) for name, value in outputs.items()},
        rows=tuple(str(number) for number in row.rows),
        explanation=str(explanation.get("text", "")),
        basis=str(explanation.get("basis", "")),
        remarks=tuple(str(remark) for remark in explanation.get("remarks", ())),
        table=str(explanation.get("table", "")),
    )


def _words(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
