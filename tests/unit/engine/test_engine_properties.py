"""Random sound diagrams: accepted, always completed, and in step with SpiffWorkflow where that runs them right."""

import warnings
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.unit.engine.drawing import diagram, end, flow, gateway, start, sub, user
from tests.unit.engine.walking import Walk
from webapp.engine.check import check
from webapp.errors import DefinitionRefused

LEAF = st.just("task")
BLOCKS = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.tuples(st.just("sequence"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("choice"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("beside"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("either"), st.lists(inner, min_size=2, max_size=2)),
        st.tuples(st.just("again"), st.lists(inner, min_size=1, max_size=1)),
        st.tuples(st.just("inside"), st.lists(inner, min_size=1, max_size=1)),
    ),
    max_leaves=7,
)
SIMPLE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.tuples(st.just("sequence"), st.lists(inner, min_size=1, max_size=3)),
        st.tuples(st.just("choice"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("beside"), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=7,
)


class Drawn:
    """Draws a block; `conditions` are the variables that its gateways ask for."""

    def __init__(self):
        self.parts, self.conditions, self.count = [], [], 0

    def new(self, kind):
        self.count += 1
        return f"{kind}{self.count}"

    def ask(self):
        name = self.new("c")
        self.conditions.append(name)
        return name

    def block(self, block):
        """Draws a block and gives the ids of its first and last element."""
        if block == "task":
            own = self.new("t")
            self.parts.append(user(own))
            return own, own
        kind, inner = block
        return getattr(self, kind)(inner)

    def sequence(self, inner):
        drawn = [self.block(one) for one in inner]
        for (_, last), (first, _) in pairwise(drawn):
            self.parts.append(flow(last, first))
        return drawn[0][0], drawn[-1][1]

    def gates(self, kind, inner, *, default=True, asked=True):
        split, join = self.new("s"), self.new("j")
        drawn = [self.block(one) for one in inner]
        last_flow = f"{split}_to_{drawn[-1][0]}"
        more = {"default": last_flow} if asked and default else {}
        self.parts += [gateway(kind, split, **more), gateway(kind, join)]
        for number, (first, last) in enumerate(drawn):
            plain = not asked or number == len(drawn) - 1
            self.parts += [flow(split, first, "" if plain else f"={self.ask()}"), flow(last, join)]
        return split, join

    def choice(self, inner):
        return self.gates("exclusive", inner)

    def beside(self, inner):
        return self.gates("parallel", inner, asked=False)

    def either(self, inner):
        return self.gates("inclusive", inner)

    def again(self, inner):
        first, last = self.block(inner[0])
        back, test = self.new("b"), self.new("q")
        self.parts += [gateway("exclusive", back), gateway("exclusive", test, default=f"{test}_out")]
        self.parts += [flow(back, first), flow(last, test), flow(test, back, f"={self.ask()}")]
        out = self.new("o")
        self.parts += [user(out), flow(test, out, own=f"{test}_out")]
        return back, out

    def inside(self, inner):
        own = self.new("i")
        kept, self.parts = self.parts, []
        first, last = self.block(inner[0])
        begin, finish = self.new("begin"), self.new("finish")
        held = [start(begin), *self.parts, end(finish), flow(begin, first), flow(last, finish)]
        self.parts = [*kept, sub(own, *held)]
        return own, own

    def whole(self, block):
        first, last = self.block(block)
        return diagram(start(), *self.parts, end(), flow("start", first), flow(last, "end"))


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
