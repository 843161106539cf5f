"""Files and data that mean harm: each is refused by name, or runs without doing any."""

import sys

import pytest

from tests.unit.engine.drawing import chain, diagram, end, flow, gateway, script, start, task, user
from tests.unit.engine.walking import Walk
from webapp.engine.check import check
from webapp.engine.expressions import FeelEngine
from webapp.engine.instance import Instance
from webapp.engine.parse import parse_package
from webapp.engine.xmlgate import parse_xml
from webapp.errors import DefinitionRefused, EngineFault

GOOD = diagram(start(), user("a"), end(), chain("start", "a", "end"))
BODY = GOOD.decode().split("?>", 1)[1]


def inside(text):
    return BODY.replace("</bpmn:process>", f"{text}</bpmn:process>")


def on_flow(text):
    whole = f"<bpmn:conditionExpression>{text}</bpmn:conditionExpression>"
    return BODY.replace('targetRef="end">', f'targetRef="end">{whole}')


XML = {
    "external entity": '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + BODY,
    "entity bomb": '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + BODY,
    "external table of entities": '<?xml version="1.0"?><!DOCTYPE d SYSTEM "http://example.invalid/x.dtd">' + BODY,
    "stylesheet": '<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?>' + BODY,
    "instruction inside": inside("<?php x?>"),
    "include": inside('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
    "two readings": on_flow("=a<!-- --> and b"),
    "elements in a text": on_flow("=a<bpmn:text/>"),
    "same id twice": BODY.replace('id="a"', 'id="start"', 1),
    "id that is not plain": BODY.replace('id="definitions"', 'id="d\u0456"'),
    "hidden direction": BODY.replace('id="a"', 'id="a" name="disclose\u202eon"', 1),
    "zero-width name": BODY.replace('id="a"', 'id="a" name="dis\u200bclose"', 1),
    "long name": BODY.replace('id="a"', f'id="a" name="{"n" * 201}"', 1),
    "many elements": inside("<bpmn:task/>" * 3_001),
    "deep": inside("<bpmn:subProcess>" * 31 + "</bpmn:subProcess>" * 31),
    "very deep": inside("<bpmn:subProcess>" * 400 + "</bpmn:subProcess>" * 400),
    "many attributes": BODY.replace('id="a"', 'id="a" ' + " ".join(f'x{n}="1"' for n in range(40)), 1),
    "large": BODY + " " * 1_000_000,
    "another encoding": '<?xml version="1.0" encoding="UTF-16"?>' + BODY,
    "not XML": "PK\x03\x04",
    "empty": "",
    "not BPMN": "<svg/>",
}  # fmt: skip


@pytest.mark.parametrize("what", XML)
def test_hostile_file_is_refused_with_a_sentence(what):
    report = check({"upload.bpmn": XML[what].encode()})
    assert not report.accepted
    for problem in report.problems:
        assert problem.message
        assert "/etc" not in problem.message
        assert "Traceback" not in problem.message


def test_bytes_that_are_not_utf_8_are_refused():
    with pytest.raises(DefinitionRefused, match="UTF-8"):
        parse_xml(b"<a>\xff\xfe</a>", "x.bpmn")


EXPRESSIONS = [
    '=__import__("os").system("true")',
    "=open('/etc/passwd')",
    "=().__class__.__bases__",
    "=x.__class__",
    '=eval("1")',
    "=lambda: 1",
    "=[x for x in (1,)]",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_python_in_an_expression_is_never_python(expression):
    drawn = diagram(start(), script("work", expression, "r"), end(), chain("start", "work", "end"))
    events = watched(lambda: attempt(drawn))
    assert events == []


def attempt(drawn):
    try:
        return Walk(drawn, x="text").values.get("r")
    except (DefinitionRefused, EngineFault):
        return None


_EVENTS: list[str] = []
_WATCHING = [False]
FORBIDDEN = {"exec", "compile", "os.system", "subprocess.Popen", "socket.connect", "open", "import"}


def _hook(event, arguments):
    if _WATCHING[0] and event in FORBIDDEN:
        _EVENTS.append(f"{event} {arguments[:1]}")


sys.addaudithook(_hook)


def watched(action):
    """The forbidden things that the interpreter saw while the action ran; imports are done beforehand."""
    action()
    _EVENTS.clear()
    _WATCHING[0] = True
    try:
        action()
    finally:
        _WATCHING[0] = False
    return list(_EVENTS)


def test_whole_run_evaluates_nothing_with_python():
    drawn = diagram(
        start(),
        script("count", "=if x = 1 then 2 else 3", "y"),
        gateway("exclusive", "g"),
        user("a"),
        user("b"),
        end(),
        chain("start", "count", "g"),
        flow("g", "a", "=y = 2"),
        flow("g", "b", "=y != 2"),
        chain("a", "end"),
        chain("b", "end"),
    )

    def whole():
        Walk(drawn, x=1).done("a", answer="yes")

    assert watched(whole) == []


def test_instance_has_no_other_evaluator_and_none_can_be_set():
    definition = parse_package({"a.bpmn": GOOD})
    walk = Walk(GOOD)
    instance = Instance(definition.specification, walk.now)
    assert isinstance(instance.script_engine, FeelEngine)
    with pytest.raises(TypeError):
        instance.script_engine = object()
    for attempt_ in (
        lambda: instance.script_engine.evaluate(instance.task_tree, "1 + 1"),
        lambda: instance.script_engine.execute(instance.task_tree, "import os"),
        lambda: instance.script_engine.environment.evaluate("1 + 1", {}),
        lambda: instance.script_engine.environment.execute("import os", {}),
        lambda: instance.script_engine.call_service(instance.task_tree, operation_name="x"),
    ):
        with pytest.raises(TypeError):
            attempt_()


@pytest.mark.parametrize(
    "answer",
    [
        {"typename": "UUID", "value": "x"},
        {"$": ["date", "2026-01-01"]},
        {"$": ["record", {"$": 1}]},
        {"__builtins__": {}, "typename": "Decimal"},
        [{"a": {"typename": "datetime", "value": 1}}],
        {"$": 1, "other": 2},
    ],
)
def test_answer_that_looks_like_the_engines_own_data_is_only_data(answer):
    walk = Walk(GOOD)
    walk.done("a", answer=answer)
    assert walk.values["answer"] == answer


def test_variable_named_like_a_function_does_not_replace_it():
    drawn = diagram(start(), script("work", "=count([1, 2])", "n"), end(), chain("start", "work", "end"))
    assert Walk(drawn, count=99, __builtins__={}, sum="x").values["n"] == 2


def test_value_that_is_not_data_is_refused_and_changes_nothing():
    walk = Walk(GOOD)
    before = walk.step
    with pytest.raises(EngineFault, match="cannot be kept"):
        walk.done("a", answer=object())
    assert walk.step is before
    assert walk.done("a", answer=1).ended


def test_log_records_hold_no_variables(caplog):
    caplog.set_level(0)
    Walk(GOOD, secret="Jane Doe").done("a", other="Jane Doe")
    for record in caplog.records:
        assert "Jane Doe" not in str(record.__dict__)


def test_no_spiffworkflow_serializer_or_dmn_engine_is_loaded_by_the_engine():
    import subprocess

    code = (
        "import sys, webapp.engine.adapter; "
        "print([m for m in sys.modules if m.startswith('SpiffWorkflow') and ('dmn' in m or 'bpmn.serializer' in m)])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_many_parallel_tokens_stop_at_the_step_limit():
    parts = [gateway("exclusive", "back"), gateway("parallel", "split"), task("t")]
    drawn = diagram(
        start(), *parts, user("u"), end(), chain("start", "back", "split", "t", "back"), chain("split", "u", "end"),
        flow("t", "back", own="again"),
    )  # fmt: skip
    with pytest.raises(EngineFault, match="500 automatic steps"):
        Walk(drawn)


def test_answer_nested_without_end_is_refused_with_a_sentence_and_changes_nothing():
    deep = []
    for _ in range(5_000):
        deep = [deep]
    walk = Walk(GOOD)
    with pytest.raises(EngineFault, match="nested too deep"):
        walk.done("a", answer=deep)
    assert walk.done("a", answer=1).ended


def test_variables_of_many_megabytes_are_refused():
    walk = Walk(GOOD)
    with pytest.raises(EngineFault, match="larger than 4 MB"):
        walk.done("a", answer="x" * 5_000_000)
