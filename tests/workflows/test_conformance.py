"""Small diagrams with the course that BPMN 2.0 demands of them, as scenario files beside this test."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflows import second_process
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


def test_there_are_enough_of_them():
    assert len(SCENARIOS) >= 200


def test_every_saved_state_is_the_same_in_a_second_process_which_runs_them_all_again_alike():
    """The other process has other hashes, so nothing may hang on the order of a set."""
    here = {path.name: second_process.course_of(path) for path in SCENARIOS}
    request = json.dumps({"folder": str(FOLDER), "courses": here})
    there = subprocess.run(
        [sys.executable, second_process.__file__],
        input=request,
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "4711", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(there.stdout) == {}


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
