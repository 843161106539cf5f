"""Running cases moved to another version: what becomes of their tasks and people, one transaction for each case."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.fixtures import trial as packages
from tests.fixtures.trial import KEY, LANES, PROPERTIES, Trial
from tests.integration.instances.moving import (
    ON_ONE_DATABASE,
    SETTINGS,
    approved,
    events,
    planned,
    rows_of,
    second,
    seen,
    version,
)
from tests.unit.engine import drawing as draw
from webapp.access.actor import Actor
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.audit.verify import verify
from webapp.cases.model import FormSubmission
from webapp.database import session
from webapp.errors import Conflict, NotPermitted
from webapp.inbox import queries as tasks
from webapp.inbox import service as inbox
from webapp.inbox.model import TaskDraft
from webapp.instances import casework, incident_list, moving, planning, queries, service
from webapp.instances.model import CaseMove, Incident, ProcessInstance, Timer
from webapp.worker.loop import run_once


def test_open_task_keeps_its_row_its_claim_its_draft_and_its_due_date(trial: Trial, petra: Actor, paul: Actor) -> None:
    instance_id = trial.asked()
    lena = trial.person("lena")
    task = trial.open(instance_id)["review"]
    with trial.database.transaction():
        inbox.claim(lena, task.id)
        inbox.save_draft(lena, task.id, {"text": "Half a"})
        timer = session().scalars(select(Timer)).one()
        answers = session().scalars(select(FormSubmission)).one().answers
    view = approved(trial, planned(trial, petra, second()), paul)
    assert (view.counts.moved, view.counts.queued, version(trial, instance_id)) == (1, 0, 2)
    moved = trial.open(instance_id)["check"]
    assert (moved.id, moved.assignee_id, moved.due_at, moved.created_at) == (
        task.id, lena.id, task.due_at, task.created_at,
    )  # fmt: skip
    assert moved.revision > task.revision
    with trial.database.transaction():
        assert session().scalars(select(TaskDraft)).one().answers == {"text": "Half a"}
        assert session().scalars(select(FormSubmission)).one().answers == answers
        still = session().scalars(select(Timer).where(Timer.settled_at.is_(None))).one()
        assert (still.id, still.due_at, still.element_id) == (timer.id, timer.due_at, "day_over")
    with pytest.raises(Conflict, match="changed since you opened it"), trial.database.transaction():
        inbox.complete(lena, task.id, {}, task.revision + 1)
    trial.complete(lena, instance_id, "check")
    assert set(trial.open(instance_id)) == {"sign"}
    found = events(trial, instance_id)
    [detail] = [detail for event, detail in found if event is Event.CASE_MOVED]
    assert (detail["from"], detail["to"]) == (1, 2)
    with trial.database.transaction():
        recorded = session().scalars(select(AuditEvent.event).where(AuditEvent.event.like("move_%"))).all()
        assert sorted(recorded) == ["move_approved", "move_planned", "move_planned", "move_submitted", "move_tried"]
        assert verify().findings == []


@ON_ONE_DATABASE
def test_task_that_was_completed_before_a_move_still_says_by_whom(trial: Trial, petra: Actor, paul: Actor) -> None:
    """Its step has another id on the new version, or nothing stands for it there."""
    instance_id = trial.asked()
    lena = trial.person("lena")
    done = trial.open(instance_id)["review"]
    trial.complete(lena, instance_id, "review")
    again = trial.asked()
    old = trial.open(again)["review"]
    shorter = draw.diagram(
        LANES.replace("<bpmn:flowNodeRef>review</bpmn:flowNodeRef>", ""),
        draw.start(), draw.user("ask", form="question", name="Ask the question"),
        draw.user("remind", name="Remind the lawyer"), draw.end("done"), draw.chain("start", "ask", "remind", "done"),
        process=KEY,
    )  # fmt: skip
    moved_on = draw.diagram(
        LANES, draw.start(), draw.user("ask", form="question", name="Ask the question"),
        draw.user("review", name="Review the answer", extension=PROPERTIES), draw.user("remind", name="Remind"),
        draw.end("done"), draw.chain("start", "ask", "review", "remind", "done"), process=KEY,
    )  # fmt: skip
    approved(trial, planned(trial, petra, {**packages.files(), "trial.bpmn": moved_on}, day_over=""), paul)
    trial.complete(lena, again, "review")
    view = approved(trial, planned(trial, petra, {**packages.files(), "trial.bpmn": shorter}), paul)
    assert view.counts.moved == 1
    for task in (old, done):
        with pytest.raises(Conflict, match="“Review the answer” was completed by Lena"), trial.database.transaction():
            tasks.task_page(lena, task.id)


def test_separation_holds_against_those_who_did_the_step_under_its_former_id(
    trial: Trial, petra: Actor, paul: Actor
) -> None:
    """Lena reviewed before the move; what she did under the old id keeps her from signing under the new."""
    instance_id = trial.asked()
    lena = trial.person("lena")
    shorter = draw.diagram(
        LANES.replace(">review<", ">review</bpmn:flowNodeRef><bpmn:flowNodeRef>late<"),
        draw.start(), draw.user("ask", form="question", name="Ask the question"),
        draw.user("review", name="Review the answer", extension=PROPERTIES),
        draw.user("remind", name="Remind the lawyer"), draw.user("late", name="Sign late"), draw.end("done"),
        draw.chain("start", "ask", "review", "late", "remind", "done"), process=KEY,
    )  # fmt: skip
    approved(trial, planned(trial, petra, {**packages.files(), "trial.bpmn": shorter}), paul)
    trial.complete(lena, instance_id, "review")
    late = trial.open(instance_id)["late"]
    with trial.database.transaction():
        inbox.claim(lena, late.id)
    view = approved(trial, planned(trial, petra, second(), late="sign"), paul)
    assert view.counts.moved == 1
    task = trial.open(instance_id)["sign"]
    assert (task.id, task.assignee_id) == (late.id, None), "the claim is given back: she may not sign"
    with pytest.raises(NotPermitted, match="You completed “Review the answer” in this case"):
        trial.complete(lena, instance_id, "sign")
    liam = trial.person("liam", "legal_reviewer")
    with trial.database.transaction():
        work = casework.case_work(liam, session().get_one(ProcessInstance, instance_id).case_id)
    assert {step.name: step.state for step in work.main.processes[0].steps}["Review the answer"] == "done"
    assert work.main.version == 3
    trial.complete(liam, instance_id, "sign")


@ON_ONE_DATABASE
def test_same_person_for_two_steps_that_the_new_version_wants_apart_is_not_moved(
    trial: Trial, petra: Actor, paul: Actor
) -> None:
    both = trial.person("both", "investigating_officer", "legal_reviewer")
    free = packages.diagram().replace(b'<zeebe:property name="distinctFrom" value="ask"/>', b"")
    trial.install({**packages.files(), "trial.bpmn": free})
    instance_id = trial.start()
    trial.complete(both, instance_id, "ask", text="Something", fails=True)
    trial.complete(both, instance_id, "review")
    plan_id = planned(trial, petra, packages.files())
    [row] = seen(trial, plan_id, petra).cases
    assert "were done by the same person" in row.sentences[0]
    assert "Both" not in row.sentences[0]
    assert approved(trial, plan_id, paul).counts.refused == 1
    assert version(trial, instance_id) == 2


@ON_ONE_DATABASE
def test_case_that_went_on_after_the_trial_is_judged_again(trial: Trial, petra: Actor, paul: Actor) -> None:
    first, other = trial.start(), trial.asked()
    shorter = draw.diagram(
        LANES, draw.start(), draw.user("ask", form="question", name="Ask the question"),
        draw.user("remind", name="Remind the lawyer"), draw.user("review", name="Review", extension=PROPERTIES),
        draw.end("done"), draw.chain("start", "ask", "remind", "review", "done"), process=KEY,
    )  # fmt: skip
    plan_id = planned(trial, petra, {**packages.files(), "trial.bpmn": shorter}, review="")
    assert seen(trial, plan_id, petra).counts.moves == 1
    olive, lena = trial.person("olive"), trial.person("lena")
    trial.complete(olive, first, "ask", text="Something", fails=False)
    trial.complete(lena, other, "review")
    view = approved(trial, plan_id, paul)
    assert (view.counts.moved, view.counts.refused) == (0, 2)
    assert sorted(row.sentences[0][:24] for row in view.cases) == [
        "The case has ended. It s",
        'The case is at "Review t',
    ]
    assert version(trial, first) == 1


def test_move_is_undone_exactly_until_the_case_moves_on(trial: Trial, petra: Actor, paul: Actor) -> None:
    stays, goes = trial.asked(), trial.asked()
    lena = trial.person("lena")
    with trial.database.transaction():
        inbox.claim(lena, queries.open_tasks(stays)[0].id)
    before = standing(trial, stays)
    plan_id = planned(trial, petra, second(reminder="P3D"))
    view = approved(trial, plan_id, paul)
    assert all("was changed and begins anew" in row.sentences[0] for row in view.cases)
    assert standing(trial, stays) != before
    rows = {instance_of(trial, row.id): row.id for row in view.cases if row.can_undo}
    assert set(rows) == {stays, goes}
    trial.complete(lena, goes, "check")
    with pytest.raises(Conflict, match="has moved on since"), trial.database.transaction():
        moving.undo(paul, rows[goes])
    with pytest.raises(NotPermitted, match="You planned this move"), trial.database.transaction():
        moving.undo(petra, rows[stays])
    assert [row.id for row in seen(trial, plan_id, paul).cases if row.can_undo] == [rows[stays]]
    with trial.database.transaction():
        moving.undo(paul, rows[stays])
    assert standing(trial, stays) == before
    assert version(trial, stays) == 1
    with pytest.raises(Conflict, match="put back already"), trial.database.transaction():
        moving.undo(paul, rows[stays])
    run_once(trial.database, SETTINGS)
    with trial.database.transaction():
        assert session().scalars(select(CaseMove.state_before_sealed)).all() == [None, None], (
            "the way back is let go of"
        )
    assert Event.CASE_MOVED_BACK in dict(events(trial, stays))
    trial.complete(lena, stays, "review")


def instance_of(trial: Trial, row_id: UUID) -> UUID:
    with trial.database.transaction():
        return session().get_one(CaseMove, row_id).instance_id


def standing(trial: Trial, instance_id: UUID) -> list[Any]:
    """Where a case stands: its state, and what is open, awaited and running in it."""
    with trial.database.transaction():
        instance = session().get_one(ProcessInstance, instance_id)
        tasks = queries.open_tasks(instance_id)
        timers = session().scalars(select(Timer).where(Timer.instance_id == instance_id, Timer.settled_at.is_(None)))
        return [
            (instance.definition_id, instance.state, instance.variables, instance.moves, instance.status),
            [(t.id, t.element_id, t.name, t.candidate_group, t.assignee_id, t.due_at, t.created_at) for t in tasks],
            [(t.engine_task_id, t.element_id, t.due_at) for t in timers],
        ]


@ON_ONE_DATABASE
def test_a_moved_case_goes_back_by_a_plan_to_the_version_before(trial: Trial, petra: Actor, paul: Actor) -> None:
    instance_id = trial.asked()
    approved(trial, planned(trial, petra, second()), paul)
    with trial.database.transaction():
        two, one = queries.definitions.published(KEY)
        plan_id = planning.plan(petra, two.id, one.id)
        planning.change(petra, plan_id, {}, "Back again")
    with trial.database.transaction():
        planning.try_out(petra, plan_id)
        planning.submit(petra, plan_id)
    approved(trial, plan_id, paul)
    assert (version(trial, instance_id), set(trial.open(instance_id))) == (1, {"review"})
    trial.complete(trial.person("lena"), instance_id, "review")


def test_incident_is_mended_by_moving_the_case_to_a_corrected_version(trial: Trial, petra: Actor, paul: Actor) -> None:
    """A faulty expression in version 1, an incident, a mended version 2, the case moved and tried again: it ends."""

    def drawn(expression: str) -> dict[str, bytes]:
        diagram = draw.diagram(
            LANES, draw.start(), draw.user("ask", form="question", name="Ask the question"),
            draw.gateway("exclusive", "weigh", name="Weigh it", default="weigh_to_end"), draw.end("end"),
            draw.user("review", name="Review the answer", extension=PROPERTIES),
            draw.user("remind", name="Remind"), draw.end("done"),
            draw.chain("start", "ask", "weigh", "end"), draw.flow("weigh", "review", expression),
            draw.chain("review", "remind", "done"), process=KEY,
        )  # fmt: skip
        return {**packages.files(), "trial.bpmn": diagram}

    trial.install(drawn("=fails > 1"))
    instance_id = trial.start()
    sentence = trial.complete(trial.person("olive"), instance_id, "ask", text="Something", fails=True)
    assert sentence
    with trial.database.transaction():
        [incident] = queries.open_incidents(instance_id)
    plan_id = planned(trial, petra, drawn("=fails"))
    assert approved(trial, plan_id, paul).counts.moved == 1
    with trial.database.transaction():
        [row] = incident_list.listed(petra)
        assert (row.id, row.version, row.resolved_at) == (incident.id, 3, None), "it stays, on the new version"
    assert trial.open(instance_id) == {}
    with trial.database.transaction():
        assert session().get_one(Incident, incident.id).resolved_at is None
        assert service.retry_incident(petra, incident.id) == ""
    assert set(trial.open(instance_id)) == {"review"}
    trial.complete(trial.person("lena"), instance_id, "review")
    trial.complete(trial.person("olive"), instance_id, "remind")
    with trial.database.transaction():
        assert session().get_one(ProcessInstance, instance_id).status == "ended"


@ON_ONE_DATABASE
def test_move_after_which_the_next_step_would_fail_is_not_made(trial: Trial, petra: Actor, paul: Actor) -> None:
    instance_id = trial.asked(fails=True)
    before = rows_of(trial)
    diagram = draw.diagram(
        LANES, draw.start(), draw.user("ask", form="question", name="Ask the question"),
        draw.user("review", name="Review the answer", extension=PROPERTIES), draw.end("done"),
        draw.boundary("urgent", "review", draw.condition("=fails")),
        draw.gateway("exclusive", "weigh", name="Weigh it", default="weigh_to_over"), draw.end("over"),
        draw.user("remind", name="Remind"), draw.end("reminded"),
        draw.chain("start", "ask", "review", "done"), draw.chain("urgent", "weigh", "over"),
        draw.flow("weigh", "remind", "=fails > 1"), draw.chain("remind", "reminded"), process=KEY,
    )  # fmt: skip
    plan_id = planned(trial, petra, {**packages.files(), "trial.bpmn": diagram})
    assert seen(trial, plan_id, petra).counts.moves == 1
    view = approved(trial, plan_id, paul)
    assert view.counts.refused == 1
    assert view.cases[0].sentences[0].startswith('Going on from there would fail: "Weigh it": The condition')
    assert version(trial, instance_id) == 1
    same = rows_of(trial)
    del before["process_definition"], before["definition_file"], same["process_definition"], same["definition_file"]
    assert same == before
