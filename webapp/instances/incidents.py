"""Rows of incidents: opened where a step fails, kept while it fails again, closed when it was carried out."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from webapp.access.actor import SYSTEM_ID, Actor
from webapp.access.groups import DESIGNERS
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.clock import now
from webapp.database import session
from webapp.errors import EngineFault
from webapp.instances.model import Incident, ProcessInstance
from webapp.instances.worker_model import ServiceJob
from webapp.notifications import service as notifications


def holding(instance_id: UUID) -> Sequence[Incident]:
    """The open incidents that hold their element's tokens back; one of an operation outside holds its own job only."""
    return session().scalars(select(Incident).where(*_open(instance_id), ~_of_a_job())).all()


def is_open(incident_id: UUID | None) -> bool:
    """Whether there is an incident of this id that nobody has solved."""
    found = session().get(Incident, incident_id) if incident_id else None
    return found is not None and found.resolved_at is None


def note(actor: Actor, instance: ProcessInstance, fault: EngineFault) -> None:
    """Opens the incident of a step that failed, or counts another attempt of the one that is open."""
    query = select(Incident).where(*_open(instance.id), Incident.element_id == fault.element_id, ~_of_a_job())
    incident = session().scalars(query).one_or_none()
    if incident is None:
        _opened(actor, instance, fault, attempts=1)
        return
    incident.attempts += 1
    incident.message = fault.sentence


def note_for_job(instance: ProcessInstance, job: ServiceJob, fault: EngineFault) -> None:
    """Opens the incident of an operation that was given up, or counts its further calls in the one that is open."""
    incident = session().get(Incident, job.incident_id) if job.incident_id else None
    if incident is None or incident.resolved_at is not None:
        # One that was solved belongs to the past; a job has the incident that is open.
        job.incident_id = _opened(None, instance, fault, attempts=job.attempts).id
        return
    incident.attempts += job.attempts
    incident.message = fault.sentence


def close_of_job(instance: ProcessInstance, job: ServiceJob, event: Event) -> None:
    """Closes the incident of an operation that has answered at last, or is no longer needed."""
    incident = session().get(Incident, job.incident_id) if job.incident_id else None
    if incident is not None and incident.resolved_at is None:
        _close(SYSTEM_ID, instance, incident, event)


def resolve(
    actor: Actor, instance: ProcessInstance, failed: Collection[str], held: Collection[str], gone: Collection[str]
) -> None:
    """Closes the incidents of every element that has gone on: that has not `failed` and is not `held` back.

    Those of `gone` were held back and have no token any more: another event has made them needless.
    """
    for incident in holding(instance.id):
        own = incident.element_id
        if own not in failed and own not in held:
            event = Event.INCIDENT_DROPPED if own in gone else Event.INCIDENT_RESOLVED
            _close(actor.id, instance, incident, event)


def _opened(actor: Actor | None, instance: ProcessInstance, fault: EngineFault, attempts: int) -> Incident:
    incident = Incident(
        case_id=instance.case_id,
        instance_id=instance.id,
        definition_id=instance.definition_id,
        element_id=fault.element_id,
        element_name=fault.element_name or fault.element_id,
        message=fault.sentence,
        attempts=attempts,
        opened_at=now(),
    )
    session().add(incident)
    session().flush()
    by = actor.id if actor else SYSTEM_ID
    audit.record(Event.INCIDENT_OPENED, by, instance.case_id, detail_of(incident))
    notifications.incident_opened(DESIGNERS, incident.id)
    return incident


def _close(by: UUID, instance: ProcessInstance, incident: Incident, event: Event) -> None:
    incident.resolved_at = now()
    audit.record(event, by, instance.case_id, detail_of(incident))


def detail_of(incident: Incident) -> dict[str, str]:
    """What the account says of an incident."""
    return {"incident": str(incident.id), "element": incident.element_id, "name": incident.element_name}


def _open(instance_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (Incident.instance_id == instance_id, Incident.resolved_at.is_(None))


def _of_a_job() -> ColumnElement[bool]:
    return exists().where(ServiceJob.incident_id == Incident.id)
