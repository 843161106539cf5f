"""Conditions and event sub-processes."""

from tests.unit.engine.drawing import (
    boundary,
    catch,
    chain,
    condition,
    declared,
    diagram,
    end,
    error,
    escalation,
    flow,
    gateway,
    message,
    script,
    signal,
    start,
    sub,
    task,
    timer,
    user,
    with_boundary,
)
from tests.unit.engine.walking import Walk


def test_conditional_event_fires_when_its_condition_becomes_true():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        catch("wait", condition("=risk = 3")),
        user("alert"),
        user("a"),
        user("b"),
        end(),
        chain("start", "split", "wait", "alert", "end"),
        chain("split", "a", "b", "end"),
    )
    walk = Walk(drawn, risk=1)
    assert walk.open == ["a"]
    assert walk.done("a", risk=3).open == ["alert", "b"]


def test_interrupting_conditional_boundary_takes_the_task_away_and_non_interrupting_fires_on_each_change():
    def drawn(*, interrupting):
        return diagram(
            start(),
            gateway("parallel", "split"),
            user("work"),
            boundary("alarm", "work", condition("=danger"), interrupting=interrupting),
            user("act"),
            gateway("exclusive", "again"),
            user("report"),
            end(),
            chain("start", "split", "work", "end"),
            chain("alarm", "act", "end"),
            chain("split", "again", "report", "again"),
        )

    walk = Walk(drawn(interrupting=True), danger=False).done("report", danger=True)
    assert walk.open == ["act", "report"]
    beside = Walk(drawn(interrupting=False), danger=False).done("report", danger=True).done("report", danger=True)
    assert beside.open == ["act", "report", "work"]
    assert beside.done("report", danger=False).done("report", danger=True).open == ["act", "act", "report", "work"]


def event_sub_process(definition, *, interrupting, before=""):
    return diagram(
        start(),
        user("a"),
        user("b"),
        end(),
        chain("start", "a", "b", "end"),
        sub(
            "withdrawal",
            start("withdrawn", definition, isInterrupting=str(interrupting).lower()),
            user("close"),
            end("closed"),
            chain("withdrawn", "close", "closed"),
            event=True,
        ),
        before=before,
    )


def test_interrupting_event_sub_process_replaces_the_work():
    walk = Walk(event_sub_process(message("withdraw"), interrupting=True, before=declared(messages=["withdraw"])))
    assert walk.done("a").message("withdraw", reason="asked").open == ["close"]
    assert walk.values == {"reason": "asked"}
    assert walk.done("close").ended


def test_event_sub_process_that_never_happens_does_not_keep_the_instance_open():
    for definition in (message("withdraw"), timer("PT1H"), error(), escalation(), condition("=false")):
        for interrupting in (True, False) if "error" not in definition else (True,):
            drawn = event_sub_process(definition, interrupting=interrupting, before=declared(messages=["withdraw"]))
            walk = Walk(drawn)
            assert walk.open == ["a"]
            assert walk.done("a").done("b").ended


def test_non_interrupting_event_sub_process_runs_beside_and_again_for_every_message():
    drawn = event_sub_process(message("withdraw"), interrupting=False, before=declared(messages=["withdraw"]))
    walk = Walk(drawn).message("withdraw").message("withdraw")
    assert walk.open == ["a", "close", "close"]
    walk.done("a").done("b").done("close")
    assert not walk.ended
    assert walk.done("close").ended


def test_timer_event_sub_process_fires_at_its_moment():
    assert Walk(event_sub_process(timer("PT1H"), interrupting=True)).wait(hours=1).open == ["close"]
    assert Walk(event_sub_process(timer("PT1H"), interrupting=False)).wait(hours=3).open == ["a", "close"]


def test_starting_the_next_instance_is_not_changed_by_the_one_before():
    drawn = event_sub_process(message("withdraw"), interrupting=True, before=declared(messages=["withdraw"]))
    Walk(drawn).message("withdraw").done("close")
    second = Walk(drawn)
    assert second.open == ["a"]
    assert second.done("a").done("b").ended


def test_error_event_sub_process_catches_what_its_scope_throws():
    inner = sub(
        "inner",
        start("s"),
        user("a"),
        end("fail", error("E1")),
        chain("s", "a", "fail"),
        sub(
            "repair",
            start("failed", error("E1")),
            user("fix"),
            end("fixed"),
            chain("failed", "fix", "fixed"),
            event=True,
        ),
    )
    drawn = diagram(
        start(), inner, user("next"), end(), chain("start", "inner", "next", "end"), before=declared(errors=["E1"])
    )
    walk = Walk(drawn)
    assert walk.open == ["a"]
    assert walk.done("a").open == ["fix"]
    assert walk.done("fix").open == ["next"]


def test_interrupting_boundary_cancels_everything_inside_a_sub_process():
    inner = sub(
        "work",
        start("s"),
        gateway("parallel", "split"),
        user("a"),
        catch("pause", timer("P1D")),
        sub("deeper", start("ds"), user("b"), end("de"), chain("ds", "b", "de")),
        end("e"),
        chain("s", "split", "a", "e"),
        chain("split", "pause", "e"),
        chain("split", "deeper", "e"),
    )
    walk = Walk(with_boundary(signal("stop"), host=inner, before=declared(signals=["stop"])))
    assert walk.open == ["a", "b"]
    assert walk.signal("stop").open == ["after_alarm"]
    assert walk.step.timers == ()


def test_process_that_starts_with_a_message_waits_for_it():
    drawn = diagram(
        start("by_message", message("report")),
        start("by_timer", timer("PT1H")),
        user("a"),
        user("b"),
        end(),
        chain("by_message", "a", "end"),
        chain("by_timer", "b", "end"),
        before=declared(messages=["report"]),
    )
    walk = Walk(drawn)
    assert walk.open == []
    assert walk.message("report", source="web").open == ["a"]
    assert walk.step.timers == ()
    assert Walk(drawn).wait(hours=1).open == ["b"]


def test_script_that_changes_a_condition_is_seen_before_the_next_step():
    drawn = diagram(
        start(),
        sub(
            "work",
            start("s"),
            script("set", "=true", "danger"),
            task("t"),
            user("u"),
            end("e"),
            chain("s", "set", "t", "u", "e"),
        ),
        boundary("alarm", "work", condition("=danger")),
        user("act"),
        end(),
        chain("start", "work", "end"),
        chain("alarm", "act", "end"),
    )
    walk = Walk(drawn, danger=False)
    assert walk.open == ["act"]
    assert "u" not in walk.trail


def test_flow_ids_that_are_missing_are_made_up_and_the_process_runs():
    drawn = diagram(start(), user("a"), end(), flow("start", "a", own=""), flow("a", "end", own=""))
    walk = Walk(drawn)
    assert walk.open == ["a"]
    assert walk.done("a").ended
