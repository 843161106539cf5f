"""Messages and signals: thrown, waited for, and the first of several."""

import pytest

from tests.unit.engine.drawing import (
    boundary,
    catch,
    chain,
    declared,
    diagram,
    element,
    end,
    gateway,
    mapping,
    message,
    signal,
    start,
    throw,
    timer,
    user,
    with_boundary,
)
from tests.unit.engine.walking import Walk
from webapp.engine.check import check
from webapp.errors import EngineFault, Rejected


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


def test_race_of_events_is_accepted_by_the_gate():
    assert check({"race.bpmn": race()}).problems == ()
