"""A colleague acts for somebody who is away: for a time, under both names, and bound by what both did."""

from datetime import timedelta
from uuid import UUID

import pytest

from tests.fixtures.trial import Trial
from webapp import clock
from webapp.access import covers, queries
from webapp.access.actor import SYSTEM, Actor
from webapp.access.facts import Place
from webapp.audit import queries as audit
from webapp.audit.events import Event
from webapp.cases import queries as reads
from webapp.cases import service as cases
from webapp.cases.records import find_case
from webapp.cases.service.places import give_place
from webapp.database import session
from webapp.errors import NotFound, NotPermitted, Rejected
from webapp.inbox import queries as inbox
from webapp.inbox import service
from webapp.instances import queries as instances
from webapp.instances.model import UserTask

WEEK = timedelta(days=7)
ANSWERS = {"text": "Something", "fails": False}


def again(trial: Trial, login: str) -> Actor:
    """The person with what was arranged since."""
    with trial.database.transaction():
        found = queries.actor_by_login(login)
    assert found is not None
    return found


def arrange(trial: Trial, by: str, absent: str, colleague: str, days: int = 7) -> UUID:
    actor = again(trial, by)
    with trial.database.transaction():
        return covers.arrange(actor, absent, colleague, clock.now(), clock.now() + timedelta(days=days))


@pytest.fixture
def claimed(trial: Trial) -> UserTask:
    """A question that Olive has claimed; Oscar has her role."""
    trial.person("oscar", "investigating_officer")
    task = trial.open(trial.start())["ask"]
    with trial.database.transaction():
        service.claim(trial.person("olive"), task.id)
    return task


def test_colleague_does_the_task_and_both_names_stand_in_the_account(trial: Trial, claimed: UserTask) -> None:
    arrange(trial, "olive", "", "oscar")
    oscar = again(trial, "oscar")
    with trial.database.transaction():
        assert [(row.id, row.assignee_name) for row in inbox.mine(oscar)] == [(claimed.id, "Olive")]
        page = inbox.task_page(oscar, claimed.id)
        assert (page.can_complete, page.can_release) == (True, True)
    trial.complete(oscar, claimed.instance_id, "ask", **ANSWERS)
    with trial.database.transaction():
        row = session().get_one(UserTask, claimed.id)
        assert (row.completed_by, row.completed_for) == (oscar.id, trial_id("olive"))
        entry = next(e for e in audit.timeline(row.case_id) if e.event is Event.TASK_COMPLETED)
        assert (entry.actor_id, entry.absent) == (oscar.id, row.completed_for)
        assert "Oscar for Olive" in {line.by for line in instances.timeline(oscar, row.case_id)}


def trial_id(login: str) -> UUID:
    found = queries.actor_by_login(login)
    assert found is not None
    return found.id


def test_cover_ends_by_itself_and_by_hand(trial: Trial, claimed: UserTask) -> None:
    cover = arrange(trial, "olive", "", "oscar")
    with clock.fixed(clock.now() + WEEK + timedelta(minutes=1)):
        assert again(trial, "oscar").covers == frozenset()
    assert again(trial, "oscar").covers == {again(trial, "olive").id}
    lena = again(trial, "lena")
    with pytest.raises(NotFound), trial.database.transaction():
        covers.end(lena, cover)
    with trial.database.transaction():
        covers.end(queries.actor_by_login("olive") or lena, cover)
    oscar = again(trial, "oscar")
    assert oscar.covers == frozenset()
    with trial.database.transaction():
        assert inbox.mine(oscar) == []
    with pytest.raises(NotPermitted, match="Olive is working on this task"), trial.database.transaction():
        service.complete(oscar, claimed.id, ANSWERS, claimed.revision + 1)


def test_who_covers_is_bound_by_what_the_absent_person_did(trial: Trial) -> None:
    both = trial.person("bo", "investigating_officer", "legal_reviewer")
    other = trial.person("ben", "investigating_officer", "legal_reviewer")
    instance_id = trial.start()
    trial.complete(both, instance_id, "ask", **ANSWERS)
    review = trial.open(instance_id)["review"]
    with trial.database.transaction():
        session().get_one(UserTask, review.id).assignee_id = both.id
    arrange(trial, "bo", "", "ben")
    ben = again(trial, other.login)
    refused = pytest.raises(NotPermitted, match="Bo, for whom you act, completed “Ask the question”")
    with refused, trial.database.transaction():
        service.complete(ben, review.id, {}, review.revision)


def test_absent_person_is_bound_by_what_was_done_for_them(trial: Trial) -> None:
    for login in ("bo", "ben"):
        trial.person(login, "investigating_officer", "legal_reviewer")
    instance_id = trial.start()
    ask = trial.open(instance_id)["ask"]
    bo = again(trial, "bo")
    with trial.database.transaction():
        service.claim(bo, ask.id)
    arrange(trial, "bo", "", "ben")
    trial.complete(again(trial, "ben"), instance_id, "ask", **ANSWERS)
    review = trial.open(instance_id)["review"]
    for login in ("bo", "ben"):
        refused = pytest.raises(NotPermitted, match="You completed “Ask the question”")
        actor = again(trial, login)
        with refused, trial.database.transaction():
            service.complete(actor, review.id, {}, review.revision)
    trial.complete(again(trial, "lena"), instance_id, "review")


def test_only_the_person_or_their_supervisor_arranges_it_with_a_colleague_of_the_same_roles(trial: Trial) -> None:
    trial.person("oscar", "investigating_officer")
    trial.person("sam", "supervisor")
    for by, absent, colleague, days, field in (
        ("oscar", "olive", "oscar", 7, "absent"),
        ("oscar", "nobody", "olive", 7, "absent"),
        ("oscar", "", "lena", 7, "colleague"),
        ("oscar", "", "oscar", 7, "colleague"),
        ("oscar", "", "nobody", 7, "colleague"),
        ("oscar", "", "olive", 0, "until"),
        ("oscar", "", "olive", 32, "until"),
    ):
        with pytest.raises(Rejected) as refused:
            arrange(trial, by, absent, colleague, days)
        assert refused.value.field == field, (by, absent, colleague)
    arrange(trial, "sam", "olive", "oscar")
    olive, sam, lena = (again(trial, login) for login in ("olive", "sam", "lena"))
    with trial.database.transaction():
        assert [(row.absent, row.colleague, row.may_end) for row in covers.listed(olive)] == [("Olive", "Oscar", True)]
        assert [row.may_end for row in covers.listed(sam)] == [True]
        assert covers.listed(lena) == []


def test_supervisor_opens_no_restricted_case_by_arranging_a_cover(trial: Trial, claimed: UserTask) -> None:
    """Professional standards decides who works on it: a colleague who is not named there learns nothing of it."""
    trial.person("sam", "supervisor", "investigating_officer")
    with trial.database.transaction():
        find_case(claimed.case_id).restricted = True
        cases.offer_to_groups(SYSTEM, claimed.case_id, ["investigating_officer"])
    arrange(trial, "sam", "olive", "sam")
    sam = again(trial, "sam")
    assert sam.covers == {again(trial, "olive").id}
    with trial.database.transaction():
        assert inbox.mine(sam) == []
        assert reads.register(sam).rows == []
    for look in (lambda: inbox.task_page(sam, claimed.id), lambda: reads.require_view(sam, claimed.case_id)):
        with pytest.raises(NotFound), trial.database.transaction():
            look()
    with trial.database.transaction():
        give_place(SYSTEM, claimed.case_id, sam.id, Place.NAMED)
    with trial.database.transaction():
        assert [row.id for row in inbox.mine(sam)] == [claimed.id]
        assert inbox.task_page(sam, claimed.id).can_complete
