"""Times of FEEL conditions and decision tables, beside the npm reference and pySFeel.

  python bench/decisions.py --install    fetch the two others into bench/.peers (git-ignored); they serve nothing else
  python bench/decisions.py [--json]     measure all three in one run

Every number is the best of several rounds, in microseconds of computing time.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from setup import packages
from webapp.engine.decisions import evaluate, read_decisions
from webapp.feel import compile_expression
from webapp.feel.expression import Vocabulary

HERE = Path(__file__).resolve().parent
PEERS = HERE / ".peers"
FEELIN = "feelin@8.2.0"
PYSFEEL = "pySFeel==1.4.2"
CONTEXT = {"risk": "HIGH", "count_yes": 9, "identity": "PROBABLE", "result": "accept", "strands": 3, "person": True}
CONDITIONS = {
    "equality": 'risk = "HIGH"',
    "comparison": "count_yes >= 7",
    "two sides": 'identity = "PROBABLE" and result = "accept"',
    "range": "count_yes in [7..11]",
    "sum": "count_yes * 2 + strands > 20",
}
ROWS = (12, 100, 1_000)
ROUNDS = 5
SECONDS = 0.05


def best(work: Callable[[], object]) -> float:
    """Microseconds for one go, the best of several rounds of about 50 ms."""
    began = time.process_time()
    work()
    once = max(time.process_time() - began, 1e-7)
    times = max(1, int(SECONDS / once))
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times):
            work()
        found.append((time.process_time() - began) / times)
    return min(found) * 1e6


def table(rows: int, *, equality: bool) -> bytes:
    """A table whose last row applies: by a text, or by a range of numbers."""
    lines = "".join(
        f"<rule id='r{row}'><inputEntry><text>{cell}</text></inputEntry><inputEntry><text>{other}</text></inputEntry>"
        f"<outputEntry><text>{row}</text></outputEntry></rule>"
        for row, (cell, other) in enumerate(cells(rows, equality=equality))
    )
    return (
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='d' name='d' namespace='urn:d'>"
        "<decision id='answer' name='answer'><decisionTable id='t' hitPolicy='UNIQUE'>"
        "<input id='i'><inputExpression id='ie'><text>key</text></inputExpression></input>"
        "<input id='j'><inputExpression id='je'><text>size</text></inputExpression></input>"
        f"<output id='o' name='answer'/>{lines}</decisionTable></decision></definitions>"
    ).encode()


def cells(rows: int, *, equality: bool) -> list[tuple[str, str]]:
    """The two input cells of each row."""
    return [(f'"K{row}"' if equality else f"[{row}..{row}.5]", "-" if row % 2 else "[1..9]") for row in range(rows)]


def ours() -> dict[str, float]:
    """This FEEL: compile once, evaluate often."""
    found: dict[str, float] = {}
    vocabulary = Vocabulary()
    for name, source in CONDITIONS.items():
        expression = compile_expression(source)
        found[f"{name}, compile"] = best(lambda source=source: vocabulary.expression(source))  # type: ignore[misc]
        found[f"{name}, evaluate"] = best(lambda expression=expression: expression.evaluate(CONTEXT))  # type: ignore[misc]
    for equality in (True, False):
        kind = "equality" if equality else "ranges"
        for rows in ROWS:
            content = table(rows, equality=equality)
            model = read_decisions(content, "t.dmn")
            given = {"key": f"K{rows - 1}" if equality else rows - 1, "size": 5}
            assert evaluate(model, "answer", given).outputs == rows - 1
            found[f"table of {rows}, {kind}, compile"] = best(
                lambda content=content: read_decisions(content, "t.dmn")  # type: ignore[misc]
            )
            found[f"table of {rows}, {kind}, evaluate"] = best(
                lambda model=model, given=given: evaluate(model, "answer", given)  # type: ignore[misc]
            )
    return found


def request() -> dict[str, Any]:
    """What the others are asked, in their form: a table is the cells of its rows, tried one after the other."""
    tables = {
        f"table of {rows}, {'equality' if equality else 'ranges'}, evaluate": {
            "given": {"key": f"K{rows - 1}" if equality else rows - 1, "size": 5},
            "rows": cells(rows, equality=equality),
        }
        for equality in (True, False)
        for rows in ROWS
    }
    return {"context": CONTEXT, "conditions": CONDITIONS, "tables": tables, "rounds": ROUNDS, "seconds": SECONDS}


def peer(command: list[str | Path]) -> dict[str, float]:
    """The times of another evaluator, measured by its own program."""
    done = subprocess.run(
        command, input=json.dumps(request()), capture_output=True, encoding="utf-8", timeout=300, check=True
    )
    return dict(json.loads(done.stdout))


def install() -> None:
    """Fetch the others, without running anything of theirs."""
    PEERS.mkdir(exist_ok=True)
    (PEERS / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("Install Node and npm first; the reference runs on them.")
    subprocess.run([npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", FEELIN], cwd=PEERS, check=True)
    uv = packages.installer()
    command: list[str | Path] = [uv, "pip", "install", "--quiet", "--python", sys.executable]
    settings = {**os.environ, **packages.pip_settings()}
    subprocess.run([*command, "--target", PEERS / "python", PYSFEEL], env=settings, check=True)


def show(found: dict[str, dict[str, float]]) -> None:
    """A line for each thing measured, with how many times longer the others take."""
    print(f"{'microseconds':<36}{'here':>10}{'feelin':>12}{'ratio':>9}{'pySFeel':>12}{'ratio':>9}")
    for name, micros in found["here"].items():
        line = f"{name:<36}{micros:>10.1f}"
        for other in ("feelin", "pySFeel"):
            theirs = found[other].get(name)
            line += f"{'-':>12}{'-':>9}" if theirs is None else f"{theirs:>12.1f}{theirs / micros:>8.1f}x"
        print(line)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", action="store_true", help="fetch the two others")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args()
    if chosen.install:
        install()
        return
    node = shutil.which("node")
    if node is None or not (PEERS / "node_modules").is_dir():
        sys.exit("The others are missing. Run: python bench/decisions.py --install (it needs Node)")
    found = {
        "here": ours(),
        "feelin": peer([node, HERE / "decisions_feelin.mjs"]),
        "pySFeel": peer([sys.executable, HERE / "decisions_pysfeel.py"]),
    }
    if chosen.json:
        print(json.dumps(found, indent=2))
    else:
        show(found)


if __name__ == "__main__":
    main()
