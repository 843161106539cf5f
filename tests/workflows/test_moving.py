"""Every conformance scenario again, moved to an identical copy of its diagram at every step: nothing may change."""

from dataclasses import replace
from pathlib import Path

import pytest

from webapp.engine.migration import Migration, propose
from webapp.engine.parse import parse_package
from webapp.scenarios.diagram import DiagramRun, diagram_files
from webapp.scenarios.format import read_scenario
from webapp.scenarios.result import ScenarioResult

FOLDER = Path(__file__).parent / "conformance"
SCENARIOS = sorted(FOLDER.glob("*.yaml"))


class MovedRun(DiagramRun):
    """A run that goes over to the other of two versions after every command and after every run of automatic steps."""

    def __init__(self, definition, other, *given):
        super().__init__(definition, *given)
        self.other = other
        self.moves = 0

    def _go_on(self, checkpoint):
        super()._go_on(self.moved(checkpoint))
        self.last = self.moved(self.last)

    def moved(self, step):
        if step.ended:
            return step
        migration = Migration(self.definition, self.other, propose(self.definition, self.other))
        assert migration.problems() == []
        found = migration.move(step.state, self.now)
        assert found.problems == ()
        assert found.notes == ()
        assert replace(found.step, state=b"", finished=(), flows=(), thrown=(), decisions=()) == replace(
            step, state=b"", finished=(), flows=(), thrown=(), decisions=(), held=()
        )
        self.definition, self.other = self.other, self.definition
        self.moves += 1
        return replace(found.step, finished=step.finished)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_case_moved_to_an_identical_version_at_every_step_takes_the_same_course(path):
    scenario = read_scenario(path.read_bytes(), path.name)
    files = diagram_files(FOLDER / scenario.diagram)
    one = parse_package(files)
    other = parse_package(files, one.main)
    assert one.checksum != other.checksum
    straight, moved = ScenarioResult(scenario.name), ScenarioResult(scenario.name)
    DiagramRun(one, scenario, straight).run()
    run = MovedRun(one, other, scenario, moved)
    run.run()
    assert (moved.failures, moved.trace) == (straight.failures, straight.trace)
    assert run.moves
