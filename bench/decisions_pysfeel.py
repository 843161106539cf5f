"""Times of pySFeel, in microseconds: JSON in, JSON out. It parses anew each time. Run by decisions.py."""

import json
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / ".peers" / "python"))

import pySFeel

warnings.simplefilter("ignore")

asked = json.load(sys.stdin)
parser = pySFeel.SFeelParser()


def literal(value: object) -> str:
    """A value as FEEL writes it."""
    return json.dumps(value)


def best(work: Callable[[], object], rounds: int) -> float:
    """Microseconds for one go, the best of several rounds."""
    began = time.process_time()
    work()
    times = max(1, int(asked["seconds"] / max(time.process_time() - began, 1e-7)))
    found = []
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(times):
            work()
        found.append((time.process_time() - began) / times)
    return min(found) * 1e6


def matching(rows: list[list[str]]) -> int:
    """How many rows apply."""
    count = 0
    for row in rows:
        tests = [
            f"{name} = {cell}" if cell.startswith('"') else f"{name} in {cell}"
            for name, cell in zip(("key", "size"), row, strict=True)
            if cell != "-"
        ]
        count += all(parser.sFeelParse(test)[1] is True for test in tests)
    return count


found = {}
for name, value in asked["context"].items():
    parser.sFeelParse(f"{name} <- {literal(value)}")
for name, source in asked["conditions"].items():
    found[f"{name}, evaluate"] = best(lambda source=source: parser.sFeelParse(source), asked["rounds"])
for name, table in asked["tables"].items():
    for variable, value in table["given"].items():
        parser.sFeelParse(f"{variable} <- {literal(value)}")
    if matching(table["rows"]) == 1:
        # A round of a thousand rows takes it a second, so there are fewer of them.
        rounds = asked["rounds"] if len(table["rows"]) < 1_000 else 1
        found[name] = best(lambda table=table: matching(table["rows"]), rounds)
sys.stdout.write(json.dumps(found))
