"""The worker finds cases that stand still, and does not believe a clock that leaps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from tests.fixtures.trial import Trial
from webapp import clock
from webapp.config import Settings
from webapp.database import Database, session
from webapp.instances import queries, service
from webapp.instances.model import Timer, UserTask
from webapp.worker.clockguard import ClockGuard
from webapp.worker.loop import Watch, run_once
from webapp.worker.watchdog import Watchdog

SETTINGS = Settings("sqlite://", "x" * 32)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_case_whose_lists_were_lost_gets_them_again(trial: Trial) -> None:
    instance_id = trial.asked()
    with trial.database.transaction():
        session().execute(delete(Timer))
        session().execute(delete(UserTask).where(UserTask.status == "open"))
    assert run_once(trial.database, SETTINGS) == 1
    assert set(trial.open(instance_id)) == {"review"}
    with trial.database.transaction():
        assert queries.next_timer(instance_id) is not None
    assert run_once(trial.database, SETTINGS) == 0


def test_case_in_which_nothing_can_happen_gets_one_incident(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    instance_id = trial.asked()
    with trial.database.transaction():
        session().execute(update(Timer).values(settled_at=clock.now()))
        session().execute(update(UserTask).values(status="cancelled").where(UserTask.status == "open"))
    look = service.adapter.look

    def see_nothing(*given: object) -> object:
        return replace(look(*given), open_tasks=(), timers=())

    monkeypatch.setattr(service.adapter, "look", see_nothing)
    assert run_once(trial.database, SETTINGS) == 1
    with trial.database.transaction():
        [incident] = queries.open_incidents(instance_id)
        assert "has not ended" in incident.message
        assert incident.element_name == "Trial"
    assert run_once(trial.database, SETTINGS) == 0


def test_every_case_is_looked_at_page_by_page(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = {trial.start() for _ in range(5)}
    with trial.database.transaction():
        session().execute(delete(UserTask))
    monkeypatch.setattr("webapp.worker.watchdog.AT_ONCE", 2)
    dog = Watchdog()
    assert [dog.look(trial.database) for _ in range(4)] == [2, 2, 1, 0]
    assert all(trial.open(instance_id) for instance_id in ids)


def test_leap_of_the_clock_is_believed_only_when_it_still_stands_a_minute_later() -> None:
    guard = ClockGuard()
    assert guard.believes(NOON, NOON, 100.0)
    assert guard.believes(NOON + timedelta(seconds=2), NOON + timedelta(seconds=2), 102.0)
    year = NOON + timedelta(days=365)
    assert not guard.believes(year, year, 104.0)
    assert not guard.believes(year + timedelta(seconds=30), year + timedelta(seconds=30), 134.0)
    assert guard.believes(year + timedelta(seconds=62), year + timedelta(seconds=62), 166.0)


def test_clock_that_leaps_for_one_look_fires_nothing() -> None:
    guard = ClockGuard()
    assert guard.believes(NOON, NOON, 100.0)
    assert not guard.believes(NOON + timedelta(days=365), NOON + timedelta(days=365), 102.0)
    assert not guard.believes(NOON + timedelta(seconds=4), NOON + timedelta(seconds=4), 104.0)
    assert guard.believes(NOON + timedelta(seconds=70), NOON + timedelta(seconds=70), 170.0)


def test_clock_that_differs_from_the_databases_is_not_believed() -> None:
    guard = ClockGuard()
    assert not guard.believes(NOON, NOON + timedelta(seconds=6), 100.0)
    assert guard.believes(NOON + timedelta(seconds=2), NOON + timedelta(seconds=2), 102.0)


def test_worker_fires_nothing_by_a_clock_that_is_not_the_databases(trial: Trial) -> None:
    instance_id = trial.asked()
    watch = Watch()
    with clock.fixed(clock.now() + timedelta(hours=25)):
        assert run_once(trial.database, SETTINGS, watch) == 0
        assert set(trial.open(instance_id)) == {"review"}


def test_database_tells_its_own_time(database: Database) -> None:
    assert abs(database.now() - datetime.now(UTC)) < timedelta(minutes=5)
