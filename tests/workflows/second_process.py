"""The courses of the conformance scenarios, taken down in one process and followed in another."""

import base64
import json
import sys
from datetime import datetime
from pathlib import Path

from webapp.engine import adapter
from webapp.engine.parse import parse_package
from webapp.engine.step import Step
from webapp.scenarios.diagram import DiagramRun, diagram_files
from webapp.scenarios.format import read_scenario
from webapp.scenarios.result import ScenarioResult


class NotedRun(DiagramRun):
    """A run that notes every state it was saved in."""

    def __init__(self, *given):
        super().__init__(*given)
        self.saved = []

    def _go_on(self, checkpoint):
        super()._go_on(checkpoint)
        for step in (checkpoint, self.step):
            state = base64.b64encode(step.state).decode()
            self.saved.append({"at": self.now.isoformat(), "state": state, "shows": shown(step)})


def shown(step: Step):
    """What a state shows of itself, as plain texts."""
    return {
        "open": [[task.task_id, task.element_id, repr(sorted(task.variables.items()))] for task in step.open_tasks],
        "timers": [[timer.task_id, timer.element_id, timer.due_at.isoformat()] for timer in step.timers],
        "awaited": [[message.name, message.key, message.element_id] for message in step.awaited],
        "signals": [[signal.name, signal.element_id] for signal in step.signals],
        "ended": step.ended,
        "variables": repr(sorted(step.variables.items())),
    }


def course_of(path: Path):
    """The trace of a scenario and every state that it was saved in."""
    scenario = read_scenario(path.read_bytes(), path.name)
    definition = parse_package(diagram_files(path.parent / scenario.diagram))
    result = ScenarioResult(scenario.name)
    run = NotedRun(definition, scenario, result)
    run.run()
    return {"diagram": scenario.diagram, "failures": result.failures, "trace": result.trace, "saved": run.saved}


def differences(folder: Path, name: str, course) -> list[str]:
    """What this process sees in another way than the one that took the course down."""
    definition = parse_package(diagram_files(folder / course["diagram"]))
    found = []
    for number, saved in enumerate(course["saved"]):
        state = base64.b64decode(saved["state"])
        if shown(adapter.look(definition, state, datetime.fromisoformat(saved["at"]))) != saved["shows"]:
            found.append(f"state {number} is read in another way")
    again = json.loads(json.dumps(course_of(folder / name)))
    if (again["failures"], again["trace"]) != (course["failures"], course["trace"]):
        found.append("it runs in another way")
    return found


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    every = {name: differences(Path(asked["folder"]), name, course) for name, course in asked["courses"].items()}
    json.dump({name: found for name, found in every.items() if found}, sys.stdout)
