"""Plans to move running cases: planned by one person, tried on every case, approved by another."""

import pytest
from sqlalchemy import func, select

from tests.fixtures.trial import KEY, Trial
from tests.integration.instances.moving import (
    DESIGNER,
    ON_ONE_DATABASE,
    SETTINGS,
    approved,
    planned,
    rows_of,
    second,
    seen,
)
from webapp.access.actor import Actor
from webapp.database import session
from webapp.errors import Conflict, NotPermitted, Rejected
from webapp.instances import planning, plans, queries
from webapp.instances.model import CaseMove
from webapp.worker.loop import run_once


@ON_ONE_DATABASE
def test_trial_says_of_each_case_what_would_come_of_it_and_writes_nothing_of_any(trial: Trial, petra: Actor) -> None:
    trial.start()
    trial.asked()
    with trial.database.transaction():
        source = queries.definitions.latest_deployed(KEY)
    # The further step takes the place of the review, which has no counterpart.
    target = trial.install(second(review="other", after="more"))
    with trial.database.transaction():
        plan_id = planning.plan(petra, source, target)
        planning.change(petra, plan_id, {"review": "", "day_over": ""}, "Why")
    before = rows_of(trial)
    with trial.database.transaction():
        planning.try_out(petra, plan_id)
    assert rows_of(trial) == before
    view = seen(trial, plan_id, petra)
    assert (view.counts.running, view.counts.moves, view.counts.attention) == (2, 1, 1)
    [row] = seen(trial, plan_id, petra, show="attention").cases
    assert row.sentences == [
        'The case is at "Review the answer", which has no counterpart. Map it to an element there is.'
    ]
    [line] = [line for line in view.lines if line.waiting and not line.chosen]
    assert (line.element_id, line.waiting, line.problem) == ("review", 1, "")
    assert "other" in {choice.element_id for choice in line.choices}


@ON_ONE_DATABASE
def test_plan_is_made_by_designers_and_decided_on_by_another_person(trial: Trial, petra: Actor, paul: Actor) -> None:
    trial.asked()
    plan_id = planned(trial, petra, second())
    olive, pia = trial.person("olive"), trial.person("pia", DESIGNER)
    refused = {
        lambda: planning.approve(petra, plan_id): "You planned this move",
        lambda: planning.return_to_planner(petra, plan_id, "No"): "You planned this move",
        lambda: planning.approve(pia, plan_id): "Process publisher",
        lambda: planning.withdraw(pia, plan_id): "another designer's",
        lambda: planning.try_out(paul, plan_id): "Process designer",
        lambda: plans.plan(olive, plan_id): "role",
        lambda: plans.of_package(olive, KEY): "role",
    }
    for act, words in refused.items():
        with pytest.raises(NotPermitted, match=words), trial.database.transaction():
            act()
    with trial.database.transaction():
        planning.return_to_planner(paul, plan_id, "Say more about why.")
    with pytest.raises(Conflict, match="decided on or changed"), trial.database.transaction():
        planning.approve(paul, plan_id)
    view = seen(trial, plan_id, petra)
    assert (view.row.state, view.returned_with, view.can_edit) == ("draft", "Say more about why.", True)
    with trial.database.transaction():
        planning.withdraw(petra, plan_id)
        assert session().scalar(select(func.count()).select_from(CaseMove)) == 0


@ON_ONE_DATABASE
def test_plan_without_reason_trial_or_with_problems_goes_no_further(trial: Trial, petra: Actor) -> None:
    trial.asked()
    with trial.database.transaction():
        source = queries.definitions.latest_deployed(KEY)
    target = trial.install(second())
    with pytest.raises(Rejected, match="two different versions"), trial.database.transaction():
        planning.plan(petra, source, source)
    with trial.database.transaction():
        draft = queries.definitions.by_id(source)
        unpublished = type(draft)(key=KEY, version=9, title="Draft", author_id=petra.id)
        session().add(unpublished)
        session().flush()
        with pytest.raises(Rejected, match="has not been published"):
            planning.plan(petra, source, unpublished.id)
        plan_id = planning.plan(petra, source, target)
    with pytest.raises(Rejected, match="Say why"), trial.database.transaction():
        planning.submit(petra, plan_id)
    with trial.database.transaction():
        assert planning.change(petra, plan_id, {"review": "done"}, "Why") == 2
    with pytest.raises(Rejected, match="Mend the problems"), trial.database.transaction():
        planning.submit(petra, plan_id)
    problems = {line.element_id: line.problem for line in seen(trial, plan_id, petra).to_look_at if line.problem}
    assert problems["review"] == (
        '"Review the answer" is a user task, "done" is an end event. Choose one of the same kind.'
    )
    with pytest.raises(Rejected, match="no element nobody"), trial.database.transaction():
        planning.change(petra, plan_id, {"nobody": "done"}, "Why")
    with trial.database.transaction():
        assert planning.change(petra, plan_id, {"review": "check"}, "Why") == 0
    with pytest.raises(Rejected, match="Try the plan"), trial.database.transaction():
        planning.submit(petra, plan_id)


@ON_ONE_DATABASE
def test_cases_begun_after_the_trial_and_many_of_them_are_taken_by_the_worker(
    trial: Trial, petra: Actor, paul: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        trial.start()
    monkeypatch.setattr(planning, "AT_ONCE", 2)
    monkeypatch.setattr(plans, "ON_A_PAGE", 2)
    with trial.database.transaction():
        source = queries.definitions.latest_deployed(KEY)
    target = trial.install(second())
    with trial.database.transaction():
        plan_id = planning.plan(petra, source, target)
        planning.change(petra, plan_id, {}, "Why")
        planning.try_out(petra, plan_id)
    assert seen(trial, plan_id, petra).counts.waiting == 1
    with pytest.raises(Rejected, match="Try the plan"), trial.database.transaction():
        planning.submit(petra, plan_id)
    run_once(trial.database, SETTINGS)
    view = seen(trial, plan_id, petra)
    assert (view.counts.waiting, view.counts.moves, len(view.cases)) == (0, 3, 2)
    assert len(seen(trial, plan_id, petra, after=view.next_after).cases) == 1
    with trial.database.transaction():
        planning.submit(petra, plan_id)
    assert approved(trial, plan_id, paul).counts.moved == 3
