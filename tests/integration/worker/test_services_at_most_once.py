"""Operations outside that must not happen twice."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.fixtures import trial as packages
from tests.fixtures.outside import Outside, diagram, job_of, register
from tests.fixtures.trial import Trial
from tests.integration.worker.services import SETTINGS, events, incidents, rounds
from webapp import clock
from webapp.audit.events import Event
from webapp.errors import Conflict, Rejected
from webapp.instances import jobs, service
from webapp.instances.model import Incident
from webapp.worker.services import carry_out_due


class TestAtMostOnce:
    """What must not happen twice is not repeated when nobody knows whether it has happened."""

    @pytest.fixture
    def delivery(self, trial: Trial, monkeypatch: pytest.MonkeyPatch) -> Outside:
        made = Outside()
        register(monkeypatch, made, at_most_once=True)
        trial.install(packages.files() | {"trial.bpmn": diagram("ask_register")})
        return made

    def unknown(self, trial: Trial, delivery: Outside) -> tuple[UUID, Incident]:
        instance_id = trial.asked()
        delivery.raises(TimeoutError())
        with clock.fixed(clock.now()):
            rounds(trial, 3)
        assert len(delivery.asked) == 1
        [incident] = incidents(trial, instance_id)
        assert "Nobody knows whether" in incident.message
        assert job_of(trial, instance_id).status == "unknown"
        return instance_id, incident

    def test_breaking_off_ends_in_unknown_and_a_person_says_that_it_has_happened(
        self, trial: Trial, delivery: Outside
    ) -> None:
        instance_id, incident = self.unknown(trial, delivery)
        petra = trial.person("petra", "process_designer")
        with trial.database.transaction():
            assert service.settle_unknown(petra, incident.id) == ""
        assert set(trial.open(instance_id)) == {"review"}
        assert len(delivery.asked) == 1
        assert Event.OPERATION_SETTLED in events(trial, instance_id)
        with pytest.raises(Conflict), trial.database.transaction():
            service.settle_unknown(petra, incident.id)

    def test_person_who_found_out_that_it_has_not_happened_has_it_done_again(
        self, trial: Trial, delivery: Outside
    ) -> None:
        instance_id, incident = self.unknown(trial, delivery)
        petra = trial.person("petra", "process_designer")
        with trial.database.transaction():
            service.retry_incident(petra, incident.id)
        carry_out_due(trial.database, SETTINGS)
        assert set(trial.open(instance_id)) == {"review"}
        assert incidents(trial, instance_id) == []

    def test_worker_that_died_in_the_middle_leaves_unknown_and_not_a_second_call(
        self, trial: Trial, delivery: Outside
    ) -> None:
        instance_id = trial.asked()
        with trial.database.transaction():
            assert jobs.claim(job_of(trial, instance_id).id) is not None
        with clock.fixed(clock.now() + jobs.LEASE + timedelta(seconds=1)):
            carry_out_due(trial.database, SETTINGS)
        assert delivery.asked == []
        assert job_of(trial, instance_id).status == "unknown"

    def test_refusal_before_anything_was_sent_is_known_not_to_have_happened(
        self, trial: Trial, delivery: Outside
    ) -> None:
        instance_id = trial.asked()
        delivery.raises(Rejected("The address is not complete."))
        carry_out_due(trial.database, SETTINGS)
        assert job_of(trial, instance_id).status == "failed"
        [incident] = incidents(trial, instance_id)
        petra = trial.person("petra", "process_designer")
        with pytest.raises(Conflict, match="It is known"), trial.database.transaction():
            service.settle_unknown(petra, incident.id)
