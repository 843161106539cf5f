"""Two things happen to one task or one process at the same moment: one of the two orders holds, never a mixture."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.fixtures import trial as packages
from tests.fixtures.trial import Trial
from tests.integration.durability.racing import Act, both, sound
from tests.unit.engine import drawing as draw
from webapp import clock
from webapp.access import queries as people
from webapp.access.actor import Actor
from webapp.cases.model import FormSubmission
from webapp.database import session
from webapp.errors import NotPermitted, RightToKnowError
from webapp.inbox import service as inbox
from webapp.instances import service as running
from webapp.instances.model import ProcessInstance, Timer, UserTask
from webapp.staff import service as staff
from webapp.staff.rules import Kind

ANSWERS = {"text": "It happened", "fails": False}


def task_of(trial: Trial, instance_id: UUID, element: str) -> UserTask:
    return trial.open(instance_id)[element]


def test_completing_and_giving_back(trial: Trial, tries: list[bool]) -> None:
    olive = trial.person("olive")
    for swap in tries:
        instance_id = trial.start()
        task = task_of(trial, instance_id, "ask")
        with trial.database.transaction():
            inbox.claim(olive, task.id)

        def complete(task: UserTask = task) -> None:
            with trial.database.transaction():
                inbox.complete(olive, task.id, ANSWERS, task.revision + 1)

        def release(task: UserTask = task) -> None:
            with trial.database.transaction():
                inbox.release(olive, task.id)

        completed, released = both(complete, release, swap=swap)
        assert completed is not released
        assert set(trial.open(instance_id)) == ({"review"} if completed else {"ask"})
        sound(trial, instance_id)


def test_completing_and_the_timer_on_the_same_task(trial: Trial, tries: list[bool]) -> None:
    """The timer stands beside the task, so both orders are right; after the task it must not fire any more."""
    lena = trial.person("lena")
    for swap in tries:
        instance_id = trial.asked()
        task = task_of(trial, instance_id, "review")
        with trial.database.transaction():
            due = session().scalar(
                select(Timer.due_at).where(Timer.instance_id == instance_id, Timer.settled_at.is_(None))
            )
        assert due is not None
        with clock.fixed(due):

            def complete(task: UserTask = task, at: object = due) -> None:
                with clock.fixed(at), trial.database.transaction():
                    inbox.complete(lena, task.id, {}, task.revision)

            def fire(instance_id: UUID = instance_id, at: object = due) -> None:
                with clock.fixed(at), trial.database.transaction():
                    running.fire_timers(instance_id)

            completed, _ = both(complete, fire, swap=swap)
        assert completed
        with trial.database.transaction():
            reminders = session().scalar(
                select(func.count()).where(UserTask.instance_id == instance_id, UserTask.element_id == "remind")
            )
            assert session().scalars(select(Timer).where(Timer.settled_at.is_(None))).all() == []
        assert reminders in (0, 1)
        sound(trial, instance_id)


def completing(trial: Trial, login: str, task: UserTask, revision: int) -> Act:
    """Somebody sends the answers to the question, as a request does: who they are is looked up in its transaction."""

    def act() -> None:
        with trial.database.transaction():
            actor = people.actor_by_login(login)
            if actor is None:
                raise NotPermitted("Suspended.")
            inbox.complete(actor, task.id, ANSWERS, revision)

    return act


def written(task: UserTask) -> int:
    """How many answers the case of a task has. Needs an open transaction."""
    query = select(func.count()).select_from(FormSubmission).where(FormSubmission.case_id == task.case_id)
    return session().scalar(query) or 0


def test_two_officers_complete_one_task(trial: Trial, tries: list[bool]) -> None:
    officers = trial.person("olive"), trial.person("oscar", "investigating_officer")
    for swap in tries:
        instance_id = trial.start()
        task = task_of(trial, instance_id, "ask")
        acts = [completing(trial, officer.login, task, task.revision) for officer in officers]
        first, second = both(*acts, swap=swap)
        assert first is not second
        assert set(trial.open(instance_id)) == {"review"}
        with trial.database.transaction():
            assert written(task) == 1
            assert session().get_one(UserTask, task.id).completed_by == officers[int(second)].id
        sound(trial, instance_id)


def test_completing_and_taking_over(trial: Trial, tries: list[bool]) -> None:
    """A task that waits for its group is completed by one officer while another makes it theirs."""
    oscar = trial.person("oscar", "investigating_officer")
    for swap in tries:
        instance_id = trial.start()
        task = task_of(trial, instance_id, "ask")

        def claim(task: UserTask = task) -> None:
            with trial.database.transaction():
                inbox.claim(oscar, task.id)

        completed, claimed = both(completing(trial, "olive", task, task.revision), claim, swap=swap)
        assert completed is not claimed
        assert set(trial.open(instance_id)) == ({"review"} if completed else {"ask"})
        with trial.database.transaction():
            assert written(task) == int(completed)
            assert completed or session().get_one(UserTask, task.id).assignee_id == oscar.id
        sound(trial, instance_id)


@pytest.fixture
def administrators(trial: Trial) -> tuple[Actor, Actor]:
    """Who proposes and who decides."""
    return trial.person("ada", "administrator"), trial.person("amos", "administrator")


def loses_it_all(trial: Trial, tries: list[bool], end: Callable[[UUID], Act], left_in: frozenset[str] | None) -> None:
    """An officer completes a claimed task while the right to is taken away: it is completed before, or given back."""
    for number, swap in enumerate(tries):
        officer = trial.person(f"officer{number}", "investigating_officer")
        instance_id = trial.start()
        task = task_of(trial, instance_id, "ask")
        with trial.database.transaction():
            inbox.claim(officer, task.id)
        complete = completing(trial, officer.login, task, task.revision + 1)
        completed, ended = both(complete, end(officer.id), swap=swap)
        assert ended
        assert set(trial.open(instance_id)) == ({"review"} if completed else {"ask"})
        with trial.database.transaction():
            assert written(task) == int(completed)
            assert completed or session().get_one(UserTask, task.id).assignee_id is None
            now = people.actor_by_login(officer.login)
            assert (None if now is None else now.groups) == left_in
        with pytest.raises(RightToKnowError):
            completing(trial, officer.login, task, task.revision + 2)()
        sound(trial, instance_id)


def test_completing_and_being_suspended(trial: Trial, administrators: tuple[Actor, Actor], tries: list[bool]) -> None:
    ada, _ = administrators

    def suspending(person: UUID) -> Act:
        def act() -> None:
            with trial.database.transaction():
                staff.leave(ada, person)

        return act

    loses_it_all(trial, tries, suspending, None)


def test_completing_and_losing_the_role(trial: Trial, administrators: tuple[Actor, Actor], tries: list[bool]) -> None:
    ada, amos = administrators

    def moving(person: UUID) -> Act:
        with trial.database.transaction():
            proposal = staff.propose(ada, person, Kind.GROUPS, ["legal_reviewer"], "They move to the legal panel.")

        def act() -> None:
            with trial.database.transaction():
                staff.approve(replace(amos, confirmed=True), proposal)

        return act

    loses_it_all(trial, tries, moving, frozenset({"legal_reviewer"}))


# “left” and “right” at the same time, then “after” once both are done.
FORKED = draw.diagram(
    '<bpmn:laneSet id="lanes"><bpmn:lane id="lane_officer" name="Officer"><bpmn:flowNodeRef>left</bpmn:flowNodeRef>'
    "<bpmn:flowNodeRef>right</bpmn:flowNodeRef><bpmn:flowNodeRef>after</bpmn:flowNodeRef></bpmn:lane>"
    "</bpmn:laneSet>",
    draw.start(),
    draw.gateway("parallel", "fork"),
    draw.user("left", name="Do the left"),
    draw.user("right", name="Do the right"),
    draw.gateway("parallel", "joined"),
    draw.user("after", name="Go on"),
    draw.end(),
    draw.chain("start", "fork", "left", "joined", "after", "end"),
    draw.chain("fork", "right", "joined"),
    process=packages.KEY,
)


def test_two_branches_reach_their_join(trial: Trial, tries: list[bool]) -> None:
    """Each finds the other arrived or still at work, whichever comes second: the case goes on once."""
    trial.install({**packages.files(), "trial.bpmn": FORKED})
    oscar = trial.person("oscar", "investigating_officer")
    olive = trial.person("olive")
    for swap in tries:
        instance_id = trial.start()
        open_now = trial.open(instance_id)
        assert set(open_now) == {"left", "right"}

        def finish(actor: Actor, task: UserTask) -> Act:
            def act() -> None:
                with trial.database.transaction():
                    inbox.complete(actor, task.id, {}, task.revision)

            return act

        assert both(finish(olive, open_now["left"]), finish(oscar, open_now["right"]), swap=swap) == (True, True)
        assert set(trial.open(instance_id)) == {"after"}
        with trial.database.transaction():
            after = select(func.count()).where(UserTask.instance_id == instance_id, UserTask.element_id == "after")
            assert session().scalar(after) == 1
        sound(trial, instance_id)
        trial.complete(olive, instance_id, "after")
        with trial.database.transaction():
            assert session().get_one(ProcessInstance, instance_id).status == "ended"
