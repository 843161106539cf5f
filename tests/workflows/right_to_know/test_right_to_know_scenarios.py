"""The worked cases of the packages run as written, through the services that officers use."""

from pathlib import PurePosixPath

import pytest

import workflows
from tests.workflows.right_to_know.drawing import diagrams
from webapp.cli.files import package_files
from webapp.scenarios.package import run_package_scenario
from webapp.scenarios.steps import Complete, Expect, Refused, Scenario
from webapp.scenarios.usual import paths, scenario_of

SCENARIOS = {
    f"{key}/{PurePosixPath(path).stem}": scenario_of(workflows.find(key), path)
    for key in ("right_to_know", "_template")
    for path in paths(workflows.find(key))
}
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS.keys())


@every_scenario
def test_worked_case_runs_as_written(scenario: Scenario) -> None:
    result = run_package_scenario(scenario, package_files(scenario.process))
    assert result.failures == []
    assert scenario.expect != Expect() or isinstance(scenario.steps[-1], Expect), (
        "Say under expect how the case stands after the last step."
    )


def test_every_user_task_of_the_process_is_completed_by_some_worked_case() -> None:
    completed = {
        step.element for scenario in SCENARIOS.values() for step in scenario.steps if isinstance(step, Complete)
    }
    drawn = {task.get("id") for diagram in diagrams().values() for task in diagram.of_kind("userTask")}
    assert drawn - completed == set()


def test_worked_case_1_is_that_of_the_scheme() -> None:
    worked = SCENARIOS["right_to_know/worked_case_1"]
    completed = {step.element: step.answers for step in worked.steps if isinstance(step, Complete)}
    assert len(completed["pursue_enquiry"]["alias"]) == 28
    of_all, *of_most = [strand.get("aliases", []) for strand in completed["assess_identity"]["strand"]]
    assert of_all == []
    assert of_most == [[f"A{number}" for number in range(1, 27)]] * 2
    attempted = {
        alias
        for step in worked.steps
        if isinstance(step, Refused) and isinstance(step.attempt, Complete)
        for alias in step.attempt.answers.get("proposed_alias", [])
    }
    assert {"A27", "A28"} <= attempted
    assert {"A27", "A28"}.isdisjoint(completed["make_decision"]["items_approved"])
    assert worked.expect.outcome == "DISCLOSED_FULL"


@every_scenario
def test_worked_case_names_only_steps_that_are_drawn(scenario: Scenario) -> None:
    drawn = {name for diagram in diagrams(scenario.process).values() for name in diagram.elements}
    named = {s.element for s in scenario.steps if isinstance(s, Complete)}
    named |= {s.about for s in scenario.steps if isinstance(s, Refused) and isinstance(s.attempt, Complete)}
    assert named <= drawn
