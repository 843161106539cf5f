"""Random sound diagrams: accepted, always completed, and in step with SpiffWorkflow where that runs them right."""

import warnings
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.unit.engine.random_diagrams import BLOCKS, SIMPLE, Drawn
from tests.unit.engine.walking import Walk
from webapp.engine.check import check
from webapp.errors import DefinitionRefused


@settings(max_examples=40, deadline=None)
@given(BLOCKS, st.integers(0, 10**6).map(Random))
def test_sound_diagram_is_accepted_and_always_completes(block, dice):
    drawn = Drawn()
    content = drawn.whole(block)
    assert check({"random.bpmn": content}).problems == ()
    walk = Walk(content, **dict.fromkeys(drawn.conditions, False))
    for _ in range(200):
        if walk.ended:
            break
        answers = {name: dice.random() < 0.3 for name in drawn.conditions}
        walk.done(dice.choice(walk.open), **answers)
    assert walk.ended
    assert walk.open == []


@settings(max_examples=30, deadline=None)
@given(SIMPLE, st.integers(0, 10**6).map(Random))
def test_diagram_that_spiffworkflow_runs_right_runs_the_same_here(block, dice):
    drawn = Drawn()
    content = drawn.whole(block)
    answers = {name: dice.random() < 0.5 for name in drawn.conditions}
    walk = Walk(content, **answers)
    stock = stock_instance(content, answers)
    for _ in range(50):
        assert stock_open(stock) == walk.open
        if walk.ended:
            break
        chosen = dice.choice(walk.open)
        walk.done(chosen)
        next(task for task in stock.get_tasks(state=TaskState.READY) if task.task_spec.bpmn_id == chosen).run()
        stock.do_engine_steps()
    assert walk.ended
    assert stock.is_completed()


def stock_instance(content, answers):
    parser = BpmnParser()
    parser.add_bpmn_str(content.replace(b">=", b">"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workflow = BpmnWorkflow(parser.get_spec("process"))
    workflow.task_tree.data.update(answers)
    workflow.do_engine_steps()
    return workflow


def stock_open(workflow):
    return sorted(t.task_spec.bpmn_id for t in workflow.get_tasks(state=TaskState.READY) if t.task_spec.manual)


@settings(max_examples=40, deadline=None)
@given(BLOCKS, st.integers(0, 10**6).map(Random))
def test_mutated_diagram_is_refused_or_still_runs(block, dice):
    drawn = Drawn()
    text = drawn.whole(block).decode()
    kinds = ["exclusiveGateway", "parallelGateway", "inclusiveGateway", "userTask", "endEvent", "task"]
    for _ in range(2):
        text = text.replace(f"bpmn:{dice.choice(kinds)}", f"bpmn:{dice.choice(kinds)}")
    report = check({"random.bpmn": text.encode()})
    if report.problems:
        assert all(problem.message and problem.rule for problem in report.problems)
        return
    try:
        walk = Walk(text.encode(), **dict.fromkeys(drawn.conditions, False))
    except DefinitionRefused as refused:
        raise AssertionError("accepted by the gate, refused by the engine") from refused
    for _ in range(200):
        if walk.ended:
            break
        walk.done(dice.choice(walk.open), **{name: dice.random() < 0.3 for name in drawn.conditions})
    assert walk.ended
