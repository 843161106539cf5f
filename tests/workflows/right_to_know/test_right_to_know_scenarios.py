"""The worked cases of the packages run as written, through the services that officers use."""

import pytest

from tests.workflows.right_to_know.drawing import diagrams
from tests.workflows.right_to_know.running import SCENARIOS, Runs
from webapp.cli.files import package_files
from webapp.scenarios.coverage import Reached, report
from webapp.scenarios.steps import Complete, Expect, Refused, Scenario

OF_THE_SCHEME = [name for name in SCENARIOS if name.startswith("right_to_know/")]
every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS.keys())


@pytest.mark.parametrize("name", SCENARIOS)
def test_worked_case_runs_as_written(name: str, runs_of_worked_cases: Runs) -> None:
    assert runs_of_worked_cases.of(name).failures == []
    scenario = SCENARIOS[name]
    assert scenario.expect != Expect() or isinstance(scenario.steps[-1], Expect), (
        "Say under expect how the case stands after the last step."
    )


def test_worked_cases_reach_every_element_flow_row_and_form_of_the_process(runs_of_worked_cases: Runs) -> None:
    reached = Reached()
    for shown in runs_of_worked_cases.of_all(OF_THE_SCHEME):
        reached |= shown.reached
    parts = report(package_files("right_to_know"), reached)
    assert [str(part) for part in parts if part.missing] == []
    assert len(parts) > 2 * len(diagrams())


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
