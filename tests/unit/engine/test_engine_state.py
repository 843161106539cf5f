"""Saved state: small, opaque, bound to its definition, and never able to change a specification."""

import pickle
import threading
import zlib
from datetime import timedelta

import pytest

from tests.unit.engine.drawing import (
    boundary,
    call,
    chain,
    declared,
    diagram,
    end,
    flow,
    gateway,
    message,
    script,
    several,
    start,
    sub,
    timer,
    user,
)
from tests.unit.engine.walking import NOON, Walk
from webapp.engine import state as state_module
from webapp.engine.adapter import apply, run
from webapp.engine.commands import CompleteUserTask, SendSignal, Start
from webapp.engine.node import Node
from webapp.engine.parse import parse_package
from webapp.errors import Conflict, EngineFault, Rejected

SIMPLE = diagram(start(), user("a", name="Ask"), user("b"), end(), chain("start", "a", "b", "end"))
OTHER = diagram(start(), user("a", name="Tell"), user("b"), end(), chain("start", "a", "b", "end"))


def test_state_holds_no_specification_and_no_history():
    walk = Walk(SIMPLE, note="n").done("a")
    text = zlib.decompress(walk.step.state[26:]).decode()
    assert "Ask" not in text
    assert '"start"' not in text
    assert len(walk.step.state) < 400


def test_instance_of_another_process_of_the_package_is_saved_and_goes_on_as_what_it_is():
    beside = diagram(
        start("beside_start"), user("x"), end("beside_end"), chain("beside_start", "x", "beside_end"), process="beside"
    )
    package = parse_package({"main.bpmn": SIMPLE, "beside.bpmn": beside}, "process")
    begun = run(package, apply(package, None, Start({"note": "n"}, "beside"), NOON).state, {}, NOON)
    assert [task.element_id for task in begun.open_tasks] == ["x"]
    # Read anew, as by another process, and not from what was just saved.
    state_module.READ_BACK.last = None
    done = apply(package, begun.state, CompleteUserTask(begun.open_tasks[0].task_id), NOON)
    assert run(package, done.state, {}, NOON).ended
    with pytest.raises(Rejected, match='no process "nothing"'):
        apply(package, None, Start({}, "nothing"), NOON)


def test_state_of_another_definition_is_refused():
    walk = Walk(SIMPLE)
    with pytest.raises(EngineFault, match="another version"):
        run(parse_package({"file0.bpmn": OTHER}), walk.step.state, {}, NOON)


@pytest.mark.parametrize(
    "damage",
    [
        lambda s: b"",
        lambda s: b"RTK-STATE",
        lambda s: s[:-5],
        lambda s: s[:30] + b"x" + s[31:],
        lambda s: s[:12] + b"x" + s[13:],
        lambda s: s[:9] + b"\x63" + s[10:],
        lambda s: b'{"state": 1}',
        lambda s: b"RTK-STATE\x01" + zlib.compress(b"[1]"),
    ],
)
def test_damaged_state_is_refused_with_a_sentence(damage):
    walk = Walk(SIMPLE)
    with pytest.raises(EngineFault, match="state"):
        run(walk.definition, damage(walk.step.state), {}, NOON)


def test_state_that_went_in_stays_valid():
    walk = Walk(SIMPLE)
    state, task_id = walk.step.state, walk.step.open_tasks[0].task_id
    first = apply(walk.definition, state, CompleteUserTask(task_id, {"x": 1}), NOON)
    second = apply(walk.definition, state, CompleteUserTask(task_id, {"x": 2}), NOON)
    assert (first.variables, second.variables) == ({"x": 1}, {"x": 2})


def test_checkpoint_survives_a_failing_step_and_the_step_can_be_tried_again():
    drawn = diagram(
        start(), user("a"), script("s", "=x / y", "z"), user("b"), end(), chain("start", "a", "s", "b", "end")
    )
    walk = Walk(drawn)
    task_id = walk.step.open_tasks[0].task_id
    checkpoint = apply(walk.definition, walk.step.state, CompleteUserTask(task_id, {"x": 1}), NOON)
    after = run(walk.definition, checkpoint.state, {}, NOON)
    assert after.open_tasks[0].element_id == "b"


def test_failing_branch_can_be_held_while_the_others_go_on():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        gateway("exclusive", "bad"),
        user("b"),
        end(),
        chain("start", "split", "b", "end"),
        flow("split", "bad"),
        flow("bad", "end", "=nothing"),
    )
    definition = parse_package({"a.bpmn": drawn})
    checkpoint = apply(definition, None, Start({}), NOON)
    with pytest.raises(EngineFault) as raised:
        run(definition, checkpoint.state, {}, NOON)
    held = run(definition, checkpoint.state, {}, NOON, held={raised.value.element_id})
    assert [task.element_id for task in held.open_tasks] == ["b"]
    with pytest.raises(EngineFault):
        run(definition, held.state, {}, NOON)


def test_starting_twice_or_not_at_all_is_a_conflict():
    definition = parse_package({"a.bpmn": SIMPLE})
    state = apply(definition, None, Start({}), NOON).state
    with pytest.raises(Conflict):
        apply(definition, state, Start({}), NOON)
    with pytest.raises(Conflict):
        apply(definition, None, SendSignal("x"), NOON)
    with pytest.raises(ValueError, match="aware"):
        apply(definition, None, Start({}), NOON.replace(tzinfo=None))


RICH = diagram(
    start(),
    gateway("inclusive", "split"),
    user("each", several("=people", "person", output="said", each="=answer")),
    sub(
        "work",
        start("s"),
        user("inner"),
        end("e"),
        chain("s", "inner", "e"),
        sub("stop", start("stopped", message("halt"), isInterrupting="false"), user("heard"), end("e2"),
            chain("stopped", "heard", "e2"), event=True),
    ),
    boundary("late", "work", timer("R2/PT1H", "timeCycle"), interrupting=False),
    user("chase"),
    gateway("inclusive", "join"),
    call("other", "called"),
    end(),
    flow("start", "split"),
    flow("split", "each", "=true"),
    flow("split", "work", "=true"),
    chain("each", "join", "other", "end"),
    chain("work", "join"),
    chain("late", "chase", "end"),
    before=declared(messages=["halt"]),
)  # fmt: skip
CALLED = diagram(start("cs"), user("asked"), end("ce"), chain("cs", "asked", "ce"), process="called")


def fingerprint(definition):
    """Everything that a specification holds, as text."""
    lines = []
    for name, scope in sorted(definition.specification.scopes.items()):
        for key, node in scope.task_specs.items():
            if isinstance(node, Node):
                kept = {k: v for k, v in vars(node).items() if not k.endswith("_event") and k != "_wf_spec"}
                events = [getattr(node, k).n_subscribers() for k in vars(node) if k.endswith("_event")]
                lines.append(f"{name} {key} {kept} {events}")
    return "\n".join(lines)


def rich_walk():
    walk = Walk(RICH, CALLED, people=["a", "b"])
    walk.message("halt").wait(hours=3)
    walk.done("each", answer=1).done("heard").done("chase").done("inner").done("each", answer=2)
    walk.done("asked").done("chase")
    return walk


def test_no_run_changes_a_specification():
    definition = Walk(RICH, CALLED, people=[1]).definition
    before = fingerprint(definition)
    assert rich_walk().ended
    assert fingerprint(definition) == before


def test_two_instances_at_the_same_time_do_not_meet():
    results, failures = [], []

    def work():
        try:
            results.append(rich_walk().trail)
        except Exception as error:  # noqa: BLE001 # handed to the test's own thread below
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(results) == 4
    assert all(trail == results[0] for trail in results)


def test_definition_can_be_sent_to_another_process():
    walk = Walk(SIMPLE)
    again = pickle.loads(pickle.dumps(walk.definition))  # noqa: S301 # our own bytes
    assert run(again, walk.step.state, {}, NOON).open_tasks[0].element_id == "a"


def test_every_waiting_thing_is_in_the_step():
    walk = Walk(RICH, CALLED, people=["a"])
    assert [timer_.due_at for timer_ in walk.step.timers] == [NOON + timedelta(hours=1)]
    assert [(a.name, a.element_id) for a in walk.step.awaited] == [("halt", "stopped")]
    assert walk.open == ["each", "inner"]


def test_reading_order_follows_the_flows():
    order = [element.id for element in Walk(RICH, CALLED, people=[1]).definition.order("process")]
    assert order[0] == "start"
    assert (
        order.index("split") < order.index("work") < order.index("inner") < order.index("join") < order.index("other")
    )
    assert order.index("late") < order.index("chase")
