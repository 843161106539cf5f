"""A plan to move the cases of the trial package, made, approved and carried out; and what is then stored."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.fixtures import trial as packages
from tests.fixtures.trial import KEY, LANES, PROPERTIES, Trial
from tests.unit.engine import drawing as draw
from webapp.access.actor import Actor
from webapp.audit import queries as audit
from webapp.audit.events import Event
from webapp.config import Settings
from webapp.database import Base, session
from webapp.instances import planning, plans, queries
from webapp.instances.model import ProcessInstance
from webapp.instances.move_views import PlanView
from webapp.worker.loop import run_once

SETTINGS = Settings("sqlite://", "x" * 32)
# What depends on neither database is tested on one.
ON_ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DESIGNER, PUBLISHER = "process_designer", "process_publisher"


def second(review: str = "check", after: str = "sign", lanes: str = LANES, reminder: str = "P1D") -> dict[str, bytes]:
    """The package with the review under another id, and a further step after it."""
    drawn = draw.diagram(
        lanes.replace(">review<", f">{review}</bpmn:flowNodeRef><bpmn:flowNodeRef>{after}<"),
        draw.start(),
        draw.user("ask", form="question", name="Ask the question"),
        draw.user(review, name="Review the answer", extension=PROPERTIES),
        draw.boundary("day_over", review, draw.timer(reminder), interrupting=False),
        draw.user("remind", name="Remind the lawyer"),
        draw.end("reminded"),
        draw.user(after, name="Sign it", extension=PROPERTIES.replace('value="ask"', f'value="{review}"')),
        draw.end("done"),
        draw.chain("start", "ask", review, after, "done"),
        draw.chain("day_over", "remind", "reminded"),
        process=KEY,
    )
    return {**packages.files(), "trial.bpmn": drawn}


def version(trial: Trial, instance_id: UUID) -> int:
    with trial.database.transaction():
        return queries.definitions.number_of(session().get_one(ProcessInstance, instance_id).definition_id)


def planned(trial: Trial, petra: Actor, content: Mapping[str, bytes], **lines: str) -> UUID:
    """A submitted plan from the version in use to this one, which is published by this."""
    with trial.database.transaction():
        source = queries.definitions.latest_deployed(KEY)
    target = trial.install(content)
    with trial.database.transaction():
        plan_id = planning.plan(petra, source, target)
        assert planning.change(petra, plan_id, lines, "The lawyers asked for it.") == 0
    with trial.database.transaction():
        planning.try_out(petra, plan_id)
    with trial.database.transaction():
        planning.submit(petra, plan_id)
    return plan_id


def approved(trial: Trial, plan_id: UUID, paul: Actor) -> PlanView:
    """The plan after another person has approved it and the worker has been at it."""
    with trial.database.transaction():
        planning.approve(paul, plan_id)
    run_once(trial.database, SETTINGS)
    return seen(trial, plan_id, paul)


def seen(trial: Trial, plan_id: UUID, actor: Actor, **more: str) -> PlanView:
    with trial.database.transaction():
        return plans.plan(actor, plan_id, **more)


def rows_of(trial: Trial) -> dict[str, list[Any]]:
    """Everything that is stored but plans, trials and the account."""
    left_out = {"move_plan", "case_move"}
    with trial.database.transaction():
        return {
            table.name: sorted(repr(tuple(row)) for row in session().execute(select(table)))
            for table in Base.metadata.sorted_tables
            if table.name not in left_out and not table.name.startswith("audit_")
        }


def events(trial: Trial, instance_id: UUID) -> list[tuple[Event, Mapping[str, Any]]]:
    with trial.database.transaction():
        case_id = session().get_one(ProcessInstance, instance_id).case_id
        return [(entry.event, entry.detail) for entry in audit.timeline(case_id)]
