"""`check PATH…`: what keeps diagrams, tables, forms and packages from being published; `--deploy`: the settings."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from webapp.cli import deployment
from webapp.definitions import gate, rules
from webapp.definitions.settings import FILE as SETTINGS_FILE
from webapp.engine.problems import Problem
from webapp.errors import Rejected


def add_to(subcommands: Any) -> None:
    """The command and its options."""
    check = subcommands.add_parser("check", help="check diagrams, tables, forms, or whole package folders")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    check.add_argument(
        "--deploy", action="store_true", help="check instead whether this installation may hold live data"
    )
    check.add_argument("--json", action="store_true", help="print the report as JSON")
    check.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Prints the report; exit code 0 only if every file is accepted, or nothing about the installation has failed."""
    if chosen.deploy and not chosen.paths:
        return deployment.run(as_json=chosen.json)
    if chosen.deploy or not chosen.paths:
        raise Rejected("Name the files or folders to check, or use --deploy alone to check this installation.")
    reports = [report for path in chosen.paths for report in _reports(path)]
    if chosen.json:
        print(json.dumps({"files": [report.as_json() for report in reports]}, indent=2, ensure_ascii=False))
    else:
        for report in reports:
            print(f"{'accepted' if report.accepted else 'REFUSED '}  {report.path}")
            for problem in report.problems:
                print(f"          {_line(problem)}")
            for warning in report.warnings:
                print(f"          doubtful: {_line(warning)}")
    return 0 if all(report.accepted for report in reports) else 1


def _line(found: Problem) -> str:
    place = " ".join(part for part in (found.element, f"“{found.name}”" if found.name else "") if part)
    return f"{place + ': ' if place else ''}{found.message} [{found.rule}]"


def _reports(path: Path) -> list[gate.FileReport]:
    """The report on one file, on a package folder, or on each diagram, table and form of another folder."""
    try:
        if path.is_file():
            return [report for report in gate.check_files(_beside(path)) if report.path == path.name]
        if path.is_dir():
            return gate.check_files(_folder(path))
    except OSError as error:
        raise Rejected(f"{path} cannot be read: {error.strerror}.") from None
    raise Rejected(f"There is no file or folder {path}.")


def _beside(path: Path) -> Mapping[str, bytes]:
    """One file, with the diagrams and tables beside it, any of which it may call by name."""
    found = {path.name: _read(path)}
    if path.suffix in (".bpmn", ".dmn"):
        for other in sorted(path.parent.iterdir()):
            named = other.suffix in (".bpmn", ".dmn") and f'"{other.stem}"'.encode() in found[path.name]
            if named and other.is_file():
                found.setdefault(other.name, _read(other))
    return found


def _folder(path: Path) -> Mapping[str, bytes]:
    """A package folder with the forms that stand beside the workflows folder, or the files to check in another."""
    there = {str(p.relative_to(path)): p for p in sorted(path.rglob("*")) if p.is_file()}
    if SETTINGS_FILE not in there:
        return {name: _read(p) for name, p in there.items() if rules.kind_of(name) != "other"}
    found = {name: _read(p) for name, p in there.items()}
    forms = path.resolve().parent.parent / "forms" / path.resolve().name
    if forms.is_dir() and not any(name.startswith("forms/") for name in found):
        found |= {f"forms/{p.name}": _read(p) for p in sorted(forms.glob("*.form"))}
    return found


def _read(path: Path) -> bytes:
    """The file, or as much of it as shows that it is too large."""
    with path.open("rb") as file:
        return file.read(rules.MAXIMUM_FILE_BYTES + 1)
