"""Rounds of the worker that calls operations outside, and what they leave on record."""

from datetime import timedelta
from uuid import UUID

from tests.fixtures.trial import Trial
from webapp import clock
from webapp.audit import queries as audit
from webapp.audit.events import Event
from webapp.config import Settings
from webapp.database import session
from webapp.instances import queries
from webapp.instances.model import Incident, ProcessInstance
from webapp.worker.services import carry_out_due

SETTINGS = Settings("sqlite://", "x" * 32)


def events(trial: Trial, instance_id: UUID) -> list[Event]:
    with trial.database.transaction():
        case_id = session().get_one(ProcessInstance, instance_id).case_id
        return [entry.event for entry in reversed(audit.timeline(case_id))]


def incidents(trial: Trial, instance_id: UUID) -> list[Incident]:
    with trial.database.transaction():
        found = queries.open_incidents(instance_id)
        assert all(incident.message for incident in found), "what is sealed is read inside its transaction"
        return found


def variables(trial: Trial, instance_id: UUID) -> dict[str, object]:
    with trial.database.transaction():
        return session().get_one(ProcessInstance, instance_id).variables


def rounds(trial: Trial, number: int) -> None:
    """So many rounds of the worker, an hour apart."""
    for _ in range(number):
        carry_out_due(trial.database, SETTINGS)
        clock.move(clock.now() + timedelta(hours=1))
