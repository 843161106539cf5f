"""`scenario FILE...`: worked cases that must run as written."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from webapp.cli.files import package_files
from webapp.errors import DefinitionRefused, RightToKnowError
from webapp.scenarios.coverage import Reached, report
from webapp.scenarios.diagram import run_diagram_scenario
from webapp.scenarios.format import read_scenario, read_usual
from webapp.scenarios.package import run_package_scenario
from webapp.scenarios.result import ScenarioResult
from webapp.scenarios.usual import USUAL


def add_to(subcommands: Any) -> None:
    """The command and its options."""
    scenario = subcommands.add_parser("scenario", help="run scenario files; exit code 0 only if all pass")
    scenario.add_argument("--coverage", action="store_true", help="say what of the package none of them reaches")
    scenario.add_argument("files", nargs="+", type=Path, metavar="FILE")
    scenario.add_argument("--json", action="store_true", help="print results and traces as JSON")
    scenario.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Runs each file and prints one line for it, with what went wrong beneath."""
    results = []
    reached: dict[str, Reached] = {}
    for path in (each for each in chosen.files if each.name != PurePosixPath(USUAL).name):
        result = _run_one(path)
        results.append({"file": str(path), **_plain(result)})
        if result.package:
            reached[result.package] = reached.get(result.package, Reached()) | result.reached
        if not chosen.json:
            print(f"{'passed' if result.passed else 'FAILED'}  {path}  {result.name}", flush=True)
            for failure in result.failures:
                print(f"        {failure}")
    parts = [part for key in reached for part in report(package_files(key), reached[key])] if chosen.coverage else []
    if chosen.json:
        whole = {"passed": all(r["passed"] for r in results), "scenarios": results, "coverage": [*map(asdict, parts)]}
        print(json.dumps(whole, indent=2, default=str))
    else:
        for part in parts:
            print(part)
        passed = sum(1 for r in results if r["passed"])
        print(f"{passed} passed, {len(results) - passed} failed")
    return 0 if all(r["passed"] for r in results) else 1


def _run_one(path: Path) -> ScenarioResult:
    try:
        beside = path.with_name(PurePosixPath(USUAL).name)
        usual = read_usual(beside.read_bytes(), beside.name) if beside.exists() else None
        scenario = read_scenario(path.read_bytes(), path.name, usual)
        if scenario.diagram:
            return run_diagram_scenario(scenario, path.parent)
        return run_package_scenario(scenario, package_files(scenario.process))
    except DefinitionRefused as refused:
        return ScenarioResult(path.name, failures=[_sentence(problem) for problem in refused.problems])
    except RightToKnowError as refusal:
        return ScenarioResult(path.name, failures=[refusal.sentence])
    except OSError as error:
        return ScenarioResult(path.name, failures=[f"{path} cannot be read: {error.strerror}."])


def _sentence(problem: object) -> str:
    message = getattr(problem, "message", None)
    if message is None:
        return str(problem)
    place = " ".join(str(part) for part in (getattr(problem, "file", ""), getattr(problem, "element", "")) if part)
    return f"{place}: {message}"


def _plain(result: ScenarioResult) -> dict[str, Any]:
    return {"name": result.name, "passed": result.passed, "failures": result.failures, "trace": result.trace}
