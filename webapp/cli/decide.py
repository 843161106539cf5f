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
    piped = str(chosen.input) == "-"
    source = "Standard input" if piped else str(chosen.input)
    try:
        inputs = json.loads(sys.stdin.read() if piped else _read(chosen.input).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Rejected(f"{source} is not JSON: {error}") from None
    if not isinstance(inputs, dict):
        raise Rejected(f"{source} must hold one JSON object: the name of each input and its value.")
    model = read_decisions(_read(chosen.file), chosen.file.name)
    result = evaluate(model, chosen.decision, inputs)
    print(json.dumps(_plain(result), indent=2, ensure_ascii=False, default=str) if chosen.json else result)
    return 0


def _plain(result: DecisionResult) -> dict[str, Any]:
    return {
        "decision": result.decision,
        "name": result.name,
        "outputs": result.outputs,
        "rows": result.rows,
        "inputs": result.inputs,
        "tables": [report.plain() for report in result.tables],
        "checksum": result.checksum,
        "remarks": [asdict(remark) for remark in result.remarks],
        "explanation": result.explanation.splitlines(),
    }


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Rejected(f"{path} cannot be read: {error.strerror}.") from None
