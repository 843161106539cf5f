"""A running case goes over to another version of its process: what it listens for there."""

from datetime import timedelta

from tests.unit.engine.drawing import (
    boundary,
    catch,
    chain,
    condition,
    declared,
    diagram,
    end,
    flow,
    gateway,
    message,
    signal,
    start,
    sub,
    timer,
    user,
    with_boundary,
)
from tests.unit.engine.moving import move, refusals
from tests.unit.engine.walking import NOON, Walk


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
