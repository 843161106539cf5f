"""Operations outside: called after the case's transaction, tried again, given up, answered once."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from tests.fixtures import trial as packages
from tests.fixtures.outside import Outside, diagram, job_of
from tests.fixtures.trial import Trial
from tests.integration.worker.services import SETTINGS, events, incidents, rounds, variables
from webapp import clock
from webapp.audit.events import Event
from webapp.audit.verify import verify
from webapp.database import session
from webapp.engine.failures import BpmnError
from webapp.errors import Conflict, Rejected
from webapp.instances import answers, casework, jobs, queries, service, upkeep
from webapp.instances.model import Incident, ProcessInstance, Timer
from webapp.instances.worker_model import ServiceJob
from webapp.worker import services
from webapp.worker.loop import run_once
from webapp.worker.services import carry_out_due


def test_task_waits_is_called_by_the_worker_and_goes_on_with_the_answer(trial: Trial, outside: Outside) -> None:
    instance_id = trial.asked()
    assert trial.open(instance_id) == {}
    assert outside.asked == []
    assert run_once(trial.database, SETTINGS) == 2
    [(key, given)] = outside.asked
    job = job_of(trial, instance_id)
    assert key == str(job.id)
    # The operation is given what the task's inputs name, and nothing else of the case.
    assert given == {"group": "legal_reviewer"}
    assert set(trial.open(instance_id)) == {"review"}
    assert variables(trial, instance_id)["verdict"] == "yes"
    assert (job.status, job.variables, job.answer) == ("done", {}, {})
    assert Event.OPERATION_ANSWERED in events(trial, instance_id)
    assert run_once(trial.database, SETTINGS) == 0
    with trial.database.transaction():
        assert verify().findings == []


def test_operation_that_fails_is_tried_again_later_each_time_with_the_same_key(trial: Trial, outside: Outside) -> None:
    instance_id = trial.asked()
    outside.raises(TimeoutError("secret"), times=2)
    with clock.fixed(clock.now()):
        assert carry_out_due(trial.database, SETTINGS) == 1
        first = job_of(trial, instance_id)
        assert timedelta(seconds=5) <= first.attempt_at - clock.now() <= timedelta(seconds=10)
        assert carry_out_due(trial.database, SETTINGS) == 0
        rounds(trial, 1)
        assert carry_out_due(trial.database, SETTINGS) == 1
        assert timedelta(seconds=10) <= job_of(trial, instance_id).attempt_at - clock.now() <= timedelta(seconds=20)
        rounds(trial, 2)
    assert len({key for key, _ in outside.asked}) == 1
    assert set(trial.open(instance_id)) == {"review"}
    assert incidents(trial, instance_id) == []


def test_operation_that_fails_as_often_as_the_diagram_allows_is_an_incident_with_element_and_attempts(
    trial: Trial, outside: Outside
) -> None:
    trial.install(packages.files() | {"trial.bpmn": diagram("ask_register", retries="2")})
    instance_id = trial.asked()
    outside.raises(TimeoutError("secret"), times=3)
    with clock.fixed(clock.now()):
        rounds(trial, 4)
        assert len(outside.asked) == 2
        [incident] = incidents(trial, instance_id)
        assert (incident.element_id, incident.element_name, incident.attempts) == ("call", "Call outside", 2)
        assert incident.message == '"Call outside": The operation "ask_register" failed (TimeoutError).'
        petra = trial.person("petra", "process_designer")
        with trial.database.transaction():
            assert service.retry_incident(petra, incident.id) == ""
            assert service.retry_incident(petra, incident.id) == ""
        rounds(trial, 1)
        # It failed once more, was tried again, and the incident stays until it is through.
        assert [row.id for row in incidents(trial, instance_id)] == [incident.id]
        rounds(trial, 1)
    assert incidents(trial, instance_id) == []
    assert set(trial.open(instance_id)) == {"review"}
    known = events(trial, instance_id)
    assert known.count(Event.INCIDENT_RETRIED) == 1
    assert known.count(Event.INCIDENT_RESOLVED) == 1


def test_retry_that_fails_for_good_counts_in_the_incident_that_is_open(trial: Trial, outside: Outside) -> None:
    trial.install(packages.files() | {"trial.bpmn": diagram("ask_register", retries="1")})
    instance_id = trial.asked()
    outside.raises(TimeoutError(), times=2)
    carry_out_due(trial.database, SETTINGS)
    [incident] = incidents(trial, instance_id)
    petra = trial.person("petra", "process_designer")
    with trial.database.transaction():
        service.retry_incident(petra, incident.id)
    carry_out_due(trial.database, SETTINGS)
    assert [(row.id, row.attempts) for row in incidents(trial, instance_id)] == [(incident.id, 2)]


def test_refusal_of_an_operation_is_an_incident_at_once_with_its_own_sentence(trial: Trial, outside: Outside) -> None:
    instance_id = trial.asked()
    outside.raises(Rejected("The register does not know this group."))
    carry_out_due(trial.database, SETTINGS)
    [incident] = incidents(trial, instance_id)
    assert incident.message == '"Call outside": The register does not know this group.'
    assert len(outside.asked) == 1


def test_error_that_an_operation_declares_takes_the_way_drawn_for_it(trial: Trial, outside: Outside) -> None:
    instance_id = trial.asked()
    outside.raises(BpmnError("NOBODY_TO_NOTIFY", {"verdict": "none"}))
    carry_out_due(trial.database, SETTINGS)
    assert set(trial.open(instance_id)) == {"remind"}
    assert variables(trial, instance_id)["verdict"] == "none"
    assert job_of(trial, instance_id).status == "done"


def test_error_that_nothing_catches_is_an_incident_that_leaves_the_task_waiting(trial: Trial, outside: Outside) -> None:
    instance_id = trial.asked()
    outside.raises(BpmnError("ANOTHER"))
    carry_out_due(trial.database, SETTINGS)
    [incident] = incidents(trial, instance_id)
    assert 'Nothing in the diagram catches the error "ANOTHER"' in incident.message
    assert job_of(trial, instance_id).status == "failed"


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [({"suspect": "x"}, "answered with suspect, which it does not declare"), ({"verdict": object()}, "cannot be kept")],
)
def test_answer_with_what_was_not_declared_or_cannot_be_kept_is_an_incident(
    trial: Trial, outside: Outside, answer: dict[str, object], sentence: str
) -> None:
    instance_id = trial.asked()
    outside.then(lambda: answer)
    carry_out_due(trial.database, SETTINGS)
    [incident] = incidents(trial, instance_id)
    assert sentence in incident.message


def test_timer_takes_the_waiting_task_away_and_the_answer_that_comes_later_is_dropped(
    trial: Trial, outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    instance_id = trial.asked()

    def meanwhile_the_time_is_up() -> dict[str, object]:
        with clock.fixed(clock.now() + timedelta(hours=6)), trial.database.transaction():
            service.fire_timers(instance_id)
        return {"verdict": "yes"}

    outside.then(meanwhile_the_time_is_up)
    carry_out_due(trial.database, SETTINGS)
    assert set(trial.open(instance_id)) == {"remind"}
    assert "verdict" not in variables(trial, instance_id)
    assert job_of(trial, instance_id).status == "cancelled"
    assert "too late and was dropped" in caplog.text


def test_incident_of_a_task_that_a_timer_has_taken_away_is_closed_as_no_longer_needed(
    trial: Trial, outside: Outside
) -> None:
    instance_id = trial.asked()
    outside.raises(Rejected("No."))
    carry_out_due(trial.database, SETTINGS)
    [incident] = incidents(trial, instance_id)
    with clock.fixed(clock.now() + timedelta(hours=6)):
        run_once(trial.database, SETTINGS)
    assert incidents(trial, instance_id) == []
    assert Event.INCIDENT_DROPPED in events(trial, instance_id)
    petra = trial.person("petra", "process_designer")
    with pytest.raises(Conflict), trial.database.transaction():
        service.retry_incident(petra, incident.id)


def test_answer_under_an_old_fence_is_dropped_and_the_one_that_counts_completes_the_task_once(
    trial: Trial, outside: Outside
) -> None:
    instance_id = trial.asked()
    with trial.database.transaction():
        slow = jobs.claim(job_of(trial, instance_id).id)
    assert slow is not None
    with clock.fixed(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        with trial.database.transaction():
            quick = jobs.claim(slow.id)
        assert quick is not None
        with trial.database.transaction():
            assert not jobs.extend(slow)
            assert not jobs.record(slow, jobs.Answer("done", {"verdict": "old"}))
            assert jobs.extend(quick)
            assert jobs.record(quick, jobs.Answer("done", {"verdict": "new"}))
            assert not jobs.record(quick, jobs.Answer("done", {"verdict": "twice"}))
        with trial.database.transaction():
            assert answers.deliver(instance_id) == 1
            assert answers.deliver(instance_id) == 0
    assert variables(trial, instance_id)["verdict"] == "new"
    assert set(trial.open(instance_id)) == {"review"}


def test_lease_is_renewed_while_the_operation_works(
    trial: Trial, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance_id = trial.asked()
    renewed = threading.Event()
    extend = jobs.extend

    def noted(job: jobs.Claimed) -> bool:
        held = extend(job)
        renewed.set()
        return held

    monkeypatch.setattr(services, "RENEW", timedelta(milliseconds=5))
    monkeypatch.setattr(jobs, "extend", noted)
    outside.then(lambda: {"verdict": "yes" if renewed.wait(30) else "no"})
    carry_out_due(trial.database, SETTINGS)
    assert variables(trial, instance_id)["verdict"] == "yes"


def test_two_workers_at_once_call_each_operation_once(trial: Trial, outside: Outside) -> None:
    instances = [trial.asked() for _ in range(6)]
    both = threading.Barrier(2)

    def work() -> None:
        both.wait(30)
        for _ in range(3):
            carry_out_due(trial.database, SETTINGS)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    carry_out_due(trial.database, SETTINGS)
    assert len(outside.asked) == len({key for key, _ in outside.asked}) == 6
    assert all(set(trial.open(instance_id)) == {"review"} for instance_id in instances)


def test_waiting_for_an_operation_is_no_standstill_and_a_job_that_was_lost_is_made_again(
    trial: Trial, outside: Outside
) -> None:
    instance_id = trial.asked()
    with trial.database.transaction():
        assert queries.silent_among([instance_id]) == []
        session().execute(delete(ServiceJob))
        session().execute(delete(Timer))
    with trial.database.transaction():
        assert queries.silent_among([instance_id]) == [instance_id]
        assert upkeep.look_after(instance_id)
    carry_out_due(trial.database, SETTINGS)
    assert set(trial.open(instance_id)) == {"review"}
    assert incidents(trial, instance_id) == []


def test_case_page_shows_the_task_that_waits_outside_as_the_present_step(trial: Trial, outside: Outside) -> None:
    instance_id = trial.asked()
    olive = trial.person("olive")
    with trial.database.transaction():
        case_id = session().get_one(ProcessInstance, instance_id).case_id
        [process] = casework.case_work(olive, case_id).main.processes
        assert process.current_ids == ["call"]


def test_operation_that_was_given_up_and_lost_its_incident_gets_one_again(trial: Trial, outside: Outside) -> None:
    instance_id = trial.asked()
    outside.raises(Rejected("No."))
    carry_out_due(trial.database, SETTINGS)
    with trial.database.transaction():
        session().execute(update(Incident).values(resolved_at=clock.now()))
    with trial.database.transaction():
        assert upkeep.look_after(instance_id)
    [incident] = incidents(trial, instance_id)
    assert (incident.element_id, "was given up" in incident.message) == ("call", True)
    with trial.database.transaction():
        assert not upkeep.look_after(instance_id)


def test_operation_that_kills_its_worker_every_time_ends_as_an_incident(trial: Trial, outside: Outside) -> None:
    instance_id = trial.asked()
    job_id = job_of(trial, instance_id).id
    with clock.fixed(clock.now()):
        for _ in range(3):
            with trial.database.transaction():
                assert jobs.claim(job_id) is not None
            clock.move(clock.now() + jobs.LEASE + timedelta(seconds=1))
        carry_out_due(trial.database, SETTINGS)
    [incident] = incidents(trial, instance_id)
    assert "The worker stopped in the middle of it, 3 times." in incident.message


def test_everything_that_failed_in_the_same_way_is_tried_again_together(trial: Trial, outside: Outside) -> None:
    cases = [trial.asked() for _ in range(3)]
    outside.raises(Rejected("No."), times=3)
    carry_out_due(trial.database, SETTINGS)
    [first, *_] = incidents(trial, cases[0])
    petra = trial.person("petra", "process_designer")
    with trial.database.transaction():
        assert service.retry_incidents_like(petra, first.id) == (3, 0)
    carry_out_due(trial.database, SETTINGS)
    assert all(set(trial.open(instance_id)) == {"review"} for instance_id in cases)
