"""The worker does not believe a clock that leaps, and fires what is due once, whoever is looking."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from tests.fixtures.figures import Say
from tests.fixtures.trial import Trial
from webapp import clock
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.config import Settings
from webapp.database import Database, session
from webapp.errors import Conflict, NotPermitted
from webapp.instances import clockwatch, rules
from webapp.instances.model import EventDelivery, Timer, UserTask
from webapp.instances.worker_model import ClockWatch
from webapp.notifications.model import OutboxMessage
from webapp.worker import timers
from webapp.worker.clockguard import ClockGuard
from webapp.worker.loop import Watch, run_once

SETTINGS = Settings("sqlite://", "x" * 32)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_leap_of_the_clock_is_believed_only_when_it_still_stands_a_minute_later() -> None:
    guard = ClockGuard()
    assert guard.believes(NOON, 100.0)
    assert guard.believes(NOON + timedelta(seconds=2), 102.0)
    later = NOON + timedelta(hours=12)
    assert not guard.believes(later, 104.0)
    assert not guard.believes(later + timedelta(seconds=30), 134.0)
    assert guard.believes(later + timedelta(seconds=62), 166.0)


@pytest.mark.parametrize("leap", [timedelta(days=365), timedelta(days=-1)])
def test_clock_that_leaps_for_one_look_fires_nothing(leap: timedelta) -> None:
    guard = ClockGuard()
    assert guard.believes(NOON, 100.0)
    assert not guard.believes(NOON + leap, 102.0)
    assert not guard.believes(NOON + timedelta(seconds=4), 104.0)
    assert guard.believes(NOON + timedelta(seconds=70), 170.0)


def test_worker_that_begins_after_a_time_without_any_watches_the_clock_for_a_minute() -> None:
    seen = NOON - timedelta(minutes=6)
    guard = ClockGuard()
    assert not guard.believes(NOON, 100.0, seen)
    assert not guard.believes(NOON + timedelta(seconds=2), 102.0, seen)
    assert guard.believes(NOON + timedelta(seconds=60), 160.0, seen)
    assert ClockGuard().believes(NOON, 100.0, NOON - timedelta(minutes=4))
    assert ClockGuard(patient=False).believes(NOON, 100.0, seen)


@pytest.mark.parametrize(
    ("moment", "database", "sentence"),
    [
        (timedelta(0), timedelta(0), ""),
        (timedelta(0), timedelta(seconds=5), ""),
        (timedelta(0), timedelta(seconds=6), "differs from the database's by 6 seconds"),
        (timedelta(hours=24), timedelta(hours=24), ""),
        (timedelta(hours=25), timedelta(hours=25), "stands 1 day after a worker last looked"),
        (timedelta(days=365), timedelta(days=365), "stands 365 days after a worker last looked"),
        (timedelta(seconds=-30), timedelta(seconds=-30), ""),
        (timedelta(days=-1), timedelta(days=-1), "gone back by 1 day"),
    ],
)
def test_clock_is_compared_with_the_database_and_with_the_last_look(
    moment: timedelta, database: timedelta, sentence: str
) -> None:
    found = rules.clock_alarm(NOON + moment, NOON + database, NOON)
    assert sentence in found
    assert bool(found) == bool(sentence)


# In London the clocks go forward on 29 March 2026 and back on 25 October; UTC, by which the worker counts, never leaps.
@pytest.mark.parametrize("day", ["2026-03-29T00:00", "2026-10-25T00:00", "2028-02-28T23:00", "2028-02-29T23:00"])
def test_neither_a_change_of_the_clocks_nor_a_leap_day_is_a_leap_of_the_clock(day: str) -> None:
    begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
    guard = ClockGuard()
    for minute in range(180):
        moment = begin + timedelta(minutes=minute)
        assert guard.believes(moment, 60.0 * minute)
        assert rules.clock_alarm(moment, moment, moment - timedelta(minutes=1)) == ""


@contextmanager
def both_clocks(database: Database, moment: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worker's clock and the database's stand at the same moment."""
    with clock.fixed(moment), monkeypatch.context() as patched:
        patched.setattr(database, "now", clock.now)
        yield


def test_worker_fires_nothing_by_a_clock_that_is_not_the_databases(trial: Trial) -> None:
    instance_id = trial.asked()
    watch = Watch()
    with clock.fixed(clock.now() + timedelta(hours=25)):
        run_once(trial.database, SETTINGS, watch)
        assert set(trial.open(instance_id)) == {"review"}
        with trial.database.transaction():
            alarm = clockwatch.alarm()
            assert alarm is not None
            assert "differs from the database's" in alarm.sentence


def test_year_ahead_fires_nothing_in_any_worker_until_a_person_confirms_it(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    instance_id = trial.asked()
    petra, lena = trial.person("petra", "process_designer"), trial.person("lena")
    assert run_once(trial.database, SETTINGS, Watch(ClockGuard(patient=False))) == 0
    with trial.database.transaction():
        with pytest.raises(Conflict):
            clockwatch.confirm(petra)
        session().add(
            EventDelivery(
                kind="message",
                name="m",
                key="k",
                variables={"a": 1},
                arrived_at=clock.now(),
                attempt_at=clock.now(),
                until=clock.now() + timedelta(hours=1),
            )
        )
    with both_clocks(trial.database, clock.now() + timedelta(days=365), monkeypatch):
        # Neither the worker that saw the leap nor one that begins afterwards, nor an hour of waiting.
        for _ in range(3):
            run_once(trial.database, SETTINGS, Watch(ClockGuard(patient=False)))
            clock.move(clock.now() + timedelta(hours=1))
        assert set(trial.open(instance_id)) == {"review"}
        assert "stands 365 days after a worker last looked" in caplog.text
        with trial.database.transaction():
            assert [row.variables for row in session().scalars(select(EventDelivery))] == [{"a": 1}]
            told = select(OutboxMessage.to_group).where(OutboxMessage.kind == "clock_alarm")
            assert session().scalars(told).all() == ["process_designer"]
        with pytest.raises(NotPermitted), trial.database.transaction():
            clockwatch.confirm(lena)
        with trial.database.transaction():
            clockwatch.confirm(petra)
            assert clockwatch.alarm() is None
            confirmed = select(AuditEvent.actor_id).where(AuditEvent.event == Event.CLOCK_CONFIRMED.value)
            assert session().scalars(confirmed).all() == [petra.id]
        run_once(trial.database, SETTINGS, Watch(ClockGuard(patient=False)))
        assert set(trial.open(instance_id)) == {"review", "remind"}


@pytest.mark.parametrize("leap", [timedelta(days=365), timedelta(days=-1)])
def test_alarm_ends_by_itself_when_the_clock_is_put_right(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, leap: timedelta
) -> None:
    run_once(trial.database, SETTINGS, Watch())
    right = clock.now()
    with both_clocks(trial.database, right + leap, monkeypatch):
        run_once(trial.database, SETTINGS, Watch())
        with trial.database.transaction():
            assert clockwatch.alarm() is not None
    with both_clocks(trial.database, right + timedelta(minutes=5), monkeypatch):
        run_once(trial.database, SETTINGS, Watch())
        with trial.database.transaction():
            assert clockwatch.alarm() is None


def test_last_look_is_noted_once_a_minute(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = clock.now()
    seen = []
    for seconds in (0, 30, 59, 60, 90, 125):
        with both_clocks(trial.database, begin + timedelta(seconds=seconds), monkeypatch):
            run_once(trial.database, SETTINGS, Watch(ClockGuard(patient=False)))
        with trial.database.transaction():
            seen.append((session().get_one(ClockWatch, 1).seen_at - begin).total_seconds())
    assert seen == [0, 0, 0, 60, 60, 125]


def test_demonstration_goes_on_after_days_without_a_worker(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    instance_id = trial.asked()
    run_once(trial.database, SETTINGS, Watch())
    with both_clocks(trial.database, clock.now() + timedelta(days=7), monkeypatch):
        shown = Settings("sqlite://", "x" * 32, demonstration=True)
        run_once(trial.database, shown, Watch())
    assert set(trial.open(instance_id)) == {"review", "remind"}


def test_database_tells_its_own_time(database: Database) -> None:
    assert abs(database.now() - datetime.now(UTC)) < timedelta(minutes=5)


def work_side_by_side(trial: Trial, at: datetime, rounds: int) -> None:
    """Two schedulers fire what is due at a moment, at the same time."""
    both = threading.Barrier(2)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with clock.fixed(at):
                both.wait(60)
                for _ in range(rounds):
                    timers.fire_due(trial.database)
        except BaseException as error:  # noqa: BLE001 # told below, in the thread of the test
            failures.append(error)

    schedulers = [threading.Thread(target=work) for _ in range(2)]
    for scheduler in schedulers:
        scheduler.start()
    for scheduler in schedulers:
        scheduler.join(600)
    assert failures == []


def fired(trial: Trial) -> tuple[int, int, int]:
    """How often timers fired, how many tasks that opened, and how many timers still wait."""
    with trial.database.transaction():
        entries = session().query(AuditEvent).filter_by(event=Event.TIMER_FIRED.value).count()
        tasks = session().query(UserTask).filter_by(element_id="remind").count()
        waiting = session().query(Timer).filter(Timer.settled_at.is_(None)).count()
    return entries, tasks, waiting


def each_fires_once(trial: Trial, cases: int, rounds: int) -> None:
    ids: list[UUID] = [trial.asked() for _ in range(cases)]
    work_side_by_side(trial, clock.now() + timedelta(hours=25), rounds)
    assert fired(trial) == (cases, cases, 0)
    assert set(trial.open(ids[0])) == {"review", "remind"}


def test_two_schedulers_fire_each_timer_once(trial: Trial) -> None:
    each_fires_once(trial, 12, 2)


@pytest.mark.long
def test_two_schedulers_fire_each_of_a_thousand_timers_once(trial: Trial, figure: Say) -> None:
    each_fires_once(trial, 1_000, 15)
    figure("timers due at once, two schedulers", "1,000 timers, each fired once")


@pytest.mark.long
@pytest.mark.parametrize("moment", ["2026-03-28T12:00", "2026-10-24T11:00", "2028-02-28T12:00"])
def test_hundreds_of_timers_over_a_change_of_the_clocks_and_a_leap_day_fire_once_and_not_before(
    trial: Trial, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day on London's calendar: 23 hours in March, 25 in October, 24 in a leap year's February."""
    begin = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    with clock.fixed(begin):
        for _ in range(300):
            trial.asked()
    hours = {"2026-03-28T12:00": 23, "2026-10-24T11:00": 25, "2028-02-28T12:00": 24}[moment]
    work_side_by_side(trial, begin + timedelta(hours=hours, seconds=-1), 2)
    assert fired(trial) == (0, 0, 300)
    work_side_by_side(trial, begin + timedelta(hours=hours), 5)
    assert fired(trial) == (300, 300, 0)


def test_broken_timer_row_of_the_past_does_not_fire_again(trial: Trial) -> None:
    """A row that was put back by hand finds nothing to fire, and is tidied away."""
    trial.asked()
    later = clock.now() + timedelta(hours=25)
    work_side_by_side(trial, later, 1)
    with trial.database.transaction():
        session().execute(update(Timer).values(settled_at=None))
    work_side_by_side(trial, later, 1)
    assert fired(trial)[1:] == (1, 0)
