"""Claiming, releasing, drafting and completing, by the right people, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.fixtures.trial import Trial
from webapp.access.actor import Actor
from webapp.cases.model import FormSubmission
from webapp.database import session
from webapp.errors import Conflict, InvalidSubmission, NotFound, NotPermitted, RightToKnowError
from webapp.inbox import queries, service
from webapp.instances import rules
from webapp.instances.model import UserTask

ANSWERS = {"text": "Something", "fails": False}


def task_of(trial: Trial, instance_id: UUID, element: str) -> UserTask:
    return trial.open(instance_id)[element]


def test_a_task_waits_in_its_group_and_then_with_whoever_claims_it(trial: Trial) -> None:
    olive, lena = trial.person("olive"), trial.person("lena")
    task = task_of(trial, trial.start(), "ask")
    with trial.database.transaction():
        assert [row.id for row in queries.my_groups(olive).rows] == [task.id]
        assert queries.my_groups(lena).rows == []
        service.claim(olive, task.id)
    with trial.database.transaction():
        assert [row.id for row in queries.mine(olive)] == [task.id]
        assert queries.my_groups(olive).rows == []
        assert queries.counts(olive).mine == 1
        service.release(olive, task.id)
    with trial.database.transaction():
        assert queries.mine(olive) == []
        assert [row.id for row in queries.my_groups(olive).rows] == [task.id]


def test_somebody_without_the_role_can_neither_see_nor_post_it(trial: Trial) -> None:
    lena = trial.person("lena")
    task = task_of(trial, trial.start(), "ask")
    for act in (
        lambda: queries.task_page(lena, task.id),
        lambda: service.claim(lena, task.id),
        lambda: service.save_draft(lena, task.id, {}),
        lambda: service.complete(lena, task.id, ANSWERS, task.revision),
    ):
        with pytest.raises(NotFound), trial.database.transaction():
            act()


def test_who_asked_may_see_but_not_review(trial: Trial) -> None:
    both = trial.person("bo", "investigating_officer", "legal_reviewer")
    instance_id = trial.start()
    trial.complete(both, instance_id, "ask", **ANSWERS)
    review = task_of(trial, instance_id, "review")
    with trial.database.transaction():
        page = queries.task_page(both, review.id)
        assert not page.can_claim
        assert not page.can_complete
        assert "You completed “Ask the question” in this case" in page.refusal
    for act in (
        lambda: service.claim(both, review.id),
        lambda: service.complete(both, review.id, {}, review.revision),
    ):
        refused = pytest.raises(NotPermitted, match="another person has to do “Review the answer”")
        with refused, trial.database.transaction():
            act()
    trial.complete(trial.person("lena"), instance_id, "review")


def test_a_claimed_task_is_not_anybody_elses(trial: Trial) -> None:
    olive, oscar = trial.person("olive"), trial.person("oscar", "investigating_officer")
    task = task_of(trial, trial.start(), "ask")
    with trial.database.transaction():
        service.claim(olive, task.id)
    for act in (
        lambda: service.claim(oscar, task.id),
        lambda: service.release(oscar, task.id),
        lambda: service.complete(oscar, task.id, ANSWERS, task.revision + 1),
    ):
        with pytest.raises(NotPermitted, match="Olive is working on this task"), trial.database.transaction():
            act()


def test_wrong_answers_are_told_by_question_and_nothing_moves(trial: Trial) -> None:
    olive = trial.person("olive")
    instance_id = trial.start()
    task = task_of(trial, instance_id, "ask")
    with pytest.raises(InvalidSubmission) as refused, trial.database.transaction():
        service.complete(olive, task.id, {"fails": "perhaps", "sneaked_in": 1}, task.revision)
    assert set(refused.value.errors) == {"text", "fails", "sneaked_in"}
    assert set(trial.open(instance_id)) == {"ask"}


def test_answers_to_a_task_without_questions_are_refused(trial: Trial) -> None:
    lena = trial.person("lena")
    task = task_of(trial, trial.asked(), "review")
    with pytest.raises(InvalidSubmission), trial.database.transaction():
        service.complete(lena, task.id, {"outcome": "DISCLOSED_FULL"}, task.revision)


def test_a_draft_is_its_writers_own_and_goes_with_the_task(trial: Trial) -> None:
    olive, oscar = trial.person("olive"), trial.person("oscar", "investigating_officer")
    instance_id = trial.start()
    task = task_of(trial, instance_id, "ask")
    with trial.database.transaction():
        service.save_draft(olive, task.id, {"text": "half a sen", "fails": "nonsense"})
    with trial.database.transaction():
        assert queries.task_page(olive, task.id).answers == {"text": "half a sen", "fails": "nonsense"}
        assert queries.task_page(oscar, task.id).answers == {}
    trial.complete(olive, instance_id, "ask", **ANSWERS)


def test_a_task_that_changed_hands_meanwhile_asks_to_look_again(trial: Trial) -> None:
    olive = trial.person("olive")
    task = task_of(trial, trial.start(), "ask")
    with trial.database.transaction():
        service.claim(olive, task.id)
    with pytest.raises(Conflict, match="has changed since you opened it"), trial.database.transaction():
        service.complete(olive, task.id, ANSWERS, task.revision)


def test_the_second_of_two_is_told_who_was_first_and_when(trial: Trial) -> None:
    instance_id = trial.start()
    task = task_of(trial, instance_id, "ask")
    trial.complete(trial.person("olive"), instance_id, "ask", **ANSWERS)
    oscar = trial.person("oscar", "investigating_officer")
    refused = pytest.raises(Conflict, match=r"“Ask the question” was completed by Olive .*\d\d:\d\d")
    with refused, trial.database.transaction():
        service.complete(oscar, task.id, ANSWERS, task.revision)


def test_of_twenty_at_once_exactly_one_completes_it(trial: Trial) -> None:
    instance_id = trial.start()
    task = task_of(trial, instance_id, "ask")
    people = [trial.person(f"officer{number}", "investigating_officer") for number in range(20)]
    together = Barrier(len(people))

    def submit(actor: Actor) -> str:
        together.wait()
        try:
            with trial.database.transaction():
                service.complete(actor, task.id, ANSWERS, task.revision)
        except RightToKnowError as refusal:
            return refusal.sentence
        return "done"

    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(submit, people))
    assert answers.count("done") == 1
    assert all("was completed by Officer" in answer for answer in answers if answer != "done")
    with trial.database.transaction():
        assert session().scalar(select(func.count()).select_from(FormSubmission)) == 1
    assert set(trial.open(instance_id)) == {"review"}


@pytest.mark.parametrize(("element", "login"), [("ask", "olive"), ("review", "lena")])
def test_a_long_list_comes_in_pages_that_miss_nothing(trial: Trial, element: str, login: str) -> None:
    """The first has no deadline, the second has the same one five times over."""
    begin = trial.start if element == "ask" else trial.asked
    tasks = {task_of(trial, begin(), element).id for _ in range(5)}
    reader = trial.person(login)
    seen: list[UUID] = []
    after = ""
    with trial.database.transaction():
        while True:
            page = queries.my_groups(reader, after=after, limit=2)
            seen += [row.id for row in page.rows]
            after = page.next_after
            if not after:
                break
    assert len(seen) == 5
    assert set(seen) == tasks


def test_an_immediate_task_without_a_deadline_comes_before_what_may_wait(trial: Trial) -> None:
    olive = trial.person("olive")
    wanted = [("P3_STANDARD", None), ("P3_STANDARD", timedelta(days=5)), ("P2_HIGH", None), ("P1_IMMEDIATE", None)]
    tasks = [task_of(trial, trial.start(), "ask") for _ in wanted]
    with trial.database.transaction():
        for task, (priority, period) in zip(tasks, wanted, strict=True):
            row = session().get_one(UserTask, task.id)
            row.priority, row.due_at = priority, row.created_at + period if period else None
            row.listed_at = rules.listed_at(row.due_at, row.created_at, priority)
    with trial.database.transaction():
        order = [row.id for row in queries.my_groups(olive).rows]
    assert order == [task.id for task in reversed(tasks)]
