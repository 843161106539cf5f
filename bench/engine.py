"""The engine against raw SpiffWorkflow with its own serialiser, in one run, each kind of work taken in turn.

Prints for each model what a persisted completion costs (load, complete the open task, take the automatic steps,
save), and the goals that the ratios must meet. Exit code 0 only if they do.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.unit.engine.drawing import chain, diagram, end, flow, gateway, start, user
from webapp.engine import adapter
from webapp.engine.commands import CompleteUserTask, Start
from webapp.engine.parse import ParsedDefinition, parse_package

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
# A kilobyte that cannot be compressed away.
DATA = {"note": random.Random(4).randbytes(500).hex()}  # noqa: S311 - test data
ROUNDS = 5
LONG_LOOP = 2_000


def in_a_row(count: int) -> bytes:
    """So many tasks one after the other."""
    ids = [f"t{number}" for number in range(count)]
    return diagram(start("begin"), *(user(own) for own in ids), end("finish"), chain("begin", *ids, "finish"))


def rework() -> bytes:
    """A draft that is sent back while `more` is true."""
    return diagram(
        start("begin"),
        gateway("exclusive", "again"),
        user("draft"),
        gateway("exclusive", "enough", default="enough_to_finish"),
        end("finish"),
        chain("begin", "again", "draft", "enough"),
        flow("enough", "again", when="=more"),
        flow("enough", "finish"),
    )


def pairs(count: int) -> bytes:
    """So many pairs of fork and join one after the other."""
    parts = [start("begin"), end("finish")]
    before = "begin"
    for n in range(count):
        parts += [gateway("parallel", f"f{n}"), user(f"a{n}"), user(f"b{n}"), gateway("parallel", f"j{n}")]
        parts += [flow(before, f"f{n}"), chain(f"f{n}", f"a{n}", f"j{n}"), chain(f"f{n}", f"b{n}", f"j{n}")]
        before = f"j{n}"
    return diagram(*parts, flow(before, "finish"))


class Ours:
    """The product's engine."""

    def __init__(self, content: bytes) -> None:
        self.definition: ParsedDefinition = parse_package({"model.bpmn": content})
        _ = self.definition.specification
        self.saved = b""

    def start(self) -> None:
        state = adapter.apply(self.definition, None, Start({**DATA, "more": True}), NOON).state
        self.step = adapter.run(self.definition, state, {}, NOON)
        self.saved = self.step.state

    def complete(self) -> None:
        command = CompleteUserTask(self.step.open_tasks[0].task_id, {})
        state = adapter.apply(self.definition, self.saved, command, NOON).state
        self.step = adapter.run(self.definition, state, {}, NOON)
        self.saved = self.step.state


class Stock:
    """SpiffWorkflow as its documentation uses it, with its own serialiser."""

    def __init__(self, content: bytes) -> None:
        # Its own dialect knows no FEEL: the condition is Python there.
        plain = content.replace(b"=more</", b"more</")
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(BytesIO(plain)), filename="model.bpmn")
        self.specification = parser.get_spec("process")
        self.serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        self.saved = b""

    def start(self) -> None:
        workflow = BpmnWorkflow(self.specification)
        workflow.do_engine_steps()
        for task in workflow.get_tasks(state=TaskState.READY):
            task.data.update(DATA, more=True)
        self.saved = self.serializer.serialize_json(workflow).encode()

    def complete(self) -> None:
        workflow = self.serializer.deserialize_json(self.saved.decode())
        workflow.get_next_task(state=TaskState.READY, manual=True).run()
        workflow.do_engine_steps()
        self.saved = self.serializer.serialize_json(workflow).encode()


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


def completion(content: bytes, steps: int) -> dict[str, Any]:
    """The cost of a persisted completion on both, in turn."""
    ours, stock = Ours(content), Stock(content)
    times: dict[str, list[float]] = {"ours": [], "stock": []}
    sizes: dict[str, list[int]] = {"ours": [], "stock": []}
    for _ in range(ROUNDS):
        ours.start()
        stock.start()
        for _ in range(steps):
            for name, engine in (("ours", ours), ("stock", stock)):
                times[name].append(cpu(engine.complete))
                sizes[name].append(len(engine.saved))
    ours.start()
    stock.start()
    called = {"ours": calls(ours.complete), "stock": calls(stock.complete)}
    found: dict[str, Any] = {name: round(statistics.median(values), 3) for name, values in times.items()}
    found["cpu_ratio"] = round(statistics.median(times["ours"]) / statistics.median(times["stock"]), 3)
    found["bytes_ratio"] = round(statistics.median(sizes["ours"]) / statistics.median(sizes["stock"]), 3)
    found["calls_ratio"] = round(called["ours"] / called["stock"], 3)
    return found | {"bytes": int(statistics.median(sizes["ours"])), "calls": called["ours"]}


def history() -> dict[str, Any]:
    """Time and size of a completion in a long rework, beside its tenth round."""
    ours = Ours(rework())
    ours.start()
    times, sizes = [], []
    for _ in range(LONG_LOOP):
        times.append(cpu(ours.complete))
        sizes.append(len(ours.saved))
    early, late = statistics.median(times[5:55]), statistics.median(times[-50:])
    return {"cpu_ratio": round(late / early, 3), "bytes_ratio": round(sizes[-1] / sizes[9], 3), "rounds": LONG_LOOP}


def forks() -> dict[str, Any]:
    """The start of fourteen pairs of fork and join."""
    ours = Ours(pairs(14))
    took = min(cpu(ours.start) for _ in range(ROUNDS))
    return {"milliseconds": round(took, 2), "bytes": len(ours.saved)}


def main() -> int:
    """Measures and prints; the goals are those of the project."""
    figures = {
        "twenty tasks in a row": completion(in_a_row(20), 15),
        "forty tasks in a row": completion(in_a_row(40), 15),
        "rework, first fifteen rounds": completion(rework(), 15),
        "history": history(),
        "fourteen forks": forks(),
    }
    print(json.dumps(figures, indent=2))
    forty, past, start_of_forks = figures["forty tasks in a row"], figures["history"], figures["fourteen forks"]
    goals = {
        "a persisted completion takes at most 0.20 of the stock CPU": forty["cpu_ratio"] <= 0.20,
        "and at most 0.25 of the bytes": forty["bytes_ratio"] <= 0.25,
        "and at most 0.25 of the calls": forty["calls_ratio"] <= 0.25,
        "round 2,000 takes at most 1.5 times round 10": past["cpu_ratio"] <= 1.5 and past["bytes_ratio"] <= 1.5,
        "fourteen forks start in 0.5 s and 1 MB": start_of_forks["milliseconds"] < 500
        and start_of_forks["bytes"] < 1_000_000,
    }
    for sentence, met in goals.items():
        print(f"{'met   ' if met else 'MISSED'}  {sentence}")
    return 0 if all(goals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
