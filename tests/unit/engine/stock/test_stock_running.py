"""What goes wrong on SpiffWorkflow 3.2 while a case runs, and the course that is right."""

import inspect
import sys
from contextlib import contextmanager

import pytest
from SpiffWorkflow.util.task import TaskState

from tests.unit.engine.drawing import (
    boundary,
    chain,
    declared,
    diagram,
    element,
    end,
    error,
    flow,
    gateway,
    message,
    script,
    service,
    several,
    start,
    sub,
    user,
)
from tests.unit.engine.stock.raw import Stock, outlasts, python_task, specification, spiff
from tests.unit.engine.walking import NOON, Walk
from webapp.engine.adapter import apply, look, run
from webapp.engine.commands import CompleteUserTask, Start
from webapp.engine.parse import parse_package
from webapp.errors import Conflict, EngineFault

ONE_TASK = diagram(start(), user("work"), end(), chain("start", "work", "end"))


def choice(*, default=False):
    """A task and a gateway that asks for `decision`."""
    way_out = {"default": "which_to_keep"} if default else {}
    return diagram(
        start(), user("work"), gateway("exclusive", "which", **way_out), user("tell"), user("keep"), end(),
        chain("start", "work", "which"), flow("which", "tell", when="=decision"),
        flow("which", "keep", when="" if default else "=False"), chain("tell", "end"), chain("keep", "end"),
    )  # fmt: skip


REWORK = diagram(
    start(), gateway("exclusive", "again"), user("draft"),
    gateway("exclusive", "enough", default="enough_to_end"), end(), chain("start", "again", "draft", "enough"),
    flow("enough", "again", when="=more"), flow("enough", "end"),
)  # fmt: skip


def test_gateway_takes_any_truthy_value():
    for truthy in ("False", "no", "0", [False]):
        assert Stock(choice(default=True), decision=truthy).done("work").open == ["tell"]
        with pytest.raises(EngineFault, match="exactly true or false"):
            Walk(choice(default=True), decision=truthy).done("work")


def test_gateway_without_a_true_condition_fails_and_the_task_is_gone():
    stock = Stock(choice(), decision=False)
    with pytest.raises(Exception, match="No conditions satisfied"):
        stock.done("work")
    assert stock.stuck
    drawn = diagram(
        start(), user("work"), gateway("exclusive", "which"), user("tell"), user("keep"), end(),
        chain("start", "work", "which"), flow("which", "tell", when="=decision"),
        flow("which", "keep", when="=false"), chain("tell", "end"), chain("keep", "end"),
    )  # fmt: skip
    definition = parse_package({"a.bpmn": drawn})
    state = run(definition, apply(definition, None, Start({"decision": False}), NOON).state, {}, NOON).state
    task_id = look(definition, state, NOON).open_tasks[0].task_id
    kept = apply(definition, state, CompleteUserTask(task_id, {"answer": 1}), NOON)
    with pytest.raises(EngineFault, match="No condition is true"):
        run(definition, kept.state, {}, NOON)
    assert run(definition, kept.state, {}, NOON, held=["which"]).variables["answer"] == 1


def test_old_value_comes_back_at_a_join():
    drawn = diagram(
        start(), gateway("parallel", "split"), user("legal"), user("other"), gateway("parallel", "join"), user("last"),
        end(), chain("start", "split", "legal", "join", "last", "end"), chain("split", "other", "join"),
    )  # fmt: skip
    stock = Stock(drawn, decision="approve").done("legal", decision="refuse").done("other")
    assert stock.values["decision"] == "approve"
    walk = Walk(drawn, decision="approve").done("legal", decision="refuse").done("other")
    assert walk.values["decision"] == "refuse"


def test_open_task_vanishes_when_the_tree_is_a_thousand_deep():
    stock = Stock(REWORK, more=True)
    rounds = 0
    while stock.open and rounds < 600:
        stock.workflow.get_next_task(state=TaskState.READY, manual=True).run()
        stock.workflow.do_engine_steps()
        rounds += 1
    assert rounds < 600
    assert stock.open == []
    assert any(t.state == TaskState.READY for t in stock.workflow.tasks.values())
    walk = Walk(REWORK, more=True)
    for _ in range(rounds + 10):
        walk.done("draft")
    assert walk.open == ["draft"]


def test_pairs_of_fork_and_join_multiply_the_predicted_tasks():
    def pairs(count):
        parts, before = [start(), end()], "start"
        for n in range(count):
            parts += [gateway("parallel", f"f{n}"), user(f"a{n}"), user(f"b{n}"), gateway("parallel", f"j{n}")]
            parts += [flow(before, f"f{n}"), chain(f"f{n}", f"a{n}", f"j{n}"), chain(f"f{n}", f"b{n}", f"j{n}")]
            before = f"j{n}"
        return diagram(*parts, flow(before, "end"))

    six, eight = (len(Stock(pairs(count)).workflow.tasks) for count in (6, 8))
    assert eight > 3.5 * six > 1_000
    short, long = (len(Walk(pairs(count)).step.state) for count in (6, 8))
    assert long < short * 1.2


def test_one_case_changes_the_specification_of_the_next():
    handler = sub(
        "handler", start("begin", message("stop"), isInterrupting="false"), user("handle"), end("handled"),
        chain("begin", "handle", "handled"), event=True,
    )  # fmt: skip
    drawn = diagram(
        start(), user("work"), end(), handler, chain("start", "work", "end"), before=declared(messages=["stop"])
    )
    shared = specification(drawn)
    assert Stock(specs=shared).open == ["work"]
    assert Stock(specs=shared).message("stop").done("work").done("handle").ended
    assert not Stock(specs=shared).done("work").ended, "its event sub-process is waited for, though nothing began it"
    assert Walk(drawn).message("stop").done("work").done("handle").ended
    assert Walk(drawn).done("work").ended


def test_task_whose_turn_has_not_come_can_be_run():
    drawn = diagram(start(), user("check"), user("tell"), end(), chain("start", "check", "tell", "end"))
    stock = Stock(drawn)
    ahead = next(t for t in stock.workflow.tasks.values() if t.task_spec.bpmn_id == "tell")
    assert ahead.state != TaskState.READY
    ahead.run()
    assert ahead.state == TaskState.COMPLETED
    walk = Walk(drawn)
    first = walk.step.open_tasks[0].task_id
    walk.done("check")
    with pytest.raises(Conflict, match="no longer open"):
        walk.do(CompleteUserTask(first, {}))


def test_error_of_a_service_is_hidden_by_an_undefined_name():
    connected = spiff("serviceTaskOperator", "").replace(" xmlns", ' id="post" resultVariable="r" xmlns', 1)
    drawn = diagram(start(), element("serviceTask", "send", extension=connected), end(), chain("start", "send", "end"))
    with pytest.raises(NameError):
        Stock(drawn)

    def refuses(seen):
        raise ValueError("The server is away.")

    with pytest.raises(EngineFault) as fault:
        Walk(
            diagram(start(), service("send", "post"), end(), chain("start", "send", "end")),
            operations={"post": refuses},
        )
    assert "post" in fault.value.sentence
    assert fault.value.element_id == "send"


def test_failed_step_is_skipped_by_the_next_call_without_a_word():
    drawn = diagram(
        start(), user("work"), python_task("sum", "n = 1 / divisor"), boundary("wrong", "sum", error()), end(),
        end("other"), chain("start", "work", "sum", "end"), chain("wrong", "other"),
    )  # fmt: skip
    stock = Stock(drawn, divisor=0)
    with pytest.raises(Exception, match="division"):
        stock.done("work")
    stock.go_on()
    assert (stock.open, stock.ended) == ([], False)
    assert [t.task_spec.bpmn_id for t in stock.workflow.get_tasks(state=TaskState.ERROR)] == ["sum"]
    ours = diagram(
        start(),
        user("work"),
        script("sum", "=for a in 1..99999, b in 1..99999 return a", "n"),
        end(),
        chain("start", "work", "sum", "end"),
    )
    definition = parse_package({"a.bpmn": ours})
    state = run(definition, apply(definition, None, Start({"divisor": "x"}), NOON).state, {}, NOON).state
    task_id = look(definition, state, NOON).open_tasks[0].task_id
    kept = apply(definition, state, CompleteUserTask(task_id, {}), NOON).state
    for _ in range(2):
        with pytest.raises(EngineFault) as fault:
            run(definition, kept, {}, NOON)
        assert fault.value.element_id == "sum"


def test_non_interrupting_event_fires_once():
    drawn = diagram(
        start(), user("work"), boundary("rung", "work", message("ring"), interrupting=False), user("answer"), end(),
        end("other"), chain("start", "work", "end"), chain("rung", "answer", "other"),
        before=declared(messages=["ring"]),
    )  # fmt: skip
    stock = Stock(drawn).message("ring")
    assert stock.open == ["answer", "work"]
    with pytest.raises(Exception, match="not waiting"):
        stock.message("ring")
    assert Walk(drawn).message("ring").message("ring").open == ["answer", "answer", "work"]


def test_reset_to_an_earlier_task_loses_its_answers():
    stock = Stock(ONE_TASK)
    done = stock.task("work")
    stock.done("work", answer="kept")
    assert stock.ended
    stock.workflow.reset_from_task_id(done.id)
    assert "answer" not in stock.task("work").data
    assert stock.ended, "it still says that the case is completed"
    walk = Walk(ONE_TASK)
    before = walk.step
    walk.done("work", answer="kept")
    assert walk.ended
    assert not look(walk.definition, before.state, NOON).ended


def test_nested_value_changed_later_changes_the_record_of_a_finished_task():
    drawn = diagram(start(), user("one"), user("two"), end(), chain("start", "one", "two", "end"))
    stock = Stock(drawn, facts={"list": [1]})
    one = stock.task("one")
    stock.done("one")
    stock.task("two").data["facts"]["list"].append(2)
    assert one.data["facts"] == {"list": [1, 2]}
    walk = Walk(drawn, facts={"list": [1]}).done("one")
    seen = walk.step.open_tasks[0].variables["facts"]["list"]
    state = walk.step.state
    seen.append(2)
    assert look(walk.definition, state, NOON).variables["facts"] == {"list": [1]}


def test_parallel_gateway_in_a_loop_takes_more_of_the_stack_in_every_round():
    def drawn(kind):
        return diagram(
            start(), gateway("exclusive", "back"), gateway("parallel", "split"), element(kind, "a"), element(kind, "b"),
            gateway("parallel", "join"), user("look"), gateway("exclusive", "enough", default="enough_to_end"), end(),
            chain("start", "back", "split", "a", "join", "look", "enough"), chain("split", "b", "join"),
            flow("enough", "back", when="=more"), flow("enough", "end"),
        )  # fmt: skip

    def rounds(case, *steps):
        for _ in range(60):
            for own in steps:
                case.done(own)
        return case

    with shallow_stack(200):
        with pytest.raises((RecursionError, StopIteration)):
            rounds(Stock(drawn("userTask"), more=True), "a", "b", "look")
        assert rounds(Walk(drawn("task"), more=True), "look").open == ["look"]


@contextmanager
def shallow_stack(frames):
    """So many frames beyond those that are in use."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + frames)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def test_ten_thousand_rounds_are_begun_at_once():
    many = several("=list", "item")
    ours = diagram(start(), user("work", many), end(), chain("start", "work", "end"))
    with pytest.raises(EngineFault, match="1,000 rounds"):
        Walk(ours, list=list(range(10_000)))
    plain = (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:loopCardinality>10000</bpmn:loopCardinality>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    theirs = diagram(start(), user("work", plain), end(), chain("start", "work", "end"))
    assert outlasts(lambda: Stock(theirs), calls=300_000)
