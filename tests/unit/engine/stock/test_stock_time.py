"""How SpiffWorkflow 3.2 reads and fires timers, and how they are meant."""

from datetime import UTC, datetime, timedelta

import pytest
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from tests.unit.engine.drawing import boundary, catch, chain, diagram, end, start, timer, user
from tests.unit.engine.stock.raw import Stock, outlasts, set_clock
from tests.unit.engine.walking import NOON, Walk
from webapp.engine.check import check
from webapp.engine.commands import FireTimers
from webapp.engine.timers import parse_duration, parse_moment
from webapp.engine.timers import start as begin

WINTER = datetime(2027, 1, 31, 9, 0, tzinfo=UTC)


def waits(text, form="timeDuration"):
    return diagram(
        start(),
        user("work"),
        catch("rest", timer(text, form)),
        user("after"),
        end(),
        chain("start", "work", "rest", "after", "end"),
    )


def reminded(text):
    return diagram(
        start(), user("work"), boundary("late", "work", timer(text, "timeCycle"), interrupting=False), user("remind"),
        end(), end("other"), chain("start", "work", "end"), chain("late", "remind", "other"),
    )  # fmt: skip


def test_duration_without_quotes_fails_when_a_case_gets_there():
    stock = Stock(waits("P28D"))
    assert stock.open == ["work"]
    with pytest.raises(Exception, match="P28D"):
        stock.done("work")
    assert Walk(waits("P28D")).done("work").wait(days=28).open == ["after"]


def test_month_after_the_thirty_first_is_in_march(monkeypatch):
    given = TimerEventDefinition.get_timedelta_from_start(TimerEventDefinition.parse_iso_duration("P1M"), WINTER)
    assert (WINTER + given).date().isoformat() == "2027-03-03"
    assert parse_duration("P1M").after(WINTER).date().isoformat() == "2027-02-28"


def test_minus_before_a_duration_is_dropped():
    ahead = TimerEventDefinition.get_timedelta_from_start(TimerEventDefinition.parse_iso_duration("-PT1H"))
    assert ahead == timedelta(hours=1)
    found = check({"a.bpmn": waits("-PT1H")}).problems
    assert [(problem.rule, problem.element) for problem in found] == [("timer", "rest")]


def test_several_missed_cycles_fire_one_at_a_refresh(monkeypatch):
    set_clock(monkeypatch, NOON)
    stock = Stock(reminded("'R3/PT1H'"))
    set_clock(monkeypatch, NOON + timedelta(hours=10))
    for reminders in (1, 2, 3):
        stock.workflow.refresh_timers()
        assert stock.open == ["remind"] * reminders + ["work"]
    walk = Walk(reminded("R3/PT1H"))
    walk.now += timedelta(hours=10)
    assert walk.do(FireTimers()).open == ["remind", "remind", "remind", "work"]


def test_moment_without_a_zone_is_on_the_clock_of_the_machine_at_import():
    summer, winter = (TimerEventDefinition.get_datetime(f"2026-{month}-01T12:00:00") for month in ("07", "01"))
    assert summer.hour == winter.hour, "one offset for the whole year, that of the moment of import"
    assert parse_moment("2026-07-01T12:00:00").hour == 11
    assert parse_moment("2026-01-01T12:00:00").hour == 12


def test_nothing_wakes_a_timer_and_no_due_moment_is_given(monkeypatch):
    set_clock(monkeypatch, NOON)
    stock = Stock(waits("'PT1H'")).done("work")
    set_clock(monkeypatch, NOON + timedelta(hours=2))
    assert stock.go_on().open == []
    walk = Walk(waits("PT1H")).done("work")
    assert [timer.due_at for timer in walk.step.timers] == [NOON + timedelta(hours=1)]


def test_cycle_without_time_fires_without_end(monkeypatch):
    set_clock(monkeypatch, NOON)
    stock = Stock(reminded("'R/PT0S'"))
    set_clock(monkeypatch, NOON + timedelta(seconds=1))
    for _ in range(20):
        stock.workflow.refresh_timers()
    assert len(stock.open) == 21
    found = check({"a.bpmn": reminded("R/PT0S")}).problems
    assert [(problem.rule, problem.element) for problem in found] == [("timer", "late")]
    with pytest.raises(ValueError, match="time"):
        begin("cycle", "R/PT0S", NOON)


def test_duration_of_a_million_years_holds_the_worker():
    assert outlasts(lambda: Stock(waits("'P99999999999M'")).done("work"))
    found = check({"a.bpmn": waits("P99999999999M")}).problems
    assert [(problem.rule, problem.element) for problem in found] == [("timer", "rest")]
