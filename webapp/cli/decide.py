"""`decide FILE.dmn --decision NAME --input FILE.json`: evaluates one decision, for designers and tests."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from webapp.engine.decisions import DecisionResult, evaluate, read_decisions
from webapp.errors import Rejected


def add_to(subcommands: Any) -> None:
    """The command and its options."""
    decide = subcommands.add_parser("decide", help="evaluate one decision of a .dmn file")
    decide.add_argument("file", type=Path)
    decide.add_argument("--decision", required=True, help="name or id of the decision")
    decide.add_argument("--input", type=Path, required=True, help="a JSON file with the inputs, or - for stdin")
    decide.add_argument("--json", action="store_true", help="print the whole result as JSON")
    decide.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Prints the answer and the rows that gave it."""
    text = sys.stdin.read() if str(chosen.input) == "-" else _read(chosen.input).decode("utf-8")
    try:
        inputs = json.loads(text)
    except ValueError as error:
        raise Rejected(f"{chosen.input} is not JSON: {error}") from None
    if not isinstance(inputs, dict):
        raise Rejected(f"{chosen.input} must hold one JSON object: the name of each input and its value.")
    model = read_decisions(_read(chosen.file), chosen.file.name)
    result = evaluate(model, chosen.decision, inputs)
    print(json.dumps(_plain(result), indent=2, ensure_ascii=False, default=str) if chosen.json else result)
    return 0


def _plain(result: DecisionResult) -> dict[str, Any]:
    whole = asdict(result)
    # The value in the expression language's own types is the same as the outputs.
    del whole["value"]
    return {**whole, "explanation": result.explanation}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Rejected(f"{path} cannot be read: {error.strerror}.") from None
