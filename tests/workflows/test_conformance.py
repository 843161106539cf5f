"""Small diagrams with the course that BPMN 2.0 demands of them, as scenario files beside this test."""

from pathlib import Path

import pytest

from webapp.engine.check import check
from webapp.scenarios.diagram import diagram_files, run_diagram_scenario
from webapp.scenarios.format import read_scenario

FOLDER = Path(__file__).parent / "conformance"
SCENARIOS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_diagram_runs_as_drawn(path):
    result = run_diagram_scenario(read_scenario(path.read_bytes(), path.name), FOLDER)
    assert result.failures == []
    assert result.trace


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_diagram_is_accepted_by_the_gate(path):
    scenario = read_scenario(path.read_bytes(), path.name)
    assert check(diagram_files(FOLDER / scenario.diagram)).problems == ()


def test_scenario_that_does_not_run_as_written_says_at_which_step_and_why():
    text = (FOLDER / "sequence.yaml").read_text().replace("{open: [a]}", "{open: [c]}")
    result = run_diagram_scenario(read_scenario(text, "sequence.yaml"), FOLDER)
    assert result.failures == ["step 1: expected open [c], found [a]"]
    assert not result.passed


def test_scenario_of_a_refused_diagram_names_the_problems(tmp_path):
    (tmp_path / "bad.bpmn").write_bytes((FOLDER / "sequence.bpmn").read_bytes().replace(b'"c"', b'"c" x="1"', 1))
    text = "name: Bad\ndiagram: bad.bpmn\nat: 2026-03-02T09:00:00Z\nsteps: []\n"
    result = run_diagram_scenario(read_scenario(text, "bad.yaml"), tmp_path)
    assert not result.passed
    assert "is refused" in result.failures[0]


def test_scenario_without_its_diagram_fails_with_a_sentence(tmp_path):
    text = "name: Bad\ndiagram: nowhere.bpmn\nat: 2026-03-02T09:00:00Z\nsteps: []\n"
    assert run_diagram_scenario(read_scenario(text, "bad.yaml"), tmp_path).failures == [
        "There is no diagram nowhere.bpmn."
    ]
