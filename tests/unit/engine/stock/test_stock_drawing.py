"""What SpiffWorkflow 3.2 does not run as drawn, and the course that the drawing asks for."""

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.spiff.parser.process import VALIDATOR
from SpiffWorkflow.util.task import TaskState

from tests.unit.engine.drawing import (
    boundary,
    catch,
    chain,
    declared,
    diagram,
    element,
    end,
    error,
    flow,
    gateway,
    link,
    message,
    service,
    signal,
    start,
    sub,
    task,
    throw,
    timer,
    user,
)
from tests.unit.engine.stock.raw import StillRunning, Stock, outlasts, python_task, specification
from tests.unit.engine.walking import Walk
from webapp.engine.check import check
from webapp.errors import EngineFault


def refusals(*files):
    """The rules that our gate names, each with its element."""
    found = check({f"file{number}.bpmn": content for number, content in enumerate(files)}).problems
    return [(problem.rule, problem.element) for problem in found]


def test_signal_end_throws_nothing():
    drawn = diagram(
        start(), gateway("parallel", "both"), user("work"), boundary("stopped", "work", signal("stop")),
        end("enough", signal("stop")), end(), end("after"),
        chain("start", "both", "work", "end"), chain("both", "enough"), chain("stopped", "after"),
        before=declared(signals=["stop"]),
    )  # fmt: skip
    assert Stock(drawn).open == ["work"]
    walk = Walk(drawn)
    assert walk.ended
    assert "stopped" in walk.trail


def test_compensation_is_parsed_as_blank_and_runs_through():
    drawn = diagram(start(), throw("undo", "<bpmn:compensateEventDefinition/>"), end(), chain("start", "undo", "end"))
    assert Stock(drawn).ended
    assert refusals(drawn) == [("not-supported", "undo")]


def test_boundary_compensation_is_refused_with_raw_xml():
    drawn = diagram(
        start(), task("pay"), boundary("undo", "pay", "<bpmn:compensateEventDefinition/>"), end(),
        chain("start", "pay", "end"),
    )  # fmt: skip
    with pytest.raises(ValidationException, match="<bpmn:compensateEventDefinition/>"):
        Stock(drawn)
    found = check({"a.bpmn": drawn}).problems
    assert ("not-supported", "undo") in [(problem.rule, problem.element) for problem in found]
    assert not any("<" in problem.message for problem in found)


def test_link_loses_its_token():
    drawn = diagram(
        start(), throw("away", link("on")), catch("here", link("on")), user("work"), end(),
        chain("start", "away"), chain("here", "work", "end"),
    )  # fmt: skip
    stock = Stock(drawn)
    assert "work" not in stock.open
    assert Walk(drawn).open == ["work"]


def test_plain_task_waits_in_an_inbox():
    drawn = diagram(start(), task("note"), end(), chain("start", "note", "end"))
    assert Stock(drawn).open == ["note"]
    assert Walk(drawn).ended


def test_service_task_stays_started_for_ever():
    drawn = diagram(start(), service("send", "post"), end(), chain("start", "send", "end"))
    stock = Stock(drawn, parser=BpmnParser)
    assert [t.task_spec.bpmn_id for t in stock.workflow.get_tasks(state=TaskState.STARTED)] == ["send"]
    stock.refresh()
    assert stock.stuck
    assert Walk(drawn, operations={"post": lambda seen: {}}).ended


def test_implicit_split_is_refused_without_a_name():
    drawn = diagram(
        start(), user("work"), user("left"), user("right"), end(),
        chain("start", "work", "left", "end"), chain("work", "right", "end"),
    )  # fmt: skip
    with pytest.raises(ValidationException) as refused:
        Stock(drawn)
    assert "work_to_left" not in str(refused.value)
    assert Walk(drawn).done("work").open == ["left", "right"]


def test_condition_on_a_flow_out_of_a_task_is_ignored():
    drawn = diagram(
        start(), user("work"), user("tell"), end(),
        chain("start", "work"), flow("work", "tell", when="=allowed"), chain("tell", "end"),
    )  # fmt: skip
    assert Stock(drawn, allowed=False).done("work").open == ["tell"]
    with pytest.raises(EngineFault, match="No condition is true"):
        Walk(drawn, allowed=False).done("work")
    assert Walk(drawn, allowed=True).done("work").open == ["tell"]


def test_default_flow_on_a_task_is_refused():
    drawn = diagram(
        start(), user("work", default="work_to_keep"), user("tell"), user("keep"), end(),
        chain("start", "work"), flow("work", "tell", when="=allowed"), flow("work", "keep"),
        chain("tell", "end"), chain("keep", "end"),
    )  # fmt: skip
    with pytest.raises(ValidationException):
        Stock(drawn, allowed=False)
    assert Walk(drawn, allowed=False).done("work").open == ["keep"]


def test_flow_without_id_is_dropped_and_the_case_stops():
    drawn = diagram(start(), user("work"), end(), flow("start", "work", own=""), flow("work", "end", own=""))
    assert Stock(drawn).open == []
    assert Walk(drawn).done("work").ended


@pytest.mark.parametrize("own", ["End", "process.EndJoin"])
def test_id_that_collides_with_an_internal_name_skips_the_rest(own):
    drawn = diagram(
        start(), user("draft"), user(own), user("publish"), end(), chain("start", "draft", own, "publish", "end")
    )
    assert Stock(drawn).done("draft").ended
    walk = Walk(drawn).done("draft")
    assert walk.open == [own]
    assert walk.done(own).done("publish").ended


def test_id_start_is_refused():
    drawn = diagram(start("Start"), user("work"), end(), chain("Start", "work", "end"))
    with pytest.raises(WorkflowException, match="No output task connected"):
        Stock(drawn)
    assert Walk(drawn).open == ["work"]


def test_sub_process_without_end_event_is_refused():
    drawn = diagram(
        start(), sub("inner", start("begin"), user("work"), chain("begin", "work")), end(),
        chain("start", "inner", "end"),
    )  # fmt: skip
    with pytest.raises(ValidationException, match="Must contain an End event"):
        Stock(drawn)
    assert Walk(drawn).done("work").ended


def test_missing_call_target_is_noticed_only_when_a_case_gets_there():
    drawn = diagram(
        start(), element("callActivity", "other", calledElement="nowhere"), end(), chain("start", "other", "end")
    )
    accepted = specification(drawn, called=False)
    with pytest.raises(WorkflowException, match="was not found"):
        Stock(specs=accepted)
    assert refusals(drawn) == [("called-process", "other")]


def test_process_that_calls_itself_runs_for_ever():
    drawn = diagram(
        start(), element("callActivity", "again", calledElement="process"), end(), chain("start", "again", "end")
    )
    assert outlasts(lambda: Stock(drawn, steps=100_000))
    assert refusals(drawn) == [("self-call", "again")]


def test_processes_that_call_each_other_run_for_ever():
    one = diagram(start("s1"), element("callActivity", "c1", calledElement="two"), end("e1"), chain("s1", "c1", "e1"))
    two = diagram(
        start("s2"), element("callActivity", "c2", calledElement="process"), end("e2"), chain("s2", "c2", "e2"),
        process="two",
    )  # fmt: skip
    assert outlasts(lambda: Stock(one, two, steps=100_000))
    assert refusals(one, two) == [("self-call", "c1"), ("self-call", "c2")]


def with_event_sub_process(definition, *, interrupting=True, before="", inside=None):
    begin = start("begin", definition, isInterrupting=str(interrupting).lower())
    handler = sub("handler", begin, user("handle"), end("handled"), chain("begin", "handle", "handled"), event=True)
    return diagram(start(), inside or user("work"), end(), handler, chain("start", "work", "end"), before=before)


def test_event_sub_process_never_interrupts():
    drawn = with_event_sub_process(message("stop"), before=declared(messages=["stop"]))
    assert Stock(drawn).message("stop").open == ["handle", "work"]
    assert Walk(drawn).message("stop").open == ["handle"]


def test_error_event_sub_process_begins_at_once():
    drawn = with_event_sub_process(error("bad"), before=declared(errors=["bad"]))
    assert Stock(drawn).open == ["handle", "work"]
    assert Walk(drawn).open == ["work"]


def test_timer_of_an_event_sub_process_that_does_not_fire_keeps_the_case_open():
    there = with_event_sub_process(timer('"P1D"'))
    stock = Stock(there).done("work")
    assert not stock.ended
    assert stock.open == []
    assert Walk(with_event_sub_process(timer("P1D"))).done("work").ended


def test_ad_hoc_sub_process_fails_with_an_error_of_python():
    def drawn(condition):
        return diagram(
            start(), element("adHocSubProcess", "any", user("a"), user("b"), condition, ordering="Sequential"), end(),
            chain("start", "any", "end"),
        )  # fmt: skip

    false = "<bpmn:completionCondition>False</bpmn:completionCondition>"
    with pytest.raises(TypeError, match="eval"):
        Stock(drawn(""))
    with pytest.raises(KeyError, match="data_objects"):
        Stock(drawn(false))
    assert ("not-supported", "any") in refusals(drawn(false))


def test_parser_never_returns_from_a_data_object_three_levels_up():
    reads = (
        '<bpmn:dataInputAssociation id="reads"><bpmn:sourceRef>paper_here</bpmn:sourceRef></bpmn:dataInputAssociation>'
    )
    inner = user("work", reads)
    for depth in range(3):
        own = f"level{depth}"
        first = f"level{depth - 1}" if depth else "work"
        more = '<bpmn:dataObjectReference id="paper_here" dataObjectRef="paper"/>' if not depth else ""
        inner = sub(own, start(f"s{depth}"), inner, more, end(f"e{depth}"), chain(f"s{depth}", first, f"e{depth}"))
    drawn = diagram('<bpmn:dataObject id="paper"/>', start(), inner, end(), chain("start", "level2", "end"))
    assert outlasts(lambda: Stock(drawn))
    assert Walk(drawn).done("work").ended


def test_data_store_without_a_class_is_refused():
    drawn = diagram(
        start(), user("work"), end(), chain("start", "work", "end"),
        '<bpmn:dataStoreReference id="shelf_here" dataStoreRef="shelf"/>',
        before='<bpmn:dataStore id="shelf" name="Shelf"/>',
    )  # fmt: skip
    with pytest.raises(ValidationException):
        Stock(drawn)
    assert Walk(drawn).done("work").ended


def test_schema_accepts_what_is_silently_ignored_and_every_script():
    drawn = diagram(
        start(), throw("undo", "<bpmn:compensateEventDefinition/>"), python_task("code", "import os"),
        throw("away", link("on")), end("shout", signal("stop")), chain("start", "undo", "code", "away", "shout"),
        before=declared(signals=["stop"]),
    )  # fmt: skip
    plain = etree.fromstring(drawn)
    for extension in plain.iter("{*}extensionElements"):
        extension.getparent().remove(extension)
    VALIDATOR.validate(plain)
    assert {own for _, own in refusals(drawn)} >= {"undo", "code", "away"}


def test_exclusive_split_into_a_parallel_join_dead_locks_without_a_word():
    drawn = diagram(
        start(), gateway("exclusive", "which", default="which_to_b"), user("a"), user("b"),
        gateway("parallel", "both"), end(),
        chain("start", "which"), flow("which", "a", when="=x"), flow("which", "b"),
        chain("a", "both", "end"), chain("b", "both"),
    )  # fmt: skip
    stock = Stock(drawn, x=True).done("a")
    assert not stock.ended
    assert stock.open == []
    assert refusals(drawn) == [("stuck", "both")]


def test_signal_that_raises_itself_never_comes_to_rest():
    again = sub(
        "again", start("heard", signal("s"), isInterrupting="false"), throw("call_again", signal("s")), end("said"),
        chain("heard", "call_again", "said"), event=True,
    )  # fmt: skip
    drawn = diagram(
        start(), throw("call", signal("s")), user("work"), end(), again, chain("start", "call", "work", "end"),
        before=declared(signals=["s"]),
    )  # fmt: skip
    with pytest.raises(StillRunning):
        Stock(drawn)
    assert [rule for rule, _ in refusals(drawn)] == ["automatic-loop"]


def test_tokens_that_double_in_a_loop_have_no_end():
    drawn = diagram(
        start(), gateway("exclusive", "back"), gateway("parallel", "two"), user("work"), end(),
        chain("start", "back", "two", "back"), flow("two", "back", own="more"), chain("two", "work", "end"),
    )  # fmt: skip
    with pytest.raises((StillRunning, RecursionError)):
        Stock(drawn, steps=60)
    assert {rule for rule, _ in refusals(drawn)} & {"tokens-multiply", "automatic-loop"}


def test_loop_of_gateways_stops_in_silence():
    drawn = diagram(
        start(), gateway("exclusive", "a"), gateway("exclusive", "b"), user("work"), end(),
        chain("start", "a", "b"), flow("b", "a", when="=True"),
        flow("b", "work", when="=False"), chain("work", "end"),
    )  # fmt: skip
    stock = Stock(drawn, steps=100_000)
    assert not stock.open
    assert ("automatic-loop", "a") in refusals(drawn)


def test_many_steps_in_a_row_cannot_be_parsed():
    ids = [f"t{number}" for number in range(700)]
    drawn = diagram(start(), *(task(own) for own in ids), end(), chain("start", *ids, "end"))
    with pytest.raises(ValidationException, match="recursion depth"):
        specification(drawn)
    assert check({"a.bpmn": drawn}).accepted


def test_extension_of_a_wrong_namespace_is_skipped_without_a_word():
    drawn = diagram(
        start(), user("work", extension='<other:check xmlns:other="urn:other" by="two people"/>'), end(),
        chain("start", "work", "end"),
    )  # fmt: skip
    assert Stock(drawn).open == ["work"]
    assert refusals(drawn) == [("unknown-extension", "work")]
