"""The worker finds cases that stand still or have lost rows, and puts them right from their saved state."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from tests.fixtures.trial import Trial
from webapp import clock
from webapp.config import Settings
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.engine import state
from webapp.engine.node import STARTED
from webapp.errors import EngineFault
from webapp.instances import messages, queries, service, upkeep
from webapp.instances.clock_model import Deadline
from webapp.instances.model import AwaitedEvent, Incident, ProcessInstance, Timer, UserTask
from webapp.worker.loop import run_once
from webapp.worker.post import deliver_due
from webapp.worker.watchdog import Watchdog

SETTINGS = Settings("sqlite://", "x" * 32)


def incidents(trial: Trial, instance_id: UUID) -> list[Incident]:
    with trial.database.transaction():
        found = queries.open_incidents(instance_id)
        assert all(incident.message for incident in found), "what is sealed is read inside its transaction"
        return found


def test_case_whose_lists_were_lost_gets_them_again(trial: Trial) -> None:
    instance_id = trial.asked()
    with trial.database.transaction():
        session().execute(delete(Timer))
        session().execute(delete(Deadline))
        session().execute(delete(UserTask).where(UserTask.status == "open"))
    assert run_once(trial.database, SETTINGS) == 1
    opened = trial.open(instance_id)
    assert set(opened) == {"review"}
    with trial.database.transaction():
        assert queries.next_timer(instance_id) is not None
        # The clock of the task runs again.
        assert session().scalars(select(Deadline.task_id)).all() == [opened["review"].id]
    assert run_once(trial.database, SETTINGS) == 0


def test_single_row_that_was_lost_or_is_too_many_is_found_though_the_case_does_not_stand_still(trial: Trial) -> None:
    instance_id = trial.asked()
    dog = Watchdog()
    assert dog.look(trial.database) == 0
    with trial.database.transaction():
        session().execute(delete(Timer))
        assert queries.silent_among([instance_id]) == []
    assert dog.look(trial.database) == 1
    with trial.database.transaction():
        assert queries.next_timer(instance_id) is not None
        session().add(AwaitedEvent(instance_id=instance_id, kind="signal", name="x", key="", element_id="x"))
    assert dog.look(trial.database) == 1
    with trial.database.transaction():
        assert session().query(AwaitedEvent).count() == 0
    assert dog.look(trial.database) == 0


def test_failed_step_whose_incident_was_removed_by_hand_gets_one_again(trial: Trial) -> None:
    instance_id = trial.asked(fails=True)
    trial.complete(trial.person("lena"), instance_id, "review")
    with trial.database.transaction():
        session().execute(delete(Incident))
    assert run_once(trial.database, SETTINGS) == 1
    [incident] = incidents(trial, instance_id)
    assert (incident.element_id, incident.element_name, incident.attempts) == ("log_it", "Log it", 1)
    assert run_once(trial.database, SETTINGS) == 0


def test_token_that_waits_for_nothing_is_an_incident(trial: Trial) -> None:
    """The saved state itself is made wrong: its only token is said to be at work inside, and nothing is inside."""
    instance_id = trial.asked()
    with trial.database.transaction():
        instance = session().get_one(ProcessInstance, instance_id)
        parsed = definitions.bundle(instance.definition_id).parsed
        assert instance.state is not None
        broken = state.load(instance.state, parsed.specification, clock.now())
        for token in broken.tokens:
            if token.armed:
                token.discard()
            else:
                token.become(STARTED)
        instance.state = state.save(broken)
        session().execute(update(Timer).values(settled_at=clock.now()))
        session().execute(update(UserTask).values(status="cancelled").where(UserTask.status == "open"))
    assert run_once(trial.database, SETTINGS) == 1
    [incident] = incidents(trial, instance_id)
    assert "has not ended" in incident.message
    assert incident.element_name == "Trial"
    assert run_once(trial.database, SETTINGS) == 0
    assert len(incidents(trial, instance_id)) == 1


def test_case_whose_saved_state_cannot_be_read_is_an_incident_though_its_tasks_are_open(trial: Trial) -> None:
    instance_id = trial.asked()
    with trial.database.transaction():
        instance = session().get_one(ProcessInstance, instance_id)
        instance.state = (instance.state or b"")[:-7] + b"garbage"
    assert run_once(trial.database, SETTINGS) == 1
    [incident] = incidents(trial, instance_id)
    assert incident.message == "The saved state is damaged."
    assert run_once(trial.database, SETTINGS) == 0


def test_timer_or_message_that_a_case_cannot_take_is_an_incident_at_its_element(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance_id = trial.asked()
    apply = service.adapter.apply

    def fail(*given: object) -> object:
        raise EngineFault("The moment is too far in the future.", "day_over", "A day is over")

    monkeypatch.setattr(service.adapter, "apply", fail)
    with clock.fixed(clock.now() + timedelta(hours=25)):
        run_once(trial.database, SETTINGS)
        with trial.database.transaction():
            session().add(AwaitedEvent(instance_id=instance_id, kind="message", name="m", key="", element_id="m"))
            messages.keep("m", "k", instance_id, {})
        deliver_due(trial.database)
        [incident] = incidents(trial, instance_id)
        assert (incident.element_id, incident.attempts) == ("day_over", 2)
        monkeypatch.setattr(service.adapter, "apply", apply)
        petra = trial.person("petra", "process_designer")
        with trial.database.transaction():
            service.retry_incident(petra, incident.id)
        # The timer is looked at again at once, and not only in an hour.
        run_once(trial.database, SETTINGS)
    assert set(trial.open(instance_id)) == {"review", "remind"}


def test_case_in_which_nothing_can_happen_gets_one_incident(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    instance_id = trial.asked()
    with trial.database.transaction():
        session().execute(update(Timer).values(settled_at=clock.now()))
        session().execute(update(UserTask).values(status="cancelled").where(UserTask.status == "open"))
    look = upkeep.adapter.look

    def see_nothing(*given: object) -> object:
        return replace(look(*given), open_tasks=(), timers=())

    monkeypatch.setattr(upkeep.adapter, "look", see_nothing)
    assert run_once(trial.database, SETTINGS) == 1
    [incident] = incidents(trial, instance_id)
    assert "has not ended" in incident.message
    assert incident.element_name == "Trial"
    assert run_once(trial.database, SETTINGS) == 0


def test_every_case_is_looked_at_page_by_page(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = {trial.start() for _ in range(5)}
    with trial.database.transaction():
        session().execute(delete(UserTask))
    monkeypatch.setattr("webapp.worker.watchdog.AT_ONCE", 2)
    monkeypatch.setattr("webapp.worker.watchdog.COMPARED", 0)
    dog = Watchdog()
    assert [dog.look(trial.database) for _ in range(4)] == [2, 2, 1, 0]
    assert all(trial.open(instance_id) for instance_id in ids)


def test_every_case_is_compared_with_its_state_in_turn(trial: Trial) -> None:
    ids = {trial.asked() for _ in range(3)}
    with trial.database.transaction():
        session().execute(delete(Timer))
    dog = Watchdog()
    # One in each round, and after the last the walk begins again.
    assert [dog.look(trial.database) for _ in range(5)] == [1, 1, 1, 0, 0]
    with trial.database.transaction():
        assert all(queries.next_timer(instance_id) for instance_id in ids)
