"""Diagrams that could not run as drawn are refused, every problem named, before anything runs."""

import pytest

from tests.unit.engine.drawing import (
    HEAD,
    boundary,
    call,
    catch,
    chain,
    condition,
    declared,
    diagram,
    element,
    end,
    error,
    flow,
    gateway,
    link,
    loop,
    mapping,
    message,
    script,
    service,
    several,
    signal,
    start,
    sub,
    task,
    throw,
    timer,
    user,
)
from webapp.engine.check import check
from webapp.engine.operations import DescribedOperation
from webapp.engine.parse import parse_package
from webapp.errors import DefinitionRefused


def problems(*files, **more):
    return check({f"file{number}.bpmn": content for number, content in enumerate(files)}, **more).problems


def plain(*inside, before="", ids=("work",)):
    return diagram(start(), *inside, end(), chain("start", *ids, "end"), before=before)


def choosing(kind, first):
    return diagram(
        start(),
        gateway(kind, "g"),
        end(),
        end("e2"),
        flow("start", "g"),
        flow("g", "end", first),
        flow("g", "e2", "=x"),
    )


DECISION = '<zeebe:calledDecision decisionId="d" resultVariable="r"/>'
EXECUTABLE = '<bpmn:process id="{}" isExecutable="true"/>'
REFUSED = {
    "complex gateway": (plain(element("complexGateway", "work")), "not-supported", "work"),
    "transaction": (
        plain(element("transaction", "work", start("s"), end("e"), chain("s", "e"))),
        "not-supported",
        "work",
    ),
    "ad hoc": (plain(element("adHocSubProcess", "work")), "not-supported", "work"),
    "compensation throw": (plain(throw("work", "<bpmn:compensateEventDefinition/>")), "not-supported", "work"),
    "compensation end": (
        diagram(start(), end("end", "<bpmn:compensateEventDefinition/>"), chain("start", "end")),
        "not-supported",
        "end",
    ),
    "cancel end": (
        diagram(start(), end("end", "<bpmn:cancelEventDefinition/>"), chain("start", "end")),
        "not-supported",
        "end",
    ),
    "two triggers": (plain(catch("work", timer("PT1H") + condition("=x"))), "multiple-events", "work"),
    "python script": (
        plain(element("scriptTask", "work", "<bpmn:script>import os</bpmn:script>")),
        "not-supported",
        "work",
    ),
    "script without result": (plain(script("work", "=1", "")), "incomplete", "work"),
    "script that is not FEEL": (plain(script("work", "import os", "x")), "condition-not-feel", "work"),
    "service without operation": (plain(element("serviceTask", "work")), "incomplete", "work"),
    "decision without result": (
        plain(element("businessRuleTask", "work", extension='<zeebe:calledDecision decisionId="d"/>')),
        "incomplete",
        "work",
    ),
    "unknown decision": (
        plain(element("businessRuleTask", "work", extension=DECISION)),
        "decision",
        "work",
    ),
    "call without process": (plain(element("callActivity", "work")), "incomplete", "work"),
    "call of an unknown process": (plain(call("work", "nowhere")), "called-process", "work"),
    "call of itself": (plain(call("work", "process")), "self-call", "work"),
    "condition that is not FEEL": (
        choosing("exclusive", "x"),
        "condition-not-feel",
        "g",
    ),
    "unreadable condition": (
        choosing("exclusive", "=x >"),
        "expression",
        "g_to_end",
    ),
    "choice without condition": (
        choosing("exclusive", ""),
        "condition-missing",
        "g",
    ),
    "unknown function": (choosing("exclusive", "=disclose(x)"), "unknown-function", "g_to_end"),
    "condition that is a number": (choosing("exclusive", "=x + 1"), "condition-not-boolean", "g_to_end"),
    "condition that is a text": (choosing("exclusive", '="yes"'), "condition-not-boolean", "g_to_end"),
    "condition out of a parallel gateway": (
        choosing("parallel", ""),
        "condition-ignored",
        "g",
    ),
    "condition out of an event": (diagram(start(), end(), flow("start", "end", "=x")), "condition-ignored", "start"),
    "default that is not there": (plain(task("work", default="nowhere")), "default-flow", "work"),
    "no start": (diagram(task("work"), end(), chain("work", "end")), "start", "process"),
    "unreachable": (plain(task("work"), task("island")), "unreachable", "island"),
    "empty process": (diagram(), "empty", "process"),
    "sub-process without start": (plain(sub("work", task("t"), end("e"), chain("t", "e"))), "start", "work"),
    "event sub-process with a plain start": (
        plain(task("work"), sub("esp", start("s"), end("e"), chain("s", "e"), event=True)),
        "start",
        "esp",
    ),
    "boundary on nothing": (
        plain(task("work"), boundary("b", "start", timer("PT1H")), flow("b", "end")),
        "boundary",
        "b",
    ),
    "boundary that leads nowhere": (plain(user("work"), boundary("b", "work", timer("PT1H"))), "boundary", "b"),
    "error that does not interrupt": (
        plain(user("work"), boundary("b", "work", error(), interrupting=False), flow("b", "end")),
        "boundary",
        "b",
    ),
    "link without end": (diagram(start(), throw("work", link("x")), chain("start", "work")), "link", "work"),
    "message without name": (plain(catch("work", "<bpmn:messageEventDefinition/>")), "message-name", "work"),
    "message that is not declared": (plain(catch("work", message("nowhere"))), "message-unknown", "work"),
    "signal without name": (plain(catch("work", "<bpmn:signalEventDefinition/>")), "signal-name", "work"),
    "error thrown without code": (diagram(start(), end("end", error()), chain("start", "end")), "error-code", "end"),
    "terminate on the way": (plain(throw("work", "<bpmn:terminateEventDefinition/>")), "event-kind", "work"),
    "event gateway before a task": (
        diagram(
            start(),
            gateway("eventBased", "g"),
            user("a"),
            catch("b", timer("PT1H")),
            end(),
            chain("start", "g", "a", "end"),
            chain("g", "b", "end"),
        ),
        "event-gateway",
        "g",
    ),
    "loop without end": (plain(user("work", loop())), "loop", "work"),
    "multi-instance over nothing": (plain(user("work", several(""))), "loop", "work"),
    "timer in words": (plain(catch("work", timer("P28"))), "timer", "work"),
    "negative timer": (plain(catch("work", timer("-PT1H"))), "timer", "work"),
    "timer of many years": (plain(catch("work", timer("P99999999999Y"))), "timer", "work"),
    "cycle without period": (
        plain(user("work"), boundary("b", "work", timer("R/PT0S", "timeCycle"), interrupting=False), flow("b", "end")),
        "timer",
        "b",
    ),
    "timer without text": (plain(catch("work", "<bpmn:timerEventDefinition/>")), "timer-empty", "work"),
    "mapping to no name": (plain(user("work", extension=mapping(inputs={"a b": "=1"}))), "variable-name", "work"),
    "assignment by expression": (
        plain(user("work", extension='<zeebe:assignmentDefinition assignee="=lane_owner"/>')),
        "not-supported",
        "work",
    ),
    "listener": (plain(user("work", extension="<zeebe:taskListeners/>")), "not-supported", "work"),
    "another dialect": (
        plain(user("work", extension='<c:formData xmlns:c="http://camunda.org/schema/1.0/bpmn"/>')),
        "unknown-extension",
        "work",
    ),
    "scripts of another engine": (
        plain(
            user(
                "work", extension='<s:preScript xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">x</s:preScript>'
            )
        ),
        "unknown-extension",
        "work",
    ),
    "attribute of another dialect": (
        plain(task("work", **{"c:asyncBefore": "true", "xmlns:c": "http://camunda.org/schema/1.0/bpmn"})),
        "unknown-extension",
        "work",
    ),
    "two processes in a file": (
        f"{HEAD}{EXECUTABLE.format('a')}{EXECUTABLE.format('b')}</bpmn:definitions>".encode(),
        "one-process",
        "b",
    ),
    "nothing executable": (diagram(start(), end(), chain("start", "end"), executable="false"), "one-process", ""),
    "flow to nowhere": (diagram(start(), flow("start", "gone"), task("x")), "flow-ends", "start_to_gone"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_by_name(what):
    content, rule, where = REFUSED[what]
    found = problems(content)
    assert (rule, where) in [(problem.rule, problem.element) for problem in found], found
    assert all(problem.message.rstrip().endswith((".", "”", '"')) for problem in found)


def test_every_problem_of_every_file_is_in_one_report():
    found = problems(
        plain(script("work", "=1 +", "x"), element("complexGateway", "c")),
        diagram(user("lonely"), process="other"),
    )
    assert {problem.file for problem in found} == {"file0.bpmn", "file1.bpmn"}
    assert len(found) >= 4


def test_mutual_calls_are_refused():
    one = diagram(start("s1"), call("c1", "two"), end("e1"), chain("s1", "c1", "e1"), process="one")
    two = diagram(start("s2"), call("c2", "one"), end("e2"), chain("s2", "c2", "e2"), process="two")
    assert [problem.rule for problem in problems(one, two)] == ["self-call", "self-call"]


def test_names_that_do_not_exist_are_refused():
    drawn = plain(user("work", form="missing", extension='<zeebe:assignmentDefinition candidateGroups="nobody"/>'))
    rules = [p.rule for p in problems(drawn, forms={"intake"}, groups={"officer"}, lanes={}, operations={})]
    assert rules == ["form", "group"]
    assert [p.rule for p in problems(plain(user("work")), lanes={})] == ["lane"]
    unknown = problems(plain(service("work", "shell")), operations={"log": DescribedOperation()})
    assert [p.rule for p in unknown] == ["operation"]


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        ('add working days(today(), 2, "Wales")', ["calendar"]),
        ('working days between(from: today(), to: today(), calendar: "scotland")', ["calendar"]),
        ('is working day(today(), "Scotland")', []),
        ("is working day(today(), place)", []),
        ('string join(["a"], "Wales")', []),
    ],
)
def test_calendar_that_does_not_exist_is_refused(call, rule):
    assert [found.rule for found in problems(plain(script("work", f"={call}", "due")))] == rule


def test_operation_that_is_not_given_what_it_needs_is_refused():
    known = {"tell": DescribedOperation(needs=frozenset({"group", "kind"}))}
    drawn = plain(service("work", "tell", extension=mapping(inputs={"group": '="officer"', "other": "=1"})))
    [problem] = problems(drawn, operations=known)
    assert (problem.rule, problem.element) == ("operation-input", "work")
    assert '"kind"' in problem.message


def test_task_of_a_lane_without_group_is_refused_and_nested_lanes_count_innermost():
    lanes = (
        '<bpmn:laneSet><bpmn:lane id="l1" name="Police"><bpmn:flowNodeRef>work</bpmn:flowNodeRef>'
        '<bpmn:childLaneSet><bpmn:lane id="l2" name="Officer"><bpmn:flowNodeRef>work</bpmn:flowNodeRef></bpmn:lane>'
        "</bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
    )
    drawn = diagram(lanes, start(), user("work"), end(), chain("start", "work", "end"))
    assert [p.rule for p in problems(drawn, lanes={"Police": "g"})] == ["lane"]
    assert problems(drawn, lanes={"Officer": "officer"}) == ()
    assert parse_package({"a.bpmn": drawn}).elements["work"].lane == "Officer"


def test_accepted_report_lists_what_is_run_in_another_form():
    drawn = diagram(start(), user("a"), end(), flow("start", "a", own=""), flow("a", "end"))
    report = check({"a.bpmn": drawn})
    assert report.accepted
    assert report.as_json()["files"][0]["accepted"] is True
    assert "had no id" in report.as_json()["files"][0]["rewrites"][0]


def test_package_without_a_clear_main_process_is_refused():
    one = diagram(start("s1"), end("e1"), chain("s1", "e1"), process="one")
    two = diagram(start("s2"), end("e2"), chain("s2", "e2"), process="two")
    with pytest.raises(DefinitionRefused, match="not clear"):
        parse_package({"one.bpmn": one, "two.bpmn": two})
    assert parse_package({"one.bpmn": one, "two.bpmn": two}, "two").main == "two"


def test_same_element_id_in_two_files_is_refused():
    one = diagram(start("s"), end("e1"), chain("s", "e1"), process="one")
    two = diagram(start("s"), call("c", "one"), end("e2"), chain("s", "c", "e2"), process="two")
    assert [p.rule for p in problems(one, two)] == ["id-unique"]


def test_supported_events_are_accepted_everywhere_they_may_stand():
    drawn = plain(
        user("work"),
        boundary("b", "work", signal("stop"), interrupting=False),
        user("x"),
        flow("b", "x"),
        before=declared(signals=["stop"]),
    )
    assert problems(drawn) == ()
