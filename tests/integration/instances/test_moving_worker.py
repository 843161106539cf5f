"""The worker moves cases: each once, whatever stops it, and goes on with them afterwards."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.fixtures.trial import Trial
from tests.integration.instances.moving import (
    ON_ONE_DATABASE,
    SETTINGS,
    approved,
    events,
    planned,
    second,
    seen,
    version,
)
from webapp import clock
from webapp.access.actor import Actor
from webapp.audit.events import Event
from webapp.database import session
from webapp.instances import moving, planning
from webapp.instances.model import MovePlan, ProcessInstance, UserTask
from webapp.worker import moves as worker
from webapp.worker.loop import run_once


def test_two_workers_at_once_move_each_case_once(trial: Trial, petra: Actor, paul: Actor) -> None:
    instances = [trial.asked() for _ in range(4)]
    plan_id = planned(trial, petra, second())
    with trial.database.transaction():
        planning.approve(paul, plan_id)
    threads = [Thread(target=worker.move_due, args=(trial.database,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen(trial, plan_id, paul).counts.moved == 4
    for instance_id in instances:
        assert [event for event, _ in events(trial, instance_id)].count(Event.CASE_MOVED) == 1


def test_worker_that_is_killed_goes_on_where_it_was(
    trial: Trial, petra: Actor, paul: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        trial.asked()
    plan_id = planned(trial, petra, second())
    with trial.database.transaction():
        planning.approve(paul, plan_id)
    take, taken = moving.take, []

    def killed_at_the_second(*given: Any) -> None:
        taken.append(given)
        if len(taken) == 2:
            raise KeyboardInterrupt
        take(*given)

    monkeypatch.setattr(moving, "take", killed_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        worker.move_due(trial.database)
    counts = seen(trial, plan_id, paul).counts
    assert (counts.moved, counts.queued) == (1, 2)
    monkeypatch.setattr(moving, "take", take)
    worker.move_due(trial.database)
    assert seen(trial, plan_id, paul).counts.moved == 3


@ON_ONE_DATABASE
def test_case_that_cannot_be_read_stays_and_does_not_hold_up_the_others(
    trial: Trial, petra: Actor, paul: Actor
) -> None:
    broken, whole = trial.asked(), trial.asked()
    plan_id = planned(trial, petra, second())
    with trial.database.transaction():
        planning.approve(paul, plan_id)
        instance = session().get_one(ProcessInstance, broken)
        instance.state = (instance.state or b"")[:-4]
    run_once(trial.database, SETTINGS)
    [row] = seen(trial, plan_id, paul, show="refused").cases
    assert row.sentences == ["The saved state is damaged."]
    assert (version(trial, broken), version(trial, whole)) == (1, 2)


@ON_ONE_DATABASE
def test_timer_that_fell_due_on_the_old_version_fires_on_the_new_one(trial: Trial, petra: Actor, paul: Actor) -> None:
    instance_id = trial.asked()
    approved(trial, planned(trial, petra, second()), paul)
    with clock.fixed(clock.now() + timedelta(days=2)):
        run_once(trial.database, SETTINGS)
    assert set(trial.open(instance_id)) == {"check", "remind"}
    with trial.database.transaction():
        assert session().scalar(select(func.count()).select_from(MovePlan)) == 1
        assert session().scalars(select(UserTask.status)).all().count("cancelled") == 0
