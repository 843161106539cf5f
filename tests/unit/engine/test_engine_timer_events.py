"""Timers on the way and on the boundary."""

from datetime import timedelta

import pytest

from tests.unit.engine.drawing import (
    catch,
    chain,
    diagram,
    end,
    start,
    timer,
    with_boundary,
)
from tests.unit.engine.walking import NOON, Walk
from webapp.engine.adapter import apply, run
from webapp.engine.commands import FireTimers
from webapp.errors import EngineFault


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
