"""Called processes, multi-instances and loops."""

import pytest

from tests.unit.engine.drawing import (
    boundary,
    call,
    chain,
    diagram,
    end,
    gateway,
    loop,
    mapping,
    script,
    several,
    start,
    sub,
    task,
    timer,
    user,
)
from tests.unit.engine.walking import Walk
from webapp.errors import EngineFault


def around(*elements, ids=None):
    ids = ids or ["work"]
    return diagram(start(), *elements, end(), chain("start", *ids, "end"))


CALLED = diagram(
    start("s"), script("count", "=n + 1", "n"), user("ask"), end("e"), chain("s", "count", "ask", "e"), process="called"
)


def test_called_process_gets_all_and_gives_back_what_it_wrote():
    walk = Walk(around(call("work", "called")), CALLED, n=1, note="x")
    assert walk.open == ["ask"]
    walk.done("ask", answer="yes")
    assert walk.values == {"n": 2, "note": "x", "answer": "yes"}
    assert walk.trail == ["start", "s", "count", "ask", "e", "work", "end"]


def test_called_process_does_not_bring_back_old_values_of_what_it_did_not_write():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        call("work", "called"),
        user("other"),
        end(),
        chain("start", "split", "work", "end"),
        chain("split", "other", "end"),
    )
    walk = Walk(drawn, CALLED, n=1, decision="approve").done("other", decision="refuse").done("ask")
    assert walk.values["decision"] == "refuse"


def test_called_process_with_mappings_gives_only_those():
    extension = mapping(inputs={"n": "=40"}, outputs={"total": "=n"})
    walk = Walk(around(call("work", "called", extension=extension)), CALLED, n=1).done("ask", answer="yes")
    assert walk.values == {"n": 1, "total": 41}
    closed = Walk(
        around(call("work", "called", extension=extension, attributes='propagateAllParentVariables="false"')),
        CALLED,
        secret=1,
    )
    assert "secret" not in closed.step.open_tasks[0].variables


def test_boundary_event_on_a_call_activity_cancels_the_called_process():
    drawn = diagram(
        start(), call("work", "called"), boundary("late", "work", timer("PT1H")), user("chase"), end(), end("e2"),
        chain("start", "work", "end"), chain("late", "chase", "e2"),
    )  # fmt: skip
    assert Walk(drawn, CALLED, n=1).wait(hours=1).open == ["chase"]


def test_parallel_multi_instance_gathers_its_results_in_the_order_of_the_items():
    marker = several("=people", "person", output="answers", each="=person + answer")
    walk = Walk(around(user("work", marker)), people=["a", "b", "c"])
    assert walk.open == ["work"] * 3
    last = walk.step.open_tasks[2]
    assert last.variables["person"] == "c"
    assert last.variables["loopCounter"] == 3
    walk.done("work", answer="1").done("work", answer="2")
    assert not walk.ended
    assert walk.done("work", answer="3").ended
    assert walk.values["answers"] == ["a1", "b2", "c3"]


def test_sequential_multi_instance_offers_one_at_a_time():
    marker = several("=people", "person", sequential=True, output="answers", each="=answer")
    walk = Walk(around(user("work", marker)), people=["a", "b"])
    assert walk.step.open_tasks[0].variables["person"] == "a"
    assert walk.done("work", answer=1).open == ["work"]
    assert walk.step.open_tasks[0].variables["person"] == "b"
    assert walk.done("work", answer=2).values["answers"] == [1, 2]


def test_completion_condition_ends_the_rest():
    marker = several("=people", "person", until="=vote = false or numberOfCompletedInstances = 2")
    assert Walk(around(user("work", marker)), people=[1, 2, 3]).done("work", vote=False).ended
    assert Walk(around(user("work", marker)), people=[1, 2, 3]).done("work", vote=True).done("work", vote=True).ended


def test_multi_instance_over_nothing_is_passed():
    walk = Walk(around(user("work", several("=people", "person", output="answers", each="=1"))), people=[])
    assert walk.ended
    assert walk.values["answers"] == []


def test_multi_instance_by_number_whose_output_exists_already():
    walk = Walk(around(task("work", several("", count="3", output="answers", each="=loopCounter"))), answers=["old"])
    assert walk.values["answers"] == [1, 2, 3]


@pytest.mark.parametrize("people", [None, "abc", 3, {"a": 1}])
def test_multi_instance_over_something_that_is_no_list_is_a_fault(people):
    with pytest.raises(EngineFault, match="not a list"):
        Walk(around(user("work", several("=people", "person"))), people=people)


def test_ten_million_instances_are_refused():
    with pytest.raises(EngineFault, match="More than 1,000"):
        Walk(around(user("work", several("", count="=10000000"))))


def test_multi_instance_of_sub_processes_each_with_its_own_item():
    inner = sub(
        "work",
        several("=people", "person", output="said", each="=answer"),
        start("s"),
        user("ask", extension=mapping(outputs={"answer": '=person + ":" + reply'})),
        end("e"),
        chain("s", "ask", "e"),
        extension=mapping(inputs={"answer": "=null"}),
    )
    walk = Walk(around(inner), people=["a", "b"])
    assert [t.variables["person"] for t in walk.step.open_tasks] == ["a", "b"]
    walk.done("ask", reply="1").done("ask", reply="2")
    assert walk.values["said"] == ["a:1", "b:2"]


def test_boundary_timer_of_a_multi_instance_counts_once_for_all():
    drawn = diagram(
        start(),
        user("work", several("=people", "person")),
        boundary("late", "work", timer("PT1H")),
        user("chase"),
        end(),
        chain("start", "work", "end"),
        chain("late", "chase", "end"),
    )
    walk = Walk(drawn, people=[1, 2, 3])
    assert len(walk.step.timers) == 1
    assert walk.wait(hours=1).open == ["chase"]


def test_standard_loop_repeats_while_its_condition_holds():
    walk = Walk(around(user("work", loop("=again"))))
    assert walk.done("work", again=True).open == ["work"]
    assert walk.done("work", again=False).ended
    assert Walk(around(user("work", loop("=again", before=True))), again=False).ended
    assert Walk(around(user("work", loop("=true", maximum=2)))).done("work").done("work").ended
