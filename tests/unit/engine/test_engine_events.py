"""Events that are thrown, waited for, and that interrupt or run beside the work."""

from datetime import timedelta

import pytest

from tests.unit.engine.drawing import (
    boundary,
    catch,
    chain,
    condition,
    declared,
    diagram,
    element,
    end,
    error,
    escalation,
    flow,
    gateway,
    link,
    mapping,
    message,
    script,
    service,
    signal,
    start,
    sub,
    task,
    terminate,
    throw,
    timer,
    user,
)
from tests.unit.engine.walking import NOON, Walk
from webapp.engine.adapter import apply, run
from webapp.engine.commands import FireTimers
from webapp.engine.failures import BpmnError
from webapp.errors import EngineFault, Rejected


def with_boundary(definition, *, interrupting=True, host=None, before=""):
    return diagram(
        start(),
        host or user("work"),
        boundary("alarm", "work", definition, interrupting=interrupting),
        user("after_alarm"),
        end(),
        end("other_end"),
        chain("start", "work", "end"),
        chain("alarm", "after_alarm", "other_end"),
        before=before,
    )


def test_timer_event_on_the_way_waits_until_its_moment():
    walk = Walk(diagram(start(), catch("pause", timer("PT2H")), end(), chain("start", "pause", "end")))
    assert [t.due_at for t in walk.step.timers] == [NOON + timedelta(hours=2)]
    assert not walk.wait(hours=1, minutes=59, seconds=59).ended
    assert walk.wait(seconds=1).ended


def test_timer_does_not_fire_before_its_moment_whoever_asks():
    walk = Walk(with_boundary(timer("PT2H")))
    early = apply(walk.definition, walk.step.state, FireTimers(), NOON + timedelta(hours=1, minutes=59))
    assert run(walk.definition, early.state, {}, NOON + timedelta(hours=3)).timers != ()


def test_interrupting_boundary_timer_takes_the_task_away():
    walk = Walk(with_boundary(timer("PT1H")))
    assert walk.open == ["work"]
    assert walk.wait(hours=1).open == ["after_alarm"]
    assert walk.done("after_alarm").ended


def test_boundary_timer_goes_with_its_task():
    walk = Walk(with_boundary(timer("PT1H"))).done("work")
    assert walk.ended
    assert walk.step.timers == ()


def test_non_interrupting_boundary_timer_runs_beside_the_task():
    walk = Walk(with_boundary(timer("PT1H"), interrupting=False)).wait(hours=5)
    assert walk.open == ["after_alarm", "work"]
    assert not walk.done("work").ended
    assert walk.done("after_alarm").ended


def test_cycle_fires_once_for_each_period_and_stops_after_its_count():
    walk = Walk(with_boundary(timer("R3/PT1H", "timeCycle"), interrupting=False))
    assert walk.wait(hours=2).open == ["after_alarm", "after_alarm", "work"]
    assert walk.wait(hours=9).open.count("after_alarm") == 3
    assert walk.step.timers == ()


def test_missed_cycles_are_caught_up_in_one_call():
    walk = Walk(with_boundary(timer("R3/PT1H", "timeCycle"), interrupting=False))
    walk.now = NOON + timedelta(days=2)
    assert walk.do(FireTimers()).open.count("after_alarm") == 3


def test_cycle_without_end_fires_a_bounded_number_in_one_call_and_goes_on():
    walk = Walk(with_boundary(timer("R/PT1M", "timeCycle"), interrupting=False))
    walk.now = NOON + timedelta(days=30)
    walk.do(FireTimers())
    assert walk.open.count("after_alarm") == 100
    assert len(walk.step.timers) == 1


def test_timer_text_may_be_worked_out():
    walk = Walk(with_boundary(timer("=reply_by", "timeDate")), reply_by=NOON + timedelta(hours=3))
    assert walk.step.timers[0].due_at == NOON + timedelta(hours=3)
    other = Walk(with_boundary(timer('=duration("PT30M")')))
    assert other.step.timers[0].due_at == NOON + timedelta(minutes=30)


def test_timer_whose_value_is_no_time_is_a_fault_at_its_event():
    with pytest.raises(EngineFault) as raised:
        Walk(with_boundary(timer("=how_long")))
    assert raised.value.element_id == "alarm"


def waiting_for(*names, keys=None):
    return diagram(
        start(),
        catch("wait", message("reply")),
        end(),
        chain("start", "wait", "end"),
        before=declared(messages=names, keys=keys),
    )


def test_message_is_taken_by_name_and_key():
    walk = Walk(waiting_for("reply", keys={"reply": "=request_id"}), request_id="R-7")
    assert [(w.name, w.key, w.element_id) for w in walk.step.awaited] == [("reply", "R-7", "wait")]
    for name, key in (("reply", "R-8"), ("reply", ""), ("answer", "R-7")):
        with pytest.raises(Rejected):
            walk.message(name, key)
    assert walk.message("reply", "R-7", verdict="agreed").ended
    assert walk.values["verdict"] == "agreed"


def test_message_without_a_usable_key_is_a_fault_at_its_event():
    with pytest.raises(EngineFault, match="correlation key") as raised:
        Walk(waiting_for("reply", keys={"reply": "=request_id"}))
    assert raised.value.element_id == "wait"


def test_message_payload_can_be_mapped():
    drawn = diagram(
        start(),
        catch("wait", message("reply"), extension=mapping(outputs={"answer": "=verdict"})),
        end(),
        chain("start", "wait", "end"),
        before=declared(messages=["reply"]),
    )
    walk = Walk(drawn).message("reply", verdict="yes", noise=1)
    assert walk.values == {"answer": "yes"}


def test_receive_task_waits_for_its_message():
    drawn = diagram(
        start(),
        element("receiveTask", "wait", messageRef="reply"),
        boundary("late", "wait", timer("PT1H")),
        user("chase"),
        end(),
        end("chased"),
        chain("start", "wait", "end"),
        chain("late", "chase", "chased"),
        before=declared(messages=["reply"]),
    )
    assert Walk(drawn).message("reply").ended
    late = Walk(drawn).wait(hours=1)
    assert late.open == ["chase"]
    with pytest.raises(Rejected):
        late.message("reply")


def test_non_interrupting_message_boundary_takes_every_message_while_the_task_is_open():
    drawn = with_boundary(message("note"), interrupting=False, before=declared(messages=["note"]))
    walk = Walk(drawn).message("note", n=1).message("note", n=2).message("note", n=3)
    assert walk.open == ["after_alarm"] * 3 + ["work"]
    walk.done("work")
    with pytest.raises(Rejected):
        walk.message("note")


def test_signal_reaches_everyone_in_the_instance_who_waits():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        catch("one", signal("stop")),
        catch("two", signal("stop")),
        user("other"),
        end(),
        chain("start", "split", "one", "end"),
        chain("split", "two", "end"),
        chain("split", "other", "end"),
        before=declared(signals=["stop"]),
    )
    walk = Walk(drawn)
    assert [s.element_id for s in walk.step.signals] == ["one", "two"]
    walk.signal("stop")
    assert walk.step.signals == ()
    assert walk.done("other").ended


def test_signal_that_nobody_waits_for_changes_nothing():
    assert Walk(waiting_for("reply")).signal("stop").step.awaited != ()


def test_signal_end_event_throws():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        catch("wait", signal("go")),
        user("heard"),
        user("ready"),
        end("say", signal("go")),
        end(),
        chain("start", "split", "wait", "heard", "end"),
        chain("split", "ready", "say"),
        before=declared(signals=["go"]),
    )
    walk = Walk(drawn).done("ready")
    assert walk.open == ["heard"]
    assert [(t.kind, t.name) for t in walk.thrown] == [("signal", "go")]
    assert walk.done("heard").ended


def test_thrown_message_leaves_the_instance_with_its_input_mapping():
    drawn = diagram(
        start(),
        throw("tell", message("news"), extension=mapping(inputs={"about": "=subject"})),
        element("sendTask", "send", messageRef="news", extension=mapping(inputs={"ref": '="R1"'})),
        end("last", message("news")),
        chain("start", "tell", "send", "last"),
        before=declared(messages=["news"]),
    )
    walk = Walk(drawn, subject="x")
    assert walk.ended
    assert [(t.element_id, dict(t.variables)) for t in walk.thrown] == [
        ("tell", {"about": "x"}),
        ("send", {"ref": "R1"}),
        ("last", {}),
    ]


def test_message_thrown_inside_is_heard_inside():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        catch("wait", message("ping")),
        user("heard"),
        user("ready"),
        throw("say", message("ping")),
        end(),
        chain("start", "split", "wait", "heard", "end"),
        chain("split", "ready", "say", "end"),
        before=declared(messages=["ping"]),
    )
    walk = Walk(drawn).done("ready")
    assert walk.open == ["heard"]
    assert walk.thrown == []


def race():
    return diagram(
        start(),
        gateway("eventBased", "first"),
        catch("replied", message("reply")),
        catch("late", timer("P2D")),
        catch("stopped", signal("stop")),
        user("read"),
        user("chase"),
        user("close"),
        end(),
        chain("start", "first", "replied", "read", "end"),
        chain("first", "late", "chase", "end"),
        chain("first", "stopped", "close", "end"),
        before=declared(messages=["reply"], signals=["stop"]),
    )


def test_event_based_gateway_takes_the_first_event_and_forgets_the_others():
    read = Walk(race()).message("reply")
    assert (read.open, read.step.timers, read.step.signals) == (["read"], (), ())
    assert read.trail == ["start", "first", "replied"]
    assert Walk(race()).wait(days=2).open == ["chase"]
    stopped = Walk(race()).signal("stop")
    assert stopped.open == ["close"]
    with pytest.raises(Rejected):
        stopped.message("reply")


def test_link_continues_where_it_is_caught():
    drawn = diagram(
        start(), throw("out", link("page 2")), catch("in", link("page 2")), user("a"), end(),
        chain("start", "out"), chain("in", "a", "end"),
    )  # fmt: skip
    walk = Walk(drawn)
    assert walk.open == ["a"]
    assert walk.trail == ["start", "out", "in"]


def test_terminate_end_takes_everything_in_its_scope_away():
    drawn = diagram(
        start(),
        gateway("parallel", "split"),
        user("a"),
        user("b"),
        end("kill", terminate()),
        end(),
        chain("start", "split", "a", "kill"),
        chain("split", "b", "end"),
    )
    walk = Walk(drawn).done("a")
    assert walk.ended
    assert walk.open == []


def test_terminate_inside_a_sub_process_ends_only_the_sub_process():
    inner = sub(
        "inner",
        start("s"),
        gateway("parallel", "split"),
        user("a"),
        user("b"),
        end("kill", terminate()),
        end("e"),
        chain("s", "split", "a", "kill"),
        chain("split", "b", "e"),
    )
    walk = Walk(diagram(start(), inner, user("next"), end(), chain("start", "inner", "next", "end"))).done("a")
    assert walk.open == ["next"]


def with_error(code_caught):
    inner = sub("work", start("s"), user("a"), end("fail", error("E1")), chain("s", "a", "fail"))
    return with_boundary(error(code_caught), host=inner, before=declared(errors=["E1", "E2"]))


def test_error_end_is_caught_at_the_sub_process():
    assert Walk(with_error("E1")).done("a").open == ["after_alarm"]
    assert Walk(with_error("")).done("a").open == ["after_alarm"]


def test_error_with_another_code_is_not_caught_and_is_a_fault():
    with pytest.raises(EngineFault, match="Nothing in the diagram catches") as raised:
        Walk(with_error("E2")).done("a")
    assert raised.value.element_id == "fail"


def test_operation_may_take_the_error_way_drawn_for_it():
    def fails(_):
        raise BpmnError("E1", {"why": "not there"})

    drawn = with_boundary(error("E1"), host=service("work", "look_up"), before=declared(errors=["E1"]))
    walk = Walk(drawn, operations={"look_up": fails})
    assert walk.open == ["after_alarm"]
    assert walk.values == {"why": "not there"}


def test_failing_operation_is_a_fault_with_its_own_sentence_and_not_a_bpmn_error():
    def breaks(_):
        raise KeyError("secret")

    drawn = with_boundary(error(), host=service("work", "look_up", name="Look up"))
    with pytest.raises(EngineFault) as raised:
        Walk(drawn, operations={"look_up": breaks})
    assert raised.value.element_id == "work"
    assert "secret" not in raised.value.sentence


def escalating(*, interrupting):
    inner = sub(
        "work",
        start("s"),
        throw("tell", escalation("UP")),
        user("a"),
        end("e"),
        chain("s", "tell", "a", "e"),
    )
    drawn = with_boundary(escalation("UP"), interrupting=interrupting, host=inner, before=declared(escalations=["UP"]))
    return Walk(drawn)


def test_escalation_interrupts_or_runs_beside():
    assert escalating(interrupting=True).open == ["after_alarm"]
    beside = escalating(interrupting=False)
    assert beside.open == ["a", "after_alarm"]
    assert beside.done("a").done("after_alarm").ended


def test_escalation_that_nobody_catches_goes_on():
    drawn = diagram(
        start(),
        throw("tell", escalation("UP")),
        end("e", escalation("UP")),
        chain("start", "tell", "e"),
        before=declared(escalations=["UP"]),
    )
    assert Walk(drawn).ended


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
