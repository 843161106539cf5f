"""A running case goes over to another version of its process: every token to the element that stands for its own."""

from datetime import timedelta

import pytest

from tests.unit.engine.drawing import (
    boundary,
    call,
    catch,
    chain,
    condition,
    declared,
    diagram,
    element,
    end,
    flow,
    gateway,
    mapping,
    message,
    script,
    several,
    signal,
    start,
    sub,
    timer,
    user,
    with_boundary,
)
from tests.unit.engine.moving import law, migration, move, refusals
from tests.unit.engine.walking import NOON, Walk
from webapp.engine.adapter import look
from webapp.errors import EngineFault

AB = diagram(start(), user("a", name="Ask"), user("b", name="Tell"), end(), chain("start", "a", "b", "end"))


def legal(own, step, **more):
    extension = f'<zeebe:properties><zeebe:property name="legalStep" value="{step}"/></zeebe:properties>'
    return user(own, extension=extension, **more)


def telling(own="tell"):
    extension = '<zeebe:properties><zeebe:property name="discloses" value="true"/></zeebe:properties>'
    return user(own, extension=extension)


# Straight ways.


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


# Events that are listened for.


def test_boundary_timer_drawn_anew_begins_for_cases_at_its_task():
    plain = diagram(start(), user("work"), end(), chain("start", "work", "end"))
    walk = Walk(plain)
    walk.now = NOON + timedelta(hours=5)
    [note] = move(walk, with_boundary(timer("PT1H")))
    assert note.startswith('"alarm" is new and is waited for from now on, until 02.03.2026 18:00')
    assert walk.wait(hours=1).open == ["after_alarm"]


def test_boundary_event_that_was_removed_is_no_longer_waited_for():
    walk = Walk(with_boundary(timer("PT1H")))
    notes = move(walk, diagram(start(), user("work"), end(), chain("start", "work", "end")))
    assert notes == ('"alarm" is no longer waited for.',)
    assert walk.step.timers == ()
    assert walk.wait(hours=2).open == ["work"]


def test_timer_that_was_not_changed_keeps_its_moment_and_one_that_was_begins_anew():
    walk = Walk(with_boundary(timer("PT3H")))
    walk.now = NOON + timedelta(hours=2)
    assert move(walk, with_boundary(timer("PT3H")).replace(b"after_alarm", b"after_that")) == ()
    assert walk.step.timers[0].due_at == NOON + timedelta(hours=3)
    [note] = move(walk, with_boundary(timer("PT4H")))
    assert note.startswith('"alarm" was changed and begins anew')
    assert walk.step.timers[0].due_at == NOON + timedelta(hours=6)


def test_reminder_that_has_been_given_is_not_given_again():
    walk = Walk(with_boundary(timer("PT1H"), interrupting=False)).wait(hours=1)
    assert walk.open == ["after_alarm", "work"]
    move(walk, with_boundary(timer("PT1H"), interrupting=False).replace(b"other_end", b"another_end"))
    assert walk.step.timers == ()


def test_case_redirected_to_another_task_gets_the_timer_of_that_task():
    def drawn(*, with_a):
        a = user("a") if with_a else ""
        way = chain("start", "a", "work", "end") if with_a else chain("start", "work", "end")
        return diagram(
            start(), a, user("work"), boundary("alarm", "work", timer("PT1H")), end(), end("late"), way,
            flow("alarm", "late"),
        )  # fmt: skip

    walk = Walk(drawn(with_a=True))
    move(walk, drawn(with_a=False), a="work")
    assert [timer_.element_id for timer_ in walk.step.timers] == ["alarm"]


def test_message_that_got_another_key_is_waited_for_with_the_new_one():
    def drawn(key):
        return with_boundary(message("call"), before=declared(messages=["call"], keys={"call": key}))

    walk = Walk(drawn("=old"), old="1", new="2")
    move(walk, drawn("=new"))
    assert [(each.name, each.key) for each in walk.step.awaited] == [("call", "2")]


def test_event_whose_new_expression_fails_refuses_the_case():
    walk = Walk(with_boundary(timer("PT1H")))
    assert refusals(walk, with_boundary(timer("=nobody_wrote_this"))) == [("token", "alarm")]


def test_condition_that_is_true_already_happens_when_it_is_new():
    plain = diagram(start(), user("work"), end(), chain("start", "work", "end"))
    walk = Walk(plain, urgent=True)
    move(walk, with_boundary(condition("=urgent")))
    assert walk.open == ["after_alarm"]


def test_event_based_gateway_waits_for_what_is_behind_it_now():
    def drawn(*events):
        ways = "".join(chain("g", own, f"after_{own}", f"end_{own}") for own, _ in events)
        parts = "".join(catch(own, what) + user(f"after_{own}") + end(f"end_{own}") for own, what in events)
        return diagram(
            start(), gateway("eventBased", "g"), parts, ways, flow("start", "g"),
            before=declared(signals=["red", "blue"]),
        )  # fmt: skip

    walk = Walk(drawn(("c_red", signal("red")), ("c_hour", timer("PT1H"))))
    notes = move(walk, drawn(("c_hour", timer("PT1H")), ("c_blue", signal("blue"))))
    assert sorted(notes) == ['"c_blue" is new and is waited for from now on.', '"c_red" is no longer waited for.']
    assert walk.step.timers[0].due_at == NOON + timedelta(hours=1)
    assert walk.signal("blue").open == ["after_c_blue"]
    assert walk.step.timers == ()


def with_event_sub_process(*parts, interrupting=True):
    inside = sub(
        "around",
        start("event", timer("PT1H"), isInterrupting=str(interrupting).lower()),
        user("handle"),
        end("handled"),
        chain("event", "handle", "handled"),
        event=True,
    )
    return diagram(start(), user("work"), end(), chain("start", "work", "end"), inside, *parts)


def test_event_sub_process_that_is_new_is_listened_for_and_one_that_was_removed_is_not():
    plain = diagram(start(), user("work"), end(), chain("start", "work", "end"))
    walk = Walk(plain)
    move(walk, with_event_sub_process())
    assert walk.wait(hours=1).open == ["handle"]
    walk = Walk(with_event_sub_process())
    assert move(walk, plain) == ('"event" is no longer waited for.',)
    assert walk.wait(hours=2).open == ["work"]


def test_case_inside_an_event_sub_process_stays_inside_and_listens_for_nothing_more():
    walk = Walk(with_event_sub_process()).wait(hours=1)
    second = sub("second", start("again", timer("PT2H")), end("done_again"), flow("again", "done_again"), event=True)
    assert move(walk, with_event_sub_process(second)) == ()
    assert walk.step.timers == ()
    assert walk.done("handle").ended
    walk = Walk(with_event_sub_process()).wait(hours=1)
    plain = diagram(start(), user("work"), end(), chain("start", "work", "end"))
    assert ("token", "around") in refusals(walk, plain)


# Scopes.


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


# Joins.


def branches(*, a=("a",), b=("b",), third=False, kind="parallel"):
    ways = [chain("split", *a, "join"), chain("split", *b, "join")]
    tasks = [user(own) for own in (*a, *b)]
    if third:
        ways.append(chain("split", "c", "join"))
        tasks.append(user("c"))
    return diagram(
        start(), gateway(kind, "split"), *tasks, gateway(kind, "join"), user("after"), end(), *ways,
        chain("start", "split"), chain("join", "after", "end"),
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["parallel", "inclusive"])
def test_token_that_waits_at_a_join_goes_on_waiting_for_the_other_branch(kind):
    walk = Walk(branches(kind=kind)).done("a")
    move(walk, branches(kind=kind, a=("a", "x"), b=("b", "y")))
    assert walk.open == ["b"]
    assert walk.done("b").open == ["y"]
    assert walk.done("y").open == ["after"]
    assert walk.done("after").ended


def test_branch_drawn_beside_others_that_have_begun_would_never_come_and_refuses_the_case():
    walk = Walk(branches()).done("a")
    assert refusals(walk, branches(third=True)) == [("stuck", "join")]
    found = migration(walk, branches(third=True)).move(walk.step.state, NOON)
    assert "would wait for a branch that does not come" in found.problems[0].message


def test_inclusive_join_does_not_wait_for_a_branch_that_this_case_does_not_have():
    walk = Walk(branches(kind="inclusive")).done("a")
    move(walk, branches(kind="inclusive", third=True))
    assert walk.done("b").open == ["after"]


def test_join_is_passed_when_the_branch_it_waited_for_is_mapped_into_it():
    walk = Walk(branches()).done("a")
    one = diagram(start(), user("a"), gateway("parallel", "join"), user("after"), end(),
                  chain("start", "a", "join", "after", "end"))  # fmt: skip
    assert refusals(walk, one) == [("token", "b")]
    alone = diagram(start(), user("a"), user("after"), end(), chain("start", "a", "after", "end"))
    assert ("token", "join") in refusals(walk, alone)


def test_branches_that_the_new_version_does_one_after_the_other_would_be_done_twice_and_refuse_the_case():
    sequence = diagram(
        start(), user("a"), user("b"), user("after"), end(), chain("start", "a", "b", "after", "end")
    )  # fmt: skip
    walk = Walk(branches())
    assert refusals(walk, sequence) == [("beside", "a")]
    message_ = migration(walk, sequence).move(walk.step.state, NOON).problems[0].message
    assert '"a" and "b" would go on side by side' in message_
    walk = Walk(branches(kind="inclusive")).done("a")
    one_branch = diagram(
        start(), gateway("inclusive", "split"), user("b"), gateway("inclusive", "join"), user("after"), end(),
        chain("start", "split", "b", "join", "after", "end"),
    )  # fmt: skip
    assert refusals(walk, one_branch) == [("beside", "b")]


def test_way_by_which_a_token_came_must_still_lead_into_the_join():
    walk = Walk(branches()).done("a")
    swapped = diagram(
        start(), gateway("parallel", "split"), user("a"), user("b"), user("c"), gateway("parallel", "join"), end(),
        end("other"), chain("start", "split", "b", "join", "end"), chain("split", "a", "other"),
        chain("split", "c", "join"),
    )  # fmt: skip
    assert refusals(walk, swapped) == [("join", "join")]


# Broken steps.


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


# The law.

LAWFUL = diagram(
    start(), user("a", name="Ask"), legal("review", "legal_review"), telling(), end(),
    chain("start", "a", "review", "tell", "end"),
)  # fmt: skip
LAWLESS = diagram(start(), user("a", name="Ask"), telling(), end(), chain("start", "a", "tell", "end"))


def test_case_past_the_place_of_a_legal_step_it_has_not_taken_is_refused():
    walk = Walk(LAWLESS).done("a")
    assert refusals(walk, LAWFUL, law=law("legal_review")) == [("legal", "tell")]
    found = migration(walk, LAWFUL, law=law("legal_review")).move(walk.step.state, NOON)
    assert "without legal review" in found.problems[0].message
    move(walk, LAWFUL, law=law("legal_review"), taken=["legal_review"])


def test_case_before_a_legal_step_or_led_back_before_it_is_moved():
    walk = Walk(LAWLESS)
    move(walk, LAWFUL, law=law("legal_review"))
    assert walk.done("a").open == ["review"]
    walk = Walk(LAWLESS).done("a")
    move(walk, LAWFUL, law=law("legal_review"), tell="review")
    assert walk.open == ["review"]


def test_mapping_cannot_lead_a_case_past_a_legal_step():
    walk = Walk(LAWFUL)
    copy = LAWFUL.replace(b"Ask", b"Ask them")
    assert refusals(walk, copy, law=law("legal_review"), a="tell") == [("legal", "tell")]


def test_legal_step_inside_a_called_process_that_is_going_on_still_counts():
    inner = diagram(start("s"), legal("review", "legal_review"), user("sign"), end("e"),
                    chain("s", "review", "sign", "e"), process="inner")  # fmt: skip
    outer = diagram(start(), call("c", "inner"), telling(), end(), chain("start", "c", "tell", "end"), process="main")
    copy = outer.replace(b'id="end"', b'id="end" name="Over"')
    walk = Walk(outer, inner, main="main")
    move(walk, copy, inner, main="main", law=law("legal_review"))
    walk.done("review")
    assert refusals(walk, outer, inner, main="main", law=law("legal_review")) == [("legal", "tell")]
    move(walk, outer, inner, main="main", law=law("legal_review"), taken=["legal_review"])


def test_legal_step_is_never_mapped_to_another_one_nor_forgotten():
    other = diagram(
        start(), user("a"), legal("review", "grounds"), legal("later", "legal_review"), telling(), end(),
        chain("start", "a", "review", "later", "tell", "end"),
    )  # fmt: skip
    walk = Walk(LAWFUL)
    assert [p.rule for p in migration(walk, other, review="review").problems()] == ["migration-legal"]
    assert [p.rule for p in migration(walk, other, review="").problems()] == ["migration-legal"]
    plan = migration(walk, other)
    assert plan.problems() == []
    assert plan.mapping["review"] == "later"
