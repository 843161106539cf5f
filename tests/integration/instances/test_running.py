"""Instances: started, moved on, checkpointed, retried, and pinned to their version."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.fixtures import trial as packages
from tests.fixtures.trial import Trial
from webapp import clock
from webapp.audit import queries as audit
from webapp.audit.events import Event
from webapp.audit.verify import verify
from webapp.config import Settings
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.errors import Conflict, EngineFault, NotFound, NotPermitted
from webapp.instances import incident_list, queries, service
from webapp.instances.model import Incident, ProcessInstance
from webapp.worker.loop import run_once

SETTINGS = Settings("sqlite://", "x" * 32)


def events(trial: Trial, instance_id: UUID) -> list[Event]:
    with trial.database.transaction():
        case_id = session().get_one(ProcessInstance, instance_id).case_id
        return [entry.event for entry in reversed(audit.timeline(case_id))]


def incidents(trial: Trial, instance_id: UUID) -> list[Incident]:
    with trial.database.transaction():
        return queries.open_incidents(instance_id)


def status(trial: Trial, instance_id: UUID) -> str:
    with trial.database.transaction():
        return session().get_one(ProcessInstance, instance_id).status


def test_a_case_runs_from_start_to_end_with_every_step_in_its_account(trial: Trial) -> None:
    instance_id = trial.asked()
    trial.complete(trial.person("lena"), instance_id, "review")
    assert status(trial, instance_id) == "ended"
    assert events(trial, instance_id) == [
        Event.CASE_OPENED,
        Event.PROCESS_STARTED,
        Event.TASK_CREATED,
        Event.FACTS_RECORDED,
        Event.TASK_COMPLETED,
        Event.TASK_CREATED,
        Event.TASK_COMPLETED,
        Event.PROCESS_ENDED,
    ]
    with trial.database.transaction():
        assert verify().findings == []


def test_personal_answers_stay_out_of_process_variables(trial: Trial) -> None:
    instance_id = trial.asked()
    with trial.database.transaction():
        instance = session().get_one(ProcessInstance, instance_id)
        assert set(instance.variables) == {"case_id", "fails"}
        assert b"Something" not in (instance.state or b"")


def test_a_task_is_due_by_its_clock(trial: Trial) -> None:
    task = trial.open(trial.asked())["review"]
    assert task.due_at == clock.add_working_days(task.created_at, 2)


def test_only_an_officer_may_start_a_case(trial: Trial) -> None:
    lena = trial.person("lena")
    with pytest.raises(NotPermitted, match="Investigating officer"), trial.database.transaction():
        service.start(lena, packages.KEY)


def test_a_package_that_was_never_published_cannot_be_started(trial: Trial) -> None:
    olive = trial.person("olive")
    with pytest.raises(NotFound, match="published"), trial.database.transaction():
        service.start(olive, "unknown")


class TestAFailingStep:
    """An automatic step fails after somebody's work."""

    def test_keeps_the_work_and_opens_an_incident(self, trial: Trial) -> None:
        instance_id = trial.asked(fails=True)
        sentence = trial.complete(trial.person("lena"), instance_id, "review")
        assert "No delivery is on record" in sentence
        [incident] = incidents(trial, instance_id)
        assert (incident.element_id, incident.element_name) == ("log_it", "Log it")
        assert trial.open(instance_id) == {}
        assert events(trial, instance_id)[-2:] == [Event.TASK_COMPLETED, Event.INCIDENT_OPENED]

    def test_can_be_tried_again_and_counts_its_attempts(self, trial: Trial) -> None:
        instance_id = trial.asked(fails=True)
        trial.complete(trial.person("lena"), instance_id, "review")
        [incident] = incidents(trial, instance_id)
        petra = trial.person("petra", "process_designer")
        with trial.database.transaction():
            assert "No delivery" in service.retry_incident(petra, incident.id)
        assert [i.attempts for i in incidents(trial, instance_id)] == [2]

    def test_goes_on_once_the_cause_is_mended(self, trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
        instance_id = trial.asked(fails=True)
        trial.complete(trial.person("lena"), instance_id, "review")
        [incident] = incidents(trial, instance_id)
        petra = trial.person("petra", "process_designer")
        monkeypatch.setattr("webapp.instances.operations.disclosures.record_disclosure_log", lambda case_id: None)
        with trial.database.transaction():
            assert service.retry_incident(petra, incident.id) == ""
        assert status(trial, instance_id) == "ended"
        assert incidents(trial, instance_id) == []
        with pytest.raises(Conflict, match="carried out since"), trial.database.transaction():
            service.retry_incident(petra, incident.id)

    def test_undoes_what_it_had_written(self, trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
        instance_id = trial.asked(fails=True)

        def write_and_fail(case_id: UUID) -> None:
            session().execute(text("UPDATE case_file SET outcome = 'REFUSED'"))
            raise EngineFault("The step broke half-way.")

        monkeypatch.setattr("webapp.instances.operations.disclosures.record_disclosure_log", write_and_fail)
        trial.complete(trial.person("lena"), instance_id, "review")
        with trial.database.transaction():
            assert session().scalar(text("SELECT outcome FROM case_file")) is None

    def test_is_seen_by_designers_only(self, trial: Trial) -> None:
        instance_id = trial.asked(fails=True)
        trial.complete(trial.person("lena"), instance_id, "review")
        petra, lena = trial.person("petra", "process_designer"), trial.person("lena")
        with trial.database.transaction():
            [row] = incident_list.listed(petra)
            assert (row.element_name, row.version, row.attempts, row.process) == ("Log it", 1, 1, "Trial")
        with pytest.raises(NotPermitted), trial.database.transaction():
            incident_list.listed(lena)


class TestTimers:
    """The clock acts through the worker."""

    def test_nothing_fires_before_its_time(self, trial: Trial) -> None:
        instance_id = trial.asked()
        with clock.fixed(clock.now() + timedelta(hours=23)):
            assert run_once(trial.database, SETTINGS) == 0
        assert set(trial.open(instance_id)) == {"review"}

    def test_what_is_due_fires_once(self, trial: Trial) -> None:
        instance_id = trial.asked()
        with clock.fixed(clock.now() + timedelta(hours=25)):
            assert run_once(trial.database, SETTINGS) == 1
            assert set(trial.open(instance_id)) == {"review", "remind"}
            assert run_once(trial.database, SETTINGS) == 0
            assert set(trial.open(instance_id)) == {"review", "remind"}
        assert events(trial, instance_id).count(Event.TIMER_FIRED) == 1

    def test_a_completed_task_takes_its_timer_with_it(self, trial: Trial) -> None:
        instance_id = trial.asked()
        trial.complete(trial.person("lena"), instance_id, "review")
        with trial.database.transaction():
            assert queries.next_timer(instance_id) is None

    def test_one_broken_case_does_not_stop_the_sweep(self, trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
        broken, sound = trial.asked(), trial.asked()
        fire = service.fire_timers

        def fire_unless_broken(instance_id: UUID) -> str:
            if instance_id == broken:
                raise RuntimeError("on purpose")
            return fire(instance_id)

        monkeypatch.setattr("webapp.worker.timers.running.fire_timers", fire_unless_broken)
        with clock.fixed(clock.now() + timedelta(hours=25)):
            assert run_once(trial.database, SETTINGS) == 2
            assert "remind" in trial.open(sound)
            assert "remind" not in trial.open(broken)
            # The broken one is left alone for an hour and then tried again.
            assert run_once(trial.database, SETTINGS) == 0
            monkeypatch.setattr("webapp.worker.timers.running.fire_timers", fire)
            clock.move(clock.now() + timedelta(hours=1))
            assert run_once(trial.database, SETTINGS) == 1
            assert "remind" in trial.open(broken)


class TestVersions:
    """Instances stay on the version they began with."""

    def test_new_cases_run_the_new_version_and_running_ones_theirs(self, trial: Trial) -> None:
        old = trial.asked()
        trial.install(packages.files("Review it twice"))
        new = trial.asked()
        assert trial.open(old)["review"].name == "Review the answer"
        assert trial.open(new)["review"].name == "Review it twice"
        trial.complete(trial.person("lena"), old, "review")
        assert status(trial, old) == "ended"

    def test_a_version_changed_behind_our_back_is_not_run(self, trial: Trial) -> None:
        instance_id = trial.asked()
        with trial.database.transaction():
            session().execute(
                text("UPDATE definition_file SET content = :content WHERE path = 'trial.bpmn'"),
                {"content": packages.diagram("Skip the law")},
            )
        definitions._known.clear()
        with pytest.raises(Conflict, match="not as it was published"):
            trial.complete(trial.person("lena"), instance_id, "review")


def test_a_failing_branch_does_not_hold_up_the_others(trial: Trial) -> None:
    """The reminder opens and can be done while the logging beside it fails."""
    instance_id = trial.asked(fails=True)
    with clock.fixed(clock.now() + timedelta(hours=25)):
        run_once(trial.database, SETTINGS)
        assert "No delivery" in trial.complete(trial.person("lena"), instance_id, "review")
        assert set(trial.open(instance_id)) == {"remind"}
        assert trial.complete(trial.person("olive"), instance_id, "remind") == ""
    assert [incident.attempts for incident in incidents(trial, instance_id)] == [1]
    assert status(trial, instance_id) == "active"
