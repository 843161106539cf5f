"""What the decision tables of a case answered, in words for the person who must rely on it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from webapp.access.actor import Actor
from webapp.access.fields import FieldGroup, shown_to
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.definitions.bundle import Bundle
from webapp.instances.formerly import course_of
from webapp.instances.model import DecisionEvaluation, ProcessInstance, UserTask
from webapp.instances.views import Evaluation

ASKED_BY_TABLES = {FieldGroup.RISK, FieldGroup.IDENTITY, FieldGroup.DISCLOSURE}
MOST_OF_A_CASE = 200


def for_task(task: UserTask, bundle: Bundle) -> list[Evaluation]:
    """The newest answer of each decision table that ran in the diagram of the task, wherever it was asked there."""
    here = bundle.parsed.elements[task.element_id].process
    tables = {e.id for e in bundle.parsed.elements.values() if e.process == here and e.kind == "businessRuleTask"}
    instance = session().get_one(ProcessInstance, task.instance_id)
    query = select(DecisionEvaluation).where(DecisionEvaluation.instance_id == task.instance_id)
    if not instance.moves:
        query = query.where(DecisionEvaluation.element_id.in_(tables))
    course = course_of(instance)
    newest: dict[str, Evaluation] = {}
    for row in session().scalars(query.order_by(DecisionEvaluation.at.desc())):
        table = course.now_called(row.element_id, at=row.at)
        if table in tables and row.decision not in newest:
            newest[row.decision] = _evaluation(row, bundle.parsed.elements[table].name or row.decision)
    return list(newest.values())


def of_case(actor: Actor, case_id: UUID) -> list[Evaluation]:
    """The newest answer of each decision table in a case, in the order in which they were given.

    Only for whoever sees all that the tables ask: the risk, the identity and the grounds.
    """
    if ASKED_BY_TABLES - shown_to(actor):
        return []
    runs = select(ProcessInstance.id).where(ProcessInstance.case_id == case_id)
    of_runs = select(DecisionEvaluation).where(DecisionEvaluation.instance_id.in_(runs))
    newest: dict[str, Evaluation] = {}
    for row in session().scalars(of_runs.order_by(DecisionEvaluation.at.desc()).limit(MOST_OF_A_CASE)):
        if row.decision not in newest:
            element = definitions.bundle(row.definition_id).parsed.elements.get(row.element_id)
            newest[row.decision] = _evaluation(row, element.name if element and element.name else row.decision)
    return list(reversed(newest.values()))


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
