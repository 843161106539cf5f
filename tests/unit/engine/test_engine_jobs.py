"""Service tasks whose operation reaches outside: the token waits, and the answer completes exactly that one."""

from decimal import Decimal

import pytest

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
    mapping,
    message,
    service,
    several,
    start,
    sub,
    throw,
    timer,
    user,
)
from tests.unit.engine.moving import move, refusals
from tests.unit.engine.walking import Walk
from webapp.engine.adapter import apply, run
from webapp.engine.commands import CompleteServiceTask, FailServiceTask
from webapp.engine.parse import parse_package
from webapp.errors import Conflict, DefinitionRefused, EngineFault

OUTSIDE = ("ask",)


def around(*elements, ids=("work",), before=""):
    return diagram(start(), *elements, end(), chain("start", *ids, "end"), before=before)


def guarded(definition, *, interrupting=True, before=""):
    """The service task `work` with the boundary event `alarm`, after which the task `after_alarm` opens."""
    return diagram(
        start(),
        service("work", "ask"),
        boundary("alarm", "work", definition, interrupting=interrupting),
        user("after_alarm"),
        user("after_work"),
        end(),
        chain("start", "work", "after_work", "end"),
        chain("alarm", "after_alarm", "end"),
        before=before,
    )


def test_operation_outside_is_not_called_and_its_task_waits_with_what_its_inputs_name():
    extension = mapping(inputs={"group": '="officer"'})
    walk = Walk(around(service("work", "ask", extension=extension)), outbound=OUTSIDE, secret=1)
    assert not walk.ended
    [job] = walk.step.jobs
    assert (job.element_id, job.operation, job.variables, job.tries) == ("work", "ask", {"group": "officer"}, 3)
    assert walk.answered("work", found=Decimal("0.5")).ended
    assert walk.values["found"] == Decimal("0.5")
    assert walk.trail == ["start", "work", "end"]


def test_answer_is_kept_in_the_checkpoint_when_the_output_mapping_after_it_fails():
    walk = Walk(around(service("work", "ask", extension=mapping(outputs={"n": "=assert(x, x > 1)"}))), outbound=OUTSIDE)
    checkpoint = apply(
        walk.definition, walk.step.state, CompleteServiceTask(walk.job("work").task_id, {"x": 1}), walk.now
    )
    assert checkpoint.jobs == ()
    with pytest.raises(EngineFault) as raised:
        run(walk.definition, checkpoint.state, {}, walk.now, outbound=OUTSIDE)
    assert raised.value.element_id == "work"


def test_second_answer_and_answer_to_something_else_are_refused():
    drawn = around(service("work", "ask"), user("after"), ids=("work", "after"))
    walk = Walk(drawn, outbound=OUTSIDE)
    task_id = walk.job("work").task_id
    walk.answered("work")
    person = walk.step.open_tasks[0].task_id
    for own in (task_id, person, "no id at all"):
        for command in (CompleteServiceTask(own), FailServiceTask(own, message="late")):
            with pytest.raises(Conflict):
                walk.do(command)
    assert walk.open == ["after"]


def test_timer_on_a_waiting_task_takes_it_away_and_a_late_answer_is_refused():
    walk = Walk(guarded(timer("PT1H")), outbound=OUTSIDE)
    task_id = walk.job("work").task_id
    walk.wait(hours=1)
    assert walk.open == ["after_alarm"]
    assert walk.step.jobs == ()
    with pytest.raises(Conflict):
        walk.do(CompleteServiceTask(task_id))


def test_timer_beside_a_waiting_task_leaves_it_waiting():
    walk = Walk(guarded(timer("PT1H"), interrupting=False), outbound=OUTSIDE).wait(hours=1)
    assert walk.open == ["after_alarm"]
    assert walk.answered("work").open == ["after_alarm", "after_work"]
    assert walk.step.timers == ()


def test_message_on_a_waiting_task_takes_it_away():
    walk = Walk(guarded(message("stop"), before=declared(messages=["stop"])), outbound=OUTSIDE)
    assert walk.message("stop").open == ["after_alarm"]
    assert walk.step.jobs == ()


def test_error_of_an_operation_takes_the_way_drawn_for_it_and_brings_its_variables():
    walk = Walk(guarded(error("gone"), before=declared(errors=["gone"])), outbound=OUTSIDE)
    walk.failed("work", "gone", why="moved")
    assert walk.open == ["after_alarm"]
    assert walk.values["why"] == "moved"


def test_error_that_nothing_catches_leaves_the_task_waiting():
    walk = Walk(guarded(error("gone"), before=declared(errors=["gone"])), outbound=OUTSIDE)
    with pytest.raises(EngineFault, match='Nothing in the diagram catches the error "other"') as raised:
        walk.failed("work", "other")
    assert raised.value.element_id == "work"
    assert walk.answered("work").open == ["after_work"]


def test_failure_without_a_code_names_the_element_as_drawn_and_leaves_it_waiting():
    walk = Walk(around(service("work", "ask", name="Ask the register")), outbound=OUTSIDE)
    with pytest.raises(EngineFault, match='"Ask the register": The register is away') as raised:
        walk.failed("work", message="The register is away.")
    assert (raised.value.element_id, raised.value.element_name) == ("work", "Ask the register")
    assert walk.answered("work").ended


@pytest.mark.parametrize("sequential", [False, True])
def test_each_item_waits_for_its_own_answer_and_the_answers_come_out_in_order(sequential):
    marker = several("=names", "who", sequential=sequential, output="answers", each="=answer")
    walk = Walk(around(service("work", "ask", marker)), outbound=OUTSIDE, names=["a", "b", "c"])
    assert len(walk.step.jobs) == (1 if sequential else 3)
    if sequential:
        for name in "abc":
            assert walk.job("work").variables["who"] == name
            walk.answered("work", answer=name.upper())
    else:
        for job in reversed(walk.step.jobs):
            walk.do(CompleteServiceTask(job.task_id, {"answer": job.variables["who"].upper()}))
    assert walk.ended
    assert walk.values == {"names": ["a", "b", "c"], "answers": ["A", "B", "C"]}


def test_error_of_one_item_takes_the_others_away():
    marker = several("=names", "who")
    drawn = diagram(
        start(),
        service("work", "ask", marker),
        boundary("alarm", "work", error("gone")),
        user("after_alarm"),
        end(),
        chain("start", "work", "end"),
        chain("alarm", "after_alarm", "end"),
        before=declared(errors=["gone"]),
    )
    walk = Walk(drawn, outbound=OUTSIDE, names=["a", "b"]).failed("work", "gone")
    assert walk.open == ["after_alarm"]
    assert walk.step.jobs == ()


def test_enough_answers_take_the_waiting_items_away():
    marker = several("=names", "who", until="=numberOfCompletedInstances = 1")
    walk = Walk(around(service("work", "ask", marker)), outbound=OUTSIDE, names=["a", "b"])
    assert walk.answered("work").ended


def test_sub_process_that_is_interrupted_takes_its_waiting_task_with_it():
    inner = sub("box", start("in"), service("work", "ask"), end("out"), chain("in", "work", "out"))
    drawn = diagram(
        start(),
        inner,
        boundary("alarm", "box", timer("PT1H")),
        end(),
        end("late"),
        chain("start", "box", "end"),
        chain("alarm", "late"),
    )
    walk = Walk(drawn, outbound=OUTSIDE)
    assert len(walk.step.jobs) == 1
    assert walk.wait(hours=1).ended
    assert walk.step.jobs == ()


def test_send_task_and_message_end_carried_out_by_an_operation_wait_too():
    extension = '<zeebe:taskDefinition type="ask"/>'
    drawn = diagram(
        start(),
        element("sendTask", "work", extension=extension),
        element("endEvent", "told", message("m"), extension=extension),
        chain("start", "work", "told"),
        before=declared(messages=["m"]),
    )
    walk = Walk(drawn, outbound=OUTSIDE).answered("work")
    assert not walk.ended
    assert walk.answered("told").ended


def test_waiting_task_does_not_hold_up_the_branch_beside_it():
    drawn = diagram(
        start(),
        gateway("parallel", "fork"),
        service("work", "ask"),
        user("person"),
        gateway("parallel", "join"),
        end(),
        chain("start", "fork", "work", "join", "end"),
        chain("fork", "person", "join"),
    )
    walk = Walk(drawn, outbound=OUTSIDE).done("person")
    assert not walk.ended
    assert walk.answered("work").ended


def test_escalation_and_thrown_events_pass_a_waiting_task_by():
    drawn = diagram(
        start(),
        gateway("parallel", "fork"),
        service("work", "ask"),
        throw("tell", message("m")),
        end(),
        end("told"),
        chain("start", "fork", "work", "end"),
        chain("fork", "tell", "told"),
        before=declared(messages=["m"]),
    )
    walk = Walk(drawn, outbound=OUTSIDE)
    assert [thrown.name for thrown in walk.thrown] == ["m"]
    assert walk.answered("work").ended


@pytest.mark.parametrize(("written", "tries"), [("", 3), ("1", 1), ("20", 20)])
def test_retries_of_the_task_definition_say_how_often_it_is_tried(written, tries):
    walk = Walk(around(service("work", "ask", retries=written)), outbound=OUTSIDE)
    assert walk.job("work").tries == tries


@pytest.mark.parametrize("written", ["0", "21", "-1", "three", "=3", "1.5", "٣", "99999999999"])
def test_retries_that_are_no_small_number_are_refused(written):
    with pytest.raises(DefinitionRefused, match="whole number from 1 to 20"):
        parse_package({"a.bpmn": around(service("work", "ask", retries=written))})


def test_receive_tasks_done_for_each_item_collect_what_the_messages_bring():
    marker = several("=names", "who", output="answers", each="=answer")
    drawn = around(
        element("receiveTask", "wait", marker, messageRef="reply"),
        ids=("wait",),
        before=declared(messages=["reply"], keys={"reply": "=who"}),
    )
    walk = Walk(drawn, names=["a", "b"])
    walk.message("reply", "b", answer=2).message("reply", "a", answer=1)
    assert walk.values["answers"] == [1, 2]


def test_flow_after_an_answer_asks_what_it_brought():
    drawn = diagram(
        start(),
        service("work", "ask"),
        gateway("exclusive", "which", default="which_to_no"),
        user("yes"),
        user("no"),
        end(),
        chain("start", "work", "which", "no", "end"),
        flow("which", "yes", when="=good"),
        flow("yes", "end"),
    )
    assert Walk(drawn, outbound=OUTSIDE).answered("work", good=True).open == ["yes"]


def waiting_outside(operation="ask", own="work", *more):
    """A case at the service task; `more` are further elements and flows of its version."""
    return diagram(start(), service(own, operation), user("after"), end(), chain("start", own, "after", "end"), *more)


def test_task_that_waits_outside_is_moved_to_another_version_and_answered_there():
    walk = Walk(waiting_outside(), outbound=OUTSIDE)
    task_id = walk.job("work").task_id
    assert move(walk, waiting_outside("ask", "inquire"), work="inquire") == ()
    assert (walk.job("inquire").task_id, walk.job("inquire").operation) == (task_id, "ask")
    assert walk.answered("inquire", found=True).open == ["after"]


def test_task_that_waits_outside_gets_the_timer_that_its_new_version_draws_on_it():
    walk = Walk(waiting_outside(), outbound=OUTSIDE)
    alarm = (boundary("alarm", "work", timer("PT1H")), user("after_alarm"), chain("alarm", "after_alarm", "end"))
    [note] = move(walk, waiting_outside("ask", "work", *alarm))
    assert "alarm" in note
    assert walk.wait(hours=1).open == ["after_alarm"]
    assert walk.step.jobs == ()


def test_task_that_waits_for_one_operation_is_not_moved_to_where_another_is_called():
    walk = Walk(waiting_outside(), outbound=OUTSIDE)
    assert refusals(walk, waiting_outside("tell")) == [("operation", "work")]
    assert walk.answered("work").open == ["after"]


def test_message_end_that_waits_outside_is_not_armed_anew_when_its_message_changes():
    def drawn(name):
        told = element("endEvent", "told", message(name), extension='<zeebe:taskDefinition type="ask"/>')
        return diagram(start(), told, chain("start", "told"), before=declared(messages=["one", "two"]))

    walk = Walk(drawn("one"), outbound=OUTSIDE)
    assert move(walk, drawn("two")) == ()
    assert walk.answered("told").ended
