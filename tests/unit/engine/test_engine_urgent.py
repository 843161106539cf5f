"""What is told in an emergency: some legal steps come before it, and the others after it on every run."""

import pytest

from tests.unit.engine import drawing as draw
from webapp.engine.check import check

BEFORE, AFTER = ("oral_decision",), ("written_decision", "legal_review")


def marked(name: str, value: str) -> str:
    return f'<zeebe:properties><zeebe:property name="{name}" value="{value}"/></zeebe:properties>'


DECIDE = draw.user("decide", extension=marked("legalStep", "oral_decision"))
TELL = draw.user("tell", extension=marked("discloses", "urgent"))
WRITE = draw.user("write", extension=marked("legalStep", "written_decision"))
REVIEW = draw.user("review", extension=marked("legalStep", "legal_review"))


def found(*inside: str, before: str = "", **others: bytes) -> list[tuple[str, str]]:
    """The rules that a process breaks, each with its element."""
    files = {"main.bpmn": draw.diagram(*inside, process="main", before=before), **others}
    report = check(
        {name.replace("_", ".", 1) if name.endswith("_bpmn") else name: content for name, content in files.items()},
        main="main", before_urgent=BEFORE, after_urgent=AFTER, form_writes={}, operations={},
    )  # fmt: skip
    return [(problem.rule, problem.element) for problem in report.problems]


STRAIGHT = (draw.start(), DECIDE, TELL, WRITE, REVIEW, draw.end())
LATE, EARLY = ("disclosure-not-completed", "tell"), ("disclosure-too-early", "tell")


def test_steps_in_their_order_are_accepted():
    assert found(*STRAIGHT, draw.chain("start", "decide", "tell", "write", "review", "end")) == []


def test_steps_side_by_side_after_it_are_accepted():
    drawn = (draw.gateway("parallel", "fork"), draw.gateway("parallel", "join"))
    ways = draw.chain("start", "decide", "tell", "fork", "write", "join", "end") + draw.chain("fork", "review", "join")
    assert found(*STRAIGHT, *drawn, ways) == []


@pytest.mark.parametrize(
    ("chain", "problem"),
    [
        (("start", "tell", "decide", "write", "review", "end"), EARLY),
        (("start", "decide", "write", "review", "tell", "end"), LATE),
        (("start", "decide", "write", "tell", "review", "end"), LATE),
    ],
)
def test_step_on_the_wrong_side_of_the_disclosure_does_not_count(chain, problem):
    assert found(*STRAIGHT, draw.chain(*chain)) == [problem]


def test_way_around_what_must_follow_is_refused():
    drawn = (draw.gateway("exclusive", "busy_q", default="busy_q_to_review"), draw.end("gave_up"))
    ways = draw.chain("start", "decide", "tell", "write", "busy_q", "review", "end")
    assert found(*STRAIGHT, *drawn, ways, draw.flow("busy_q", "gave_up", when="=busy")) == [LATE]


def test_terminate_beside_what_must_follow_is_refused():
    drawn = (draw.gateway("parallel", "fork"), draw.end("stop", draw.terminate()))
    ways = draw.chain("start", "decide", "tell", "fork", "write", "review", "end") + draw.chain("fork", "stop")
    assert found(*STRAIGHT, *drawn, ways) == [LATE]


@pytest.mark.parametrize(("interrupting", "problems"), [(True, [LATE]), (False, [])])
def test_what_interrupts_the_part_in_which_it_is_told_may_come_before_the_steps_that_follow(interrupting, problems):
    inner = draw.sub("part", draw.start("in"), DECIDE, TELL, WRITE, REVIEW, draw.end("out"),
                     draw.chain("in", "decide", "tell", "write", "review", "out"))  # fmt: skip
    alarm = draw.boundary("late", "part", draw.timer("PT4H"), interrupting=interrupting)
    ways = draw.chain("start", "part", "end") + draw.chain("late", "given_up")
    assert found(draw.start(), inner, alarm, draw.end(), draw.end("given_up"), ways) == problems


def test_interrupted_part_may_be_completed_afterwards():
    inner = draw.sub("part", draw.start("in"), DECIDE, TELL, draw.end("out"),
                     draw.chain("in", "decide", "tell", "out"))  # fmt: skip
    alarm = draw.boundary("late", "part", draw.timer("PT4H"))
    ways = draw.chain("start", "part", "meet", "write", "review", "end") + draw.chain("late", "meet")
    meet = draw.gateway("exclusive", "meet")
    assert found(draw.start(), inner, alarm, meet, WRITE, REVIEW, draw.end(), ways) == []


@pytest.mark.parametrize(("interrupting", "problems"), [("true", [LATE]), ("false", [])])
def test_event_sub_process_that_ends_the_work_skips_what_must_follow(interrupting, problems):
    stopped = draw.element("startEvent", "stopped", draw.message("stop"), isInterrupting=interrupting)
    beside = draw.sub("halt", stopped, draw.end("halted"), draw.chain("stopped", "halted"), event=True)
    ways = draw.chain("start", "decide", "tell", "write", "review", "end")
    assert (
        found(*STRAIGHT, beside, ways, before=draw.declared(messages=["stop"], keys={"stop": "=case_id"})) == problems
    )


def test_caller_completes_what_a_called_process_has_told():
    told = draw.diagram(
        draw.start("in"), DECIDE, TELL, draw.end("out"), draw.chain("in", "decide", "tell", "out"), process="told"
    )
    ways = draw.chain("start", "emergency", "write", "review", "end")
    called = draw.call("emergency", "told")
    assert found(draw.start(), called, WRITE, REVIEW, draw.end(), ways, told_bpmn=told) == []
    assert found(draw.start(), called, draw.end(), draw.chain("start", "emergency", "end"), told_bpmn=told) == [LATE]


def test_each_item_of_a_loop_completes_what_it_has_told():
    inner = (draw.start("in"), DECIDE, TELL, WRITE, REVIEW, draw.end("out"))
    ways = draw.chain("in", "decide", "tell", "write", "review", "out")
    around = draw.chain("start", "part", "end")
    each = draw.sub("part", *inner, ways, draw.several("=people", "person"))
    assert found(draw.start(), each, draw.end(), around) == []
    cut = draw.sub("part", *inner, ways, draw.several("=people", "person", until="=enough"))
    assert found(draw.start(), cut, draw.end(), around) == [LATE]
