"""SpiffWorkflow 3.2 gives every text of a diagram or table to Python; here none of them is ever more than FEEL.

Each text below only asks Python for the name of a class, so that nothing is harmed where it is run.
"""

import logging

import pytest
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.serializer.migration import version_1_2
from SpiffWorkflow.bpmn.specs.event_definitions.message import CorrelationProperty
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition as PlainMessage
from SpiffWorkflow.camunda.parser import CamundaParser

from tests.unit.engine import tables
from tests.unit.engine.drawing import (
    boundary,
    catch,
    chain,
    condition,
    declared,
    diagram,
    element,
    end,
    flow,
    gateway,
    loop,
    message,
    script,
    signal,
    start,
    task,
    throw,
    timer,
    user,
)
from tests.unit.engine.stock.raw import Stock, decision_task, outlasts, plain_table, python_task, spiff
from tests.unit.engine.walking import NOON, Walk
from webapp.engine.check import check
from webapp.engine.expressions import FeelEngine
from webapp.engine.instance import Instance
from webapp.engine.parse import parse_package
from webapp.engine.quiet import LOGGERS

# Imports a module that the case does not have; a mark on it says that this was run.
REACHES = "__import__('webapp.engine').__name__ == 'webapp'"
RUNS = "__import__('tests.unit.engine.stock.reached').unit.engine.stock.reached.note()"
ONE_TASK = diagram(start(), user("work"), end(), chain("start", "work", "end"))


def between(*parts, ids=("it",), before=""):
    """Elements between a start and an end."""
    return diagram(start(), *parts, end(), chain("start", *ids, "end"), before=before)


def multi(text):
    return (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="{}">'
        f"<bpmn:loopCardinality>{text}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )


def until(text):
    return (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:loopCardinality>1</bpmn:loopCardinality>'
        f"<bpmn:completionCondition>{text}</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>"
    )


def asked(kind):
    split = gateway(kind, "it", default="it_to_end")
    return diagram(
        start(), split, user("a"), end(), chain("start", "it"), flow("it", "a", when=RUNS), flow("it", "end"),
        chain("a", "end"),
    )  # fmt: skip


def connected(own, value):
    """A service task of SpiffWorkflow's own, with a parameter."""
    parameter = f'<spiffworkflow:parameter id="p" type="str" value="{value}"/>'
    operator = spiff("serviceTaskOperator", parameter).replace(" xmlns", ' id="post" resultVariable="r" xmlns', 1)
    return element("serviceTask", own, extension=operator)


PLACES = {
    "condition of an exclusive gateway": asked("exclusive"),
    "condition of an inclusive gateway": asked("inclusive"),
    "condition of a loop": between(task("it", loop(RUNS, before=True))),
    "condition that ends a multi-instance": between(user("it", until(RUNS))),
    "number of rounds in a row": between(user("it", multi(RUNS).format("true"))),
    "number of rounds side by side": between(user("it", multi(RUNS).format("false"))),
    "moment of a timer": between(catch("it", timer(RUNS, "timeDate"))),
    "duration of a timer": between(catch("it", timer(RUNS))),
    "cycle of a timer": diagram(
        start(), user("work"), boundary("it", "work", timer(RUNS, "timeCycle"), interrupting=False), end(), end("e"),
        chain("start", "work", "end"), chain("it", "e"),
    ),
    "conditional event": between(catch("it", condition(RUNS))),
    "parameter of a service": between(connected("it", RUNS)),
    "payload of a message": between(
        throw("it", message("m").replace("/>", ">") + f"<bpmn:extensionElements>{spiff('messagePayload', RUNS)}"
              "</bpmn:extensionElements></bpmn:messageEventDefinition>"),
        before=declared(messages=["m"]),
    ),
    "payload of a signal": between(
        throw("it", signal("s")),
        before=f'<bpmn:signal id="s" name="s"><bpmn:extensionElements>{spiff("payloadExpression", RUNS)}'
        "</bpmn:extensionElements></bpmn:signal>",
    ),
    "script": between(python_task("it", RUNS)),
    "script before a task": between(user("it", extension=spiff("preScript", RUNS))),
    "script after a task": between(user("it", extension=spiff("postScript", RUNS))),
}  # fmt: skip


@pytest.fixture
def reached():
    """What a text of a diagram noted, which it could only do as Python."""
    from tests.unit.engine.stock import reached

    reached.NOTED.clear()
    return reached.NOTED


def outcome(action):
    """Whether the action came to its end; what it made of the text does not matter."""
    try:
        action()
    except Exception as error:  # noqa: BLE001 - whatever comes of a text that is no number, time or service
        return error
    return None


def whole(drawn):
    stock = Stock(drawn)
    for own in stock.open:
        stock.done(own)
    stock.refresh()


@pytest.mark.parametrize("place", PLACES)
def test_text_of_a_diagram_is_run_as_python(place, reached):
    outcome(lambda: whole(PLACES[place]))
    assert reached == ["run"] * len(reached)
    assert reached
    reached.clear()
    found = check({"a.bpmn": PLACES[place]})
    assert found.problems
    assert all(problem.element for problem in found.problems)
    assert reached == []


TABLE_CELLS = {
    "input expression": (RUNS, "x", "1"),
    "cell with a question mark": ("x", f"? == {RUNS}", "1"),
    "cell": ("x", RUNS, "1"),
    "output cell": ("x", "1", RUNS),
}


@pytest.mark.parametrize("place", TABLE_CELLS)
def test_text_of_a_table_is_run_as_python(place, reached):
    expression, cell, given = TABLE_CELLS[place]
    table = tables.definitions(tables.decision("d", tables.table([expression], ["r"], [[cell, given]])))
    drawn = between(decision_task("it", "d"))
    outcome(lambda: Stock(drawn, tables=[plain_table(table)], x=1))
    assert reached
    reached.clear()
    assert not check({"t.dmn": table}).accepted
    assert reached == []


def test_condition_that_imports_opens_the_branch():
    drawn = diagram(
        start(), gateway("exclusive", "g", default="g_to_keep"), user("tell"), user("keep"), end(), chain("start", "g"),
        flow("g", "tell", when=f"={REACHES}"), flow("g", "keep"), chain("tell", "end"), chain("keep", "end"),
    )  # fmt: skip
    assert Stock(drawn).open == ["tell"]
    assert "g_to_tell" in [problem.element for problem in check({"a.bpmn": drawn}).problems]


def test_correlation_goes_past_the_script_engine(reached):
    class Refusing(PythonScriptEngine):
        def evaluate(self, task, expression, external_context=None):
            raise AssertionError("every text comes through here")

    asks = PlainMessage("m", [CorrelationProperty("key", RUNS, ["k"])])
    asks.calculate_correlations(Refusing(), asks.correlation_properties, {})
    assert reached == ["run"]
    with pytest.raises(TypeError, match="Only compiled FEEL"):
        asks.calculate_correlations(FeelEngine(NOON), asks.correlation_properties, {})


def test_script_engine_of_a_loaded_case_is_the_unsafe_one():
    class Safe(PythonScriptEngine):
        pass

    stock = Stock(ONE_TASK)
    stock.workflow.script_engine = Safe()
    assert type(stock.loaded().workflow.script_engine) is PythonScriptEngine
    instance = Instance(parse_package({"a.bpmn": ONE_TASK}).specification, NOON)
    assert isinstance(instance.script_engine, FeelEngine)
    with pytest.raises(TypeError):
        instance.script_engine = Safe()


def test_old_state_is_converted_by_running_its_text(reached):
    spec = {
        "name": "it",
        "typename": "IntermediateCatchEvent",
        "event_definition": {"typename": "TimerEventDefinition", "label": "t", "dateTime": RUNS},
    }
    old = {"spec": {"task_specs": {"it": spec}}, "subprocess_specs": {}, "tasks": {}, "subprocesses": {}}
    outcome(lambda: version_1_2.convert_timer_expressions(old))
    assert reached == ["run"]


def test_endless_script_holds_the_worker():
    assert outlasts(lambda: Stock(between(python_task("it", "while True: len('')"))))
    found = check({"a.bpmn": between(python_task("it", "while True: len('')"))}).problems
    assert ("not-supported", "it") in [(problem.rule, problem.element) for problem in found]
    endless = script("it", "=for a in 1..100000, b in 1..100000 return a", "r")
    with pytest.raises(Exception, match=r"too|steps|large|long"):
        Walk(between(endless))


def test_script_that_leaves_python_reaches_the_worker():
    with pytest.raises(SystemExit):
        Stock(between(python_task("it", "raise SystemExit")))
    assert not check({"a.bpmn": between(script("it", "=SystemExit()", "r"))}).accepted


def test_error_whose_argument_is_no_text_breaks_the_handler_of_errors():
    with pytest.raises(TypeError):
        Stock(between(python_task("it", "{}[1]")))
    assert Walk(between(script("it", "={}[1]", "r"))).values["r"] == {}


def test_answer_called_builtins_takes_the_functions_of_the_case_away():
    drawn = diagram(
        start(), user("work"), gateway("exclusive", "g", default="g_to_b"), user("a"), user("b"), end(),
        chain("start", "work", "g"), flow("g", "a", when="=len(list) > 0"), flow("g", "b"), chain("a", "end"),
        chain("b", "end"),
    )  # fmt: skip
    with pytest.raises(Exception, match="len"):
        Stock(drawn, list=[1]).done("work", __builtins__={})
    ours = drawn.replace(b"len(list)", b"count(list)")
    assert Walk(ours, list=[1]).done("work", __builtins__={}).open == ["a"]


def test_answer_named_like_a_function_replaces_it():
    from SpiffWorkflow.bpmn.script_engine import TaskDataEnvironment

    engine = PythonScriptEngine(TaskDataEnvironment({"allowed": lambda: False}))
    stock = Stock(ONE_TASK)
    stock.task("work").data["allowed"] = lambda: True
    assert engine.evaluate(stock.task("work"), "allowed()") is True
    drawn = between(script("it", "=count([1, 2])", "n"))
    assert Walk(drawn, count=99).values["n"] == 2


@pytest.fixture
def loggers_as_they_come():
    """SpiffWorkflow's loggers as they are when an application has set nothing."""
    found = {name: logging.getLogger(name).level for name in LOGGERS}
    for name in found:
        logging.getLogger(name).setLevel(logging.NOTSET)
    yield
    for name, level in found.items():
        logging.getLogger(name).setLevel(level)


def test_log_records_hold_the_case(caplog, loggers_as_they_come):
    secret = "a name that no log may hold"
    with caplog.at_level(logging.INFO):
        Stock(ONE_TASK, victim=secret).done("work")
        assert any(secret in str(record.__dict__) for record in caplog.records)
        caplog.clear()
        Walk(ONE_TASK, victim=secret).done("work", other=secret)
        assert not any(secret in str(record.__dict__) for record in caplog.records)


def test_comment_inside_a_condition_hides_its_second_half():
    drawn = diagram(
        start(), gateway("exclusive", "g", default="g_to_keep"), user("tell"), user("keep"), end(), chain("start", "g"),
        flow("g", "tell", when="CONDITION"), flow("g", "keep"), chain("tell", "end"), chain("keep", "end"),
    ).replace(b"CONDITION", b"legal<!-- --> and authorised")  # fmt: skip
    assert Stock(drawn, legal=True, authorised=False).open == ["tell"]
    assert ("xml-comment-in-text", "g_to_tell") in [(p.rule, p.element) for p in check({"a.bpmn": drawn}).problems]


def test_camunda_elements_are_python_too(reached):
    drawn = between(
        task(
            "it",
            '<bpmn:multiInstanceLoopCharacteristics xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
            f'isSequential="false"><bpmn:loopCardinality>{RUNS}</bpmn:loopCardinality>'
            "</bpmn:multiInstanceLoopCharacteristics>",
        )
    )
    outcome(lambda: Stock(drawn, parser=CamundaParser))
    assert reached
    assert not check({"a.bpmn": drawn}).accepted
