"""The engine against raw SpiffWorkflow with its own serialiser, in one run, each kind of work taken in turn.

Prints for each model what a persisted completion costs (load, complete the open task, take the automatic steps,
save), what SpiffWorkflow needs for the same in memory, the size of a live instance, and the goals that the figures must
meet. Exit code 0 only if they do.
"""

import json
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench import engine_models as models
from bench.engine_models import Model
from tests.unit.engine.stock.raw import serializer, specification
from webapp.engine import adapter, state
from webapp.engine.commands import CompleteUserTask, Start
from webapp.engine.parse import ParsedDefinition, parse_package

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
# A kilobyte that cannot be compressed away.
DATA = {"note": random.Random(4).randbytes(500).hex()}  # noqa: S311 - test data
ROUNDS = 5
STEPS = 25
LONG_LOOP = 2_000


class Ours:
    """The product's engine."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.definition: ParsedDefinition = parse_package(model.ours, "process")
        _ = self.definition.specification
        self.saved = b""

    def start(self) -> None:
        begun = adapter.apply(self.definition, None, Start({**DATA, **self.model.start}), NOON).state
        self._run(begun)

    def complete(self) -> None:
        # As a later request would find it: nothing of what was read back while saving is still there.
        state.READ_BACK.last = None
        task = min(self.step.open_tasks, key=lambda task: task.element_id)
        command = CompleteUserTask(task.task_id, self.model.answers.get(task.element_id, {}))
        self._run(adapter.apply(self.definition, self.saved, command, NOON).state)

    def _run(self, begun: bytes) -> None:
        self.step = adapter.run(self.definition, begun, {}, NOON)
        self.saved = self.step.state

    @property
    def ended(self) -> bool:
        return self.step.ended

    def live(self) -> object:
        """The instance as it lies in memory."""
        state.READ_BACK.last = None
        return state.load(self.saved, self.definition.specification, NOON)


class Stock:
    """SpiffWorkflow as its documentation uses it, with its own serialiser."""

    def __init__(self, model: Model, *, persisted: bool = True) -> None:
        self.model = model
        self.persisted = persisted
        self.specs = specification(*model.stock, tables=model.tables)
        self.serializer = serializer()
        self.saved = b""

    def start(self) -> None:
        self.workflow = BpmnWorkflow(*self.specs)
        self.workflow.task_tree.data.update(DATA, **self.model.start)
        self.workflow.do_engine_steps()
        self._save()

    def complete(self) -> None:
        if self.persisted:
            self.workflow = self.serializer.deserialize_json(self.saved.decode())
        ready = self.workflow.get_tasks(state=TaskState.READY, manual=True)
        task = min(ready, key=lambda task: task.task_spec.bpmn_id)
        task.data.update(self.model.answers.get(task.task_spec.bpmn_id, {}))
        task.run()
        self.workflow.do_engine_steps()
        self._save()

    def _save(self) -> None:
        if self.persisted:
            self.saved = self.serializer.serialize_json(self.workflow).encode()

    @property
    def ended(self) -> bool:
        return bool(self.workflow.completed)

    def live(self) -> object:
        """The workflow as it lies in memory."""
        return self.serializer.deserialize_json(self.saved.decode())


def cpu(action: Callable[[], object]) -> float:
    """Computing time in milliseconds."""
    before = time.process_time()
    action()
    return (time.process_time() - before) * 1_000


def calls(action: Callable[[], object]) -> int:
    """How many Python functions are called."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:  # noqa: ARG001 - a profiler's shape
        nonlocal count
        count += event == "call"

    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


def kilobytes(made: Callable[[], object]) -> float:
    """What an object takes in memory while it lives."""
    made()
    tracemalloc.start()
    kept = made()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del kept
    return round(size / 1_000, 1)


def completion(model: Model) -> dict[str, Any]:
    """The cost of a persisted completion on both, in turn, and of one in memory on SpiffWorkflow."""
    engines: dict[str, Ours | Stock] = {
        "ours": Ours(model),
        "stock": Stock(model),
        "in memory": Stock(model, persisted=False),
    }
    times: dict[str, list[float]] = {name: [] for name in engines}
    sizes: dict[str, list[int]] = {name: [] for name in engines}
    for _ in range(ROUNDS):
        for engine in engines.values():
            engine.start()
        for _ in range(STEPS):
            if any(engine.ended for engine in engines.values()):
                break
            for name, engine in engines.items():
                times[name].append(cpu(engine.complete))
                sizes[name].append(len(engine.saved))
    for engine in engines.values():
        engine.start()
        for _ in range(4):
            engine.complete()
    called = {name: calls(engine.complete) for name, engine in engines.items()}
    middle = {name: statistics.median(values) for name, values in times.items()}
    live = {name: kilobytes(engine.live) for name, engine in engines.items() if name != "in memory"}
    return {
        "milliseconds": {name: round(value, 3) for name, value in middle.items()},
        "cpu_ratio": round(middle["ours"] / middle["stock"], 3),
        "to_memory": round(middle["ours"] / middle["in memory"], 3),
        "bytes": int(statistics.median(sizes["ours"])),
        "bytes_ratio": round(statistics.median(sizes["ours"]) / statistics.median(sizes["stock"]), 3),
        "calls": called["ours"],
        "calls_ratio": round(called["ours"] / called["stock"], 3),
        "live_kilobytes": live,
    }


def history() -> dict[str, Any]:
    """Time and size of a completion in a long rework, beside its tenth round."""
    ours = Ours(models.loop())
    ours.start()
    times, sizes = [], []
    for _ in range(LONG_LOOP):
        times.append(cpu(ours.complete))
        sizes.append(len(ours.saved))
    early, late = statistics.median(times[5:55]), statistics.median(times[-50:])
    return {"cpu_ratio": round(late / early, 3), "bytes_ratio": round(sizes[-1] / sizes[9], 3), "rounds": LONG_LOOP}


def forks() -> dict[str, Any]:
    """The start of fourteen pairs of fork and join."""
    ours = Ours(models.pairs(14))
    took = min(cpu(ours.start) for _ in range(ROUNDS))
    return {"milliseconds": round(took, 2), "bytes": len(ours.saved)}


def main() -> int:
    """Measures and prints; the goals are those of the project."""
    measured = {
        "case": completion(models.case()),
        "seq40": completion(models.in_a_row(40)),
        "seq200": completion(models.in_a_row(200)),
        "exits40": completion(models.exits(40)),
        "loop": completion(models.loop()),
    }
    past, start_of_forks = history(), forks()
    print(json.dumps(measured | {"history": past, "fourteen forks": start_of_forks}, indent=2))
    whole = measured["case"]
    goals = {
        "a persisted completion takes at most 0.20 of the stock CPU": all(
            measured[name]["cpu_ratio"] <= 0.20 for name in ("case", "seq40", "seq200", "exits40")
        ),
        "and at most 0.25 of the bytes": all(each["bytes_ratio"] <= 0.25 for each in measured.values()),
        "and at most 0.25 of the calls": whole["calls_ratio"] <= 0.25,
        "and at most twice SpiffWorkflow in memory without persistence": measured["exits40"]["to_memory"] <= 2,
        "round 2,000 takes at most 1.5 times round 10": past["cpu_ratio"] <= 1.5 and past["bytes_ratio"] <= 1.5,
        "a live instance is smaller than SpiffWorkflow's": whole["live_kilobytes"]["ours"]
        < whole["live_kilobytes"]["stock"],
        "fourteen forks start in 0.5 s and 1 MB": start_of_forks["milliseconds"] < 500
        and start_of_forks["bytes"] < 1_000_000,
    }
    for sentence, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'}  {sentence}")
    return 0 if all(goals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
