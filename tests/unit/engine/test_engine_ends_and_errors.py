"""Links, ends that take work away, errors and escalations."""

import pytest

from tests.unit.engine.drawing import (
    catch,
    chain,
    declared,
    diagram,
    end,
    error,
    escalation,
    gateway,
    link,
    service,
    start,
    sub,
    terminate,
    throw,
    user,
    with_boundary,
)
from tests.unit.engine.walking import Walk
from webapp.engine.failures import BpmnError
from webapp.errors import EngineFault


def test_link_continues_where_it_is_caught():
    drawn = diagram(
        start(), throw("out", link("page 2")), catch("in", link("page 2")), user("a"), end(),
        chain("start", "out"), chain("in", "a", "end"),
    )  # fmt: skip
    walk = Walk(drawn)
    assert walk.open == ["a"]
    assert walk.trail == ["start", "out", "in"]


def test_terminate_end_takes_everything_in_its_scope_away():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        user("a"),
        user("b"),
        end("kill", terminate()),
        end(),
        chain("start", "split", "a", "kill"),
        chain("split", "b", "end"),
    )
    walk = Walk(drawn).done("a")
    assert walk.ended
    assert walk.open == []


def test_terminate_inside_a_sub_process_ends_only_the_sub_process():
    inner = sub(
        "inner",
        start("s"),
        gateway("parallel", "split"),
        user("a"),
        user("b"),
        end("kill", terminate()),
        end("e"),
        chain("s", "split", "a", "kill"),
        chain("split", "b", "e"),
    )
    walk = Walk(diagram(start(), inner, user("next"), end(), chain("start", "inner", "next", "end"))).done("a")
    assert walk.open == ["next"]


def with_error(code_caught):
    inner = sub("work", start("s"), user("a"), end("fail", error("E1")), chain("s", "a", "fail"))
    return with_boundary(error(code_caught), host=inner, before=declared(errors=["E1", "E2"]))


def test_error_end_is_caught_at_the_sub_process():
    assert Walk(with_error("E1")).done("a").open == ["after_alarm"]
    assert Walk(with_error("")).done("a").open == ["after_alarm"]


def test_error_with_another_code_is_not_caught_and_is_a_fault():
    with pytest.raises(EngineFault, match="Nothing in the diagram catches") as raised:
        Walk(with_error("E2")).done("a")
    assert raised.value.element_id == "fail"


def test_operation_may_take_the_error_way_drawn_for_it():
    def fails(_):
        raise BpmnError("E1", {"why": "not there"})

    drawn = with_boundary(error("E1"), host=service("work", "look_up"), before=declared(errors=["E1"]))
    walk = Walk(drawn, operations={"look_up": fails})
    assert walk.open == ["after_alarm"]
    assert walk.values == {"why": "not there"}


def test_failing_operation_is_a_fault_with_its_own_sentence_and_not_a_bpmn_error():
    def breaks(_):
        raise KeyError("secret")

    drawn = with_boundary(error(), host=service("work", "look_up", name="Look up"))
    with pytest.raises(EngineFault) as raised:
        Walk(drawn, operations={"look_up": breaks})
    assert raised.value.element_id == "work"
    assert "secret" not in raised.value.sentence


def escalating(*, interrupting):
    inner = sub(
        "work",
        start("s"),
        throw("tell", escalation("UP")),
        user("a"),
        end("e"),
        chain("s", "tell", "a", "e"),
    )
    drawn = with_boundary(escalation("UP"), interrupting=interrupting, host=inner, before=declared(escalations=["UP"]))
    return Walk(drawn)


def test_escalation_interrupts_or_runs_beside():
    assert escalating(interrupting=True).open == ["after_alarm"]
    beside = escalating(interrupting=False)
    assert beside.open == ["a", "after_alarm"]
    assert beside.done("a").done("after_alarm").ended


def test_escalation_that_nobody_catches_goes_on():
    drawn = diagram(
        start(),
        throw("tell", escalation("UP")),
        end("e", escalation("UP")),
        chain("start", "tell", "e"),
        before=declared(escalations=["UP"]),
    )
    assert Walk(drawn).ended
