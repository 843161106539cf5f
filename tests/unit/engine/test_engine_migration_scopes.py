"""A running case goes over to another version of its process: inside scopes, and after a step that broke."""

import pytest

from tests.unit.engine.drawing import (
    call,
    chain,
    diagram,
    end,
    flow,
    gateway,
    mapping,
    script,
    several,
    start,
    sub,
    user,
)
from tests.unit.engine.moving import migration, move, refusals
from tests.unit.engine.walking import Walk
from webapp.errors import EngineFault

AB = diagram(start(), user("a", name="Ask"), user("b", name="Tell"), end(), chain("start", "a", "b", "end"))


def in_sub(*parts, own="inner", **more):
    return diagram(start(), sub(own, *parts, **more), user("after"), end(), chain("start", own, "after", "end"))


def test_case_inside_a_sub_process_goes_on_inside_it():
    walk = Walk(in_sub(start("s"), user("u"), end("e"), chain("s", "u", "e")), x=1)
    longer = in_sub(start("s"), user("u"), user("v"), end("e"), chain("s", "u", "v", "e"), own="box", name="Box")
    move(walk, longer, inner="box", s="s", u="u", e="e")
    assert walk.done("u").open == ["v"]
    assert walk.done("v").done("after").ended


def test_task_that_now_stands_inside_a_sub_process_refuses_the_case():
    plain = diagram(start(), user("u"), user("after"), end(), chain("start", "u", "after", "end"))
    inside = in_sub(start("s"), user("u"), end("e"), chain("s", "u", "e"))
    assert refusals(Walk(plain), inside) == [("token", "u")]
    assert refusals(Walk(plain), inside, u="u") == [("scope", "u")]
    assert [p.rule for p in migration(Walk(plain), inside, u="u").problems()] == ["migration-scope"]


def test_items_of_a_multi_instance_go_on_with_their_own_variables_and_results():
    def drawn(each="=answer", item="who", **more):
        marker = several("=people", item, output="answers", each=each)
        return diagram(start(), user("ask", marker, **more), user("b"), end(), chain("start", "ask", "b", "end"))

    walk = Walk(drawn(), people=["Ann", "Bob", "Cyd"]).done("ask", answer=1)
    renamed = drawn(name="Ask each").replace(b'"b"', b'"c"').replace(b"_to_b", b"_to_c").replace(b"b_to", b"c_to")
    move(walk, renamed)
    assert walk.open == ["ask", "ask"]
    assert sorted(task.variables["who"] for task in walk.step.open_tasks) == ["Bob", "Cyd"]
    walk.done("ask", answer=2).done("ask", answer=3)
    assert walk.values["answers"] == [1, 2, 3]
    walk = Walk(drawn(), people=["Ann", "Bob"])
    assert refusals(walk, drawn(item="person")) == [("loop", "ask")]


def test_case_inside_a_called_process_follows_the_call_to_another_process():
    def caller(called):
        return diagram(start(), call("c", called), end(), chain("start", "c", "end"), process="main")

    def called(process, task, name="Ask"):
        own = f"{process}_start", f"{process}_end"
        return diagram(start(own[0]), user(task, name=name), end(own[1]), chain(own[0], task, own[1]), process=process)

    walk = Walk(caller("one"), called("one", "ask"), main="main")
    move(walk, caller("two"), called("two", "ask_two"), main="main")
    assert walk.open == ["ask_two"]
    assert walk.done("ask_two").ended
    walk = Walk(caller("one"), called("one", "ask"), main="main")
    files = caller("two"), called("two", "x", "Other"), called("one", "ask")
    assert refusals(walk, *files, main="main", ask="ask") == [("scope", "ask")]


def test_broken_condition_is_mended_in_the_new_version_and_the_case_goes_on_from_the_gateway():
    def drawn(condition_):
        return diagram(
            start(), user("a"), gateway("exclusive", "g", default="g_to_no"), end("yes"), end("no"),
            chain("start", "a", "g"), flow("g", "yes", condition_), flow("g", "no"),
        )  # fmt: skip

    walk = Walk(drawn("=missing > 1"), x=2)
    with pytest.raises(EngineFault):
        walk.done("a")
    walk.do_kept("a")
    move(walk, drawn("=x > 1"))
    assert walk.ended
    assert walk.trail[-1] == "yes"


def test_condition_that_stood_on_the_flow_out_of_a_task_may_become_a_gateway():
    before = diagram(
        start(), user("a"), end("yes"), end("no"), chain("start", "a"), flow("a", "yes", "=missing > 1"),
        flow("a", "no", "=missing < 2"),
    )  # fmt: skip
    after = diagram(
        start(), user("a"), gateway("exclusive", "g", default="g_to_no"), end("yes"), end("no"),
        chain("start", "a", "g"), flow("g", "yes", "=x > 1"), flow("g", "no"),
    )  # fmt: skip
    walk = Walk(before, x=2)
    walk.do_kept("a")
    move(walk, after)
    assert walk.ended
    assert walk.trail.count("a") == 1


def test_answers_held_for_a_broken_output_mapping_are_kept_when_the_mapping_is_removed():
    before = diagram(
        start(), user("a", extension=mapping(outputs={"y": "=missing + 1"})), user("b"), end(),
        chain("start", "a", "b", "end"),
    )  # fmt: skip
    walk = Walk(before)
    walk.do_kept("a", answer="given")
    move(walk, AB)
    assert walk.open == ["b"]
    assert walk.values["answer"] == "given"
    assert walk.trail.count("a") == 1


def test_broken_script_runs_as_the_new_version_says():
    def drawn(text):
        return diagram(
            start(), user("a"), script("s", text, "y"), user("b"), end(), chain("start", "a", "s", "b", "end")
        )

    walk = Walk(drawn("=missing + 1"))
    walk.do_kept("a")
    move(walk, drawn("=40 + 2"))
    assert walk.values["y"] == 42


def test_variable_that_only_a_step_behind_the_case_writes_is_told_but_does_not_refuse_it():
    def drawn(*, asks):
        weigh = script("weigh", "=1", "weight") if asks else user("weigh")
        return diagram(
            start(), weigh, user("a"), gateway("exclusive", "g", default="g_to_no"), end("yes"), end("no"),
            chain("start", "weigh", "a", "g"), flow("g", "yes", "=weight > 1" if asks else "=x"), flow("g", "no"),
        )  # fmt: skip

    walk = Walk(drawn(asks=False)).done("weigh", x=True)
    assert [p.rule for p in migration(walk, drawn(asks=True), weigh="weigh").problems()] == ["migration-kind"]
    assert move(walk, drawn(asks=True)) == (
        '"g" asks for "weight", which only a step before the place of this case writes.',
    )
    assert walk.open == ["a"]
