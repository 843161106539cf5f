"""Procedures: processes of the package that people begin on a case beside its main one, when they are needed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from webapp.access.actions import Action
from webapp.access.actor import Actor
from webapp.access.facts import CaseFacts
from webapp.access.rules import Allowed, ProcedureFacts, may, require
from webapp.audit import service as audit
from webapp.audit.events import Event
from webapp.cases import keeping
from webapp.cases import queries as cases
from webapp.clock import now
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.definitions.bundle import Bundle
from webapp.definitions.procedures import Procedure
from webapp.engine.commands import Start
from webapp.engine.values import from_plain
from webapp.errors import Conflict, NotFound
from webapp.instances import advancing, queries
from webapp.instances.model import ProcessInstance
from webapp.instances.views import ProcedureOffer


def begin(actor: Actor, case_id: UUID, key: str) -> ProcessInstance:
    """The run of a procedure that begins on a case, with what the other runs of the case know.

    Raises NotFound where the actor may not see the case or there is no such procedure, NotPermitted where they may not
    begin it now, Conflict where the record was erased.
    """
    # Held before it is judged: of two people who begin the same, one comes first, and no erasure comes between.
    advancing.locked(_main_of(case_id).id)
    runs = queries.runs_of(case_id)
    case = keeping.held(case_id)
    bundle = _bundle_for(runs)
    procedure = _named(bundle, key)
    require(actor, Action.BEGIN_PROCEDURE, _facts(cases.access_facts(case_id), procedure, case, runs))
    if case.erased_at is not None:
        raise Conflict("The record of this case has been erased, so nothing can be started in it.")
    version_id = _version_for(runs)
    known = {**routing_values(runs), "case_id": str(case_id)}
    instance = ProcessInstance(
        case_id=case_id,
        definition_id=version_id,
        procedure=key,
        started_at=now(),
        started_by=actor.id,
        variables=known,
    )
    session().add(instance)
    session().flush()
    detail = {
        "instance": str(instance.id),
        "definition": str(version_id),
        "version": definitions.number_of(version_id),
        "procedure": key,
        "name": bundle.parsed.processes[key].name,
    }
    audit.record(Event.PROCEDURE_BEGUN, actor.id, case_id, detail)
    advancing.move(actor, instance, Start(from_plain(known), process=key))
    return instance


def offered(actor: Actor, case_id: UUID) -> list[ProcedureOffer]:
    """The procedures that the actor may begin on a case now, by title. Raises NotFound where they may not see it."""
    cases.require_view(actor, case_id)
    runs = queries.runs_of(case_id)
    bundle = _bundle_for(runs)
    case, facts = keeping.found(case_id), cases.access_facts(case_id)
    found = [
        _offer(bundle, procedure)
        for procedure in bundle.settings.procedures.values()
        if isinstance(may(actor, Action.BEGIN_PROCEDURE, _facts(facts, procedure, case, runs)), Allowed)
    ]
    return sorted(found, key=lambda offer: offer.title)


def offer(actor: Actor, case_id: UUID, key: str) -> ProcedureOffer:
    """One procedure that the actor is about to begin. Raises what `begin` would for it."""
    cases.require_view(actor, case_id)
    runs = queries.runs_of(case_id)
    bundle = _bundle_for(runs)
    procedure = _named(bundle, key)
    facts = _facts(cases.access_facts(case_id), procedure, keeping.found(case_id), runs)
    require(actor, Action.BEGIN_PROCEDURE, facts)
    return _offer(bundle, procedure)


def routing_values(runs: Sequence[ProcessInstance]) -> dict[str, Any]:
    """What the runs of a case know together, as it is stored. Of several values the one that was written last counts.

    A procedure that only carries along what it began with says nothing about it.
    """
    values: dict[str, tuple[str, Any]] = {}
    for run in runs:
        unsaid = "" if run.procedure else run.started_at.isoformat()
        for name, value in run.variables.items():
            moment = run.written_at.get(name, unsaid)
            if name not in values or moment >= values[name][0]:
                values[name] = moment, value
    return {name: value for name, (_, value) in values.items()}


def _main_of(case_id: UUID) -> ProcessInstance:
    runs = queries.runs_of(case_id)
    if not runs:
        raise NotFound
    return runs[0]


def _version_for(runs: Sequence[ProcessInstance]) -> UUID:
    """The version of the main process while that runs, so that the case stays on one; else the newest published."""
    if not runs:
        raise NotFound
    main = runs[0]
    if main.status == "active":
        return main.definition_id
    return definitions.latest_deployed(definitions.by_id(main.definition_id).key)


def _bundle_for(runs: Sequence[ProcessInstance]) -> Bundle:
    return definitions.bundle(_version_for(runs))


def _named(bundle: Bundle, key: str) -> Procedure:
    procedure = bundle.settings.procedures.get(key)
    if procedure is None:
        raise NotFound("There is no such procedure.")
    return procedure


def _facts(
    facts: CaseFacts, procedure: Procedure, case: keeping.KeptCase, runs: Sequence[ProcessInstance]
) -> ProcedureFacts:
    under_way = any(run.procedure == procedure.key and run.status == "active" for run in runs)
    return ProcedureFacts(
        case=facts,
        started_by=procedure.started_by,
        closed=case.status == "closed",
        always=procedure.always,
        running=procedure.once and under_way,
    )


def _offer(bundle: Bundle, procedure: Procedure) -> ProcedureOffer:
    process = bundle.parsed.processes[procedure.key]
    return ProcedureOffer(procedure.key, process.name, process.documentation)
