"""Open tasks follow the case: to another force that took it over, and away from a command that is kept from it."""

from dataclasses import replace
from uuid import UUID

import pytest

from webapp import clock
from webapp.access import service as accounts
from webapp.access import units
from webapp.access.actor import SYSTEM, SYSTEM_ID, Actor
from webapp.cases import queries as cases
from webapp.cli.files import package_files
from webapp.database import Database
from webapp.definitions import service as definitions
from webapp.errors import NotFound
from webapp.inbox import queries as lists
from webapp.inbox import service as inbox
from webapp.instances import queries as instances
from webapp.instances.model import UserTask
from webapp.scenarios.package import CaseRun
from webapp.scenarios.steps import Complete, Step
from webapp.scenarios.usual import scenario_of

FILES = package_files("right_to_know")


def driven(database: Database, scenario: str, before: str, number: int = 1) -> CaseRun:
    """A worked case up to the n-th completion of a step."""
    with database.transaction():
        accounts.ensure_system_user()
        definitions.install(SYSTEM, FILES, SYSTEM_ID)
        units.in_force("Borders", None)
    run = CaseRun(database, scenario_of(FILES, f"scenarios/{scenario}.yaml"))
    left = [number]

    def reached(step: Step) -> bool:
        left[0] -= isinstance(step, Complete) and step.element == before
        return left[0] == 0

    assert run.run(until=reached).failures == []
    return run


def task_of(case_id: UUID, element: str) -> UserTask:
    return next(task for task in instances.open_tasks_of_case(case_id) if task.element_id == element)


def test_claims_of_the_sending_force_end_and_its_tasks_wait_for_the_new_unit(database: Database) -> None:
    run = driven(database, "transferred_to_another_force", "answer_transfer", number=2)
    assert run.case_id is not None
    with clock.fixed(run.scenario.at), database.transaction():
        officer = run.cast.person("investigating_officer")
        receiver = run.cast.person("scheme_coordinator", force="Borders")
        inbox.claim(officer, task_of(run.case_id, "triage_risk").id)
        answer = task_of(run.case_id, "answer_transfer")
        inbox.complete(
            receiver, answer.id, {"transfer_accepted": True, "transfer_answer_reasons": "Ours."}, answer.revision
        )
        triage = task_of(run.case_id, "triage_risk")
        assert (triage.assignee_id, triage.unit_id) == (None, receiver.unit)
        assert lists.mine(officer) == []
        with pytest.raises(NotFound):
            inbox.claim(officer, triage.id)
        colleague = run.cast.person("investigating_officer", force="Borders")
        assert [row.id for row in lists.my_groups(colleague).rows] == [triage.id]


def test_standards_decide_on_a_restricted_case_and_the_command_knows_of_it_no_more(database: Database) -> None:
    run = driven(database, "worked_case_5", "settle_police_link")
    case_id = run.case_id
    assert case_id is not None
    with clock.fixed(run.scenario.at), database.transaction():
        standards = run.cast.person("professional_standards")
        command = units.create(SYSTEM, "Custody", force=standards.force)
        rae = moved(run.cast.person("identity_reviewer"), command)
        asked = task_of(case_id, "settle_police_link")
        # It waits for everybody of professional standards, and for nobody else; whoever claims it may give it back.
        colleague = run.cast.person("professional_standards", 2)
        inbox.claim(colleague, asked.id)
        inbox.release(colleague, asked.id)
        assert [row.id for row in lists.my_groups(colleague).rows] == [asked.id]
        assert lists.my_groups(rae).rows == []
        cases.require_view(rae, case_id)  # she confirmed the identity in it
        # Until they have said who is kept away, the course of the case goes no further.
        assert [task.element_id for task in instances.open_tasks_of_case(case_id)] == ["settle_police_link"]
        answers = {
            "kept_away": "command",
            "kept_away_unit": f"{standards.force}/Custody",
            "link_reasons": "He leads it.",
            "link_referral": "Made today.",
        }
        inbox.complete(standards, asked.id, answers, asked.revision)
        assert task_of(case_id, "choose_consultees").assignee_id is None
        with pytest.raises(NotFound):
            cases.require_view(rae, case_id)


def moved(person: Actor, unit: UUID) -> Actor:
    """The same person, as if they worked for another unit now."""
    return replace(person, unit=unit, units=frozenset({unit}))
