"""Who gets a message on SpiffWorkflow 3.2, and who is meant."""

import pytest
from SpiffWorkflow.bpmn.specs.event_definitions.message import CorrelationProperty, MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from tests.unit.engine.drawing import catch, chain, declared, diagram, end, message, start, user
from tests.unit.engine.stock.raw import Stock
from tests.unit.engine.walking import Walk
from webapp.errors import Rejected


def answered(keys=None):
    return diagram(
        start(), user("ask"), catch("answer", message("reply")), user("read"), end(),
        chain("start", "ask", "answer", "read", "end"), before=declared(messages=["reply"], keys=keys),
    )  # fmt: skip


def test_message_that_nobody_waits_for_is_an_error_and_lost():
    stock = Stock(answered())
    with pytest.raises(Exception, match="not waiting"):
        stock.message("reply")
    assert stock.done("ask").waiting == ["answer"]
    walk = Walk(answered())
    with pytest.raises(Rejected, match="Nobody waits"):
        walk.message("reply")
    # The application keeps it and hands it over when the case has come to wait for it.
    assert walk.done("ask").message("reply").open == ["read"]


def test_message_of_another_case_is_taken():
    stock = Stock(answered(), case="one").done("ask").message("reply", {"case": "two"})
    assert stock.open == ["read"]
    walk = Walk(answered({"reply": "=case"}), case="one").done("ask")
    with pytest.raises(Rejected):
        walk.message("reply", "two")
    assert walk.message("reply", "one").open == ["read"]


def test_one_key_of_several_is_enough():
    keys = [CorrelationProperty("case", "case", ["by_case"]), CorrelationProperty("post", "post", ["by_post"])]
    awaited = MessageEventDefinition("reply", keys)
    case = Stock(answered()).done("ask")
    case.workflow.correlations = {"by_case": {"case": 1}, "by_post": {"post": "x"}}
    task = next(t for t in case.workflow.tasks.values() if t.task_spec.name == "answer")
    one_fits = BpmnEvent(awaited, {}, {"by_case": {"case": 2}, "by_post": {"post": "x"}})
    assert isinstance(case.workflow, BpmnWorkflow)
    assert awaited.catches(task, one_fits)
    walk = Walk(answered({"reply": '=string(case) + "/" + post'}), case=1, post="x").done("ask")
    with pytest.raises(Rejected):
        walk.message("reply", "2/x")
    assert walk.message("reply", "1/x").open == ["read"]
