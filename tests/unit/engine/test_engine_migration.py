"""A running case goes over to another version of its process: every token to the element that stands for its own."""

import pytest

from tests.unit.engine.drawing import (
    catch,
    chain,
    declared,
    diagram,
    element,
    end,
    several,
    signal,
    start,
    sub,
    timer,
    user,
)
from tests.unit.engine.moving import migration, move, refusals
from tests.unit.engine.walking import NOON, Walk
from webapp.engine.adapter import look
from webapp.errors import EngineFault

AB = diagram(start(), user("a", name="Ask"), user("b", name="Tell"), end(), chain("start", "a", "b", "end"))


def test_case_goes_on_where_it_was_with_its_variables_and_the_same_open_task():
    walk = Walk(AB, note="kept")
    task = walk.step.open_tasks[0].task_id
    inserted = diagram(start(), user("a"), user("new"), user("b"), end(), chain("start", "a", "new", "b", "end"))
    assert move(walk, inserted) == ()
    assert [open_.task_id for open_ in walk.step.open_tasks] == [task]
    assert walk.values == {"note": "kept"}
    walk.done("a").done("new").done("b")
    assert walk.ended


def test_step_inserted_before_the_place_of_a_case_is_not_done_by_it():
    walk = Walk(AB).done("a")
    inserted = diagram(start(), user("a"), user("new"), user("b"), end(), chain("start", "a", "new", "b", "end"))
    move(walk, inserted)
    walk.done("b")
    assert walk.ended
    assert "new" not in walk.trail


def test_renamed_element_is_found_by_its_name_or_mapped_by_hand():
    by_name = diagram(start(), user("x", name="Ask"), user("b"), end(), chain("start", "x", "b", "end"))
    walk = Walk(AB)
    move(walk, by_name)
    assert walk.open == ["x"]
    other = diagram(start(), user("x", name="Otherwise"), user("b"), end(), chain("start", "x", "b", "end"))
    assert refusals(Walk(AB), other) == [("token", "a")]
    walk = Walk(AB)
    move(walk, other, a="x")
    assert walk.done("x").open == ["b"]


def test_removed_step_refuses_the_cases_that_are_at_it_and_no_others():
    shorter = diagram(start(), user("b", name="Tell"), end(), chain("start", "b", "end"))
    found = migration(Walk(AB), shorter).move(Walk(AB).step.state, NOON)
    assert [problem.message for problem in found.problems] == [
        'The case is at "Ask", which has no counterpart. Map it to an element there is.'
    ]
    walk = Walk(AB).done("a")
    move(walk, shorter)
    assert walk.done("b").ended


def test_removed_step_may_be_mapped_to_the_one_after_it():
    walk = Walk(AB)
    move(walk, diagram(start(), user("b"), end(), chain("start", "b", "end")), a="b")
    assert walk.open == ["b"]


@pytest.mark.parametrize(
    ("drawn", "rule"),
    [
        (element("manualTask", "a"), "kind"),
        (catch("a", timer("PT1H")), "kind"),
        (user("a", several("=[1,2]")), "loop"),
        (sub("a", start("s"), user("u"), end("e"), chain("s", "u", "e")), "kind"),
    ],
)
def test_mapping_to_another_kind_is_a_problem_of_the_plan_and_refuses_the_case(drawn, rule):
    other = diagram(start(), drawn, user("b"), end(), chain("start", "a", "b", "end"))
    walk = Walk(AB)
    plan = migration(walk, other, a="a")
    assert [(p.rule, p.element, p.name) for p in plan.problems()] == [(f"migration-{rule}", "a", "Ask")]
    assert refusals(walk, other, a="a") == [(rule, "a")]
    assert refusals(walk, other) == [("token", "a")]


def test_events_of_another_kind_do_not_stand_for_each_other():
    before = diagram(start(), catch("c", timer("PT1H")), end(), chain("start", "c", "end"))
    after = diagram(start(), catch("c", signal("s")), end(), chain("start", "c", "end"), before=declared(signals=["s"]))
    assert [p.rule for p in migration(Walk(before), after, c="c").problems()] == ["migration-event"]


def test_unknown_elements_on_either_side_are_problems_of_the_plan():
    plan = migration(Walk(AB), AB, main="process", a="nowhere", nobody="b")
    assert sorted((p.rule, p.element) for p in plan.problems()) == [
        ("migration-source", "nobody"),
        ("migration-target", "a"),
    ]


def test_ended_case_and_state_of_a_third_version_are_not_moved():
    walk = Walk(AB).done("a").done("b")
    assert refusals(walk, AB, main="process") == [("token", "")]
    other = Walk(diagram(start(), user("a"), end(), chain("start", "a", "end")))
    with pytest.raises(EngineFault, match="another version"):
        migration(walk, AB, main="process").move(other.step.state, NOON)


def test_state_that_went_in_stays_valid_so_that_a_move_can_be_undone():
    walk = Walk(AB, note="kept")
    before, definition = walk.step, walk.definition
    move(walk, diagram(start(), user("a"), end(), chain("start", "a", "end")))
    again = look(definition, before.state, NOON)
    assert (again.open_tasks, again.variables, again.state) == (before.open_tasks, before.variables, before.state)
