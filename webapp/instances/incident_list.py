"""Incidents as the people who mend diagrams read them: element, message, version, attempts, and nothing of the case."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.rules import require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.audit.particulars import Particulars, cases_shown
from webapp.cases import queries as cases
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.errors import Erased, NotFound
from webapp.instances.model import Incident, ProcessInstance
from webapp.instances.views import IncidentRow, IncidentState
from webapp.instances.worker_model import ServiceJob
from webapp.sealing.keyring import look_ahead

MOST = 200


def listed(actor: Actor) -> list[IncidentRow]:
    """Failed steps, open ones first, newest first."""
    require(actor, Action.VIEW_INCIDENTS)
    query = _rows().order_by(Incident.resolved_at.is_not(None), Incident.opened_at.desc()).limit(MOST)
    rows = session().execute(query).all()
    _shown(actor, rows)
    references = cases.references({row.case_id for row in rows})
    look_ahead({row.case_id for row in rows})
    alike = _alike(rows)
    return [_view(row, references, alike) for row in rows]


def one(actor: Actor, incident_id: UUID) -> IncidentRow:
    """One of them. Raises NotFound."""
    require(actor, Action.VIEW_INCIDENTS)
    row = session().execute(_rows().where(Incident.id == incident_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such incident.")
    _shown(actor, [row])
    return _view(row, cases.references({row.case_id}), _alike([row]))


def _shown(actor: Actor, rows: Sequence["Row"]) -> None:  # type: ignore[type-arg]  # rows of _rows
    """Records which cases the references on the page belong to; a page without any shows none."""
    if rows:
        shown = Particulars(records=cases_shown(row.case_id for row in rows), fields=("reference", "incident"))
        audit.record(Event.INCIDENTS_LISTED, actor.id, particulars=shown)


def _rows() -> "Select":  # type: ignore[type-arg]  # an incident, its case, and the state of its job
    return (
        select(Incident, ProcessInstance.case_id, ServiceJob.status)
        .join(ProcessInstance, ProcessInstance.id == Incident.instance_id)
        .outerjoin(ServiceJob, ServiceJob.incident_id == Incident.id)
    )


def _alike(rows: Sequence["Row"]) -> Mapping[tuple[UUID, str], int]:  # type: ignore[type-arg]  # rows of _rows
    """How many open incidents there are of each version and element."""
    versions = {row.Incident.definition_id for row in rows}
    counts = session().execute(
        select(Incident.definition_id, Incident.element_id, func.count())
        .where(Incident.resolved_at.is_(None), Incident.definition_id.in_(versions))
        .group_by(Incident.definition_id, Incident.element_id)
    )
    return {(definition_id, element_id): count for definition_id, element_id, count in counts}


def _view(row: "Row", references: Mapping[UUID, str], alike: Mapping[tuple[UUID, str], int]) -> IncidentRow:  # type: ignore[type-arg]
    incident: Incident = row.Incident
    return IncidentRow(
        id=incident.id,
        case_reference=references.get(row.case_id, ""),
        element_id=incident.element_id,
        element_name=incident.element_name,
        message=_message(incident),
        process=definitions.by_id(incident.definition_id).title,
        definition_id=incident.definition_id,
        version=definitions.number_of(incident.definition_id),
        attempts=incident.attempts,
        opened_at=incident.opened_at,
        resolved_at=incident.resolved_at,
        state=_state(incident, row.status),
        alike=alike.get((incident.definition_id, incident.element_id), 0),
    )


def _message(incident: Incident) -> str:
    try:
        return incident.message
    except Erased as erased:
        return erased.sentence


def _state(incident: Incident, job: str | None) -> IncidentState:
    if incident.resolved_at is not None:
        return "solved"
    if job == "unknown":
        return "unknown"
    return "failed" if job in (None, "failed") else "trying"
