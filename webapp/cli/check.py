"""`check PATH…`: everything that keeps diagrams, tables, forms and packages from being published."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from webapp.definitions import gate, rules
from webapp.errors import Rejected


def add_to(subcommands: Any) -> None:
    """The command and its options."""
    check = subcommands.add_parser("check", help="check diagrams, tables, forms, or whole package folders")
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    check.add_argument("--json", action="store_true", help="print the report as JSON")
    check.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Prints the report; exit code 0 only if every file is accepted."""
    reports = [report for path in chosen.paths for report in gate.check_files(_files(path))]
    if chosen.json:
        print(json.dumps({"files": [report.as_json() for report in reports]}, indent=2, ensure_ascii=False))
    else:
        for report in reports:
            print(f"{'accepted' if report.accepted else 'REFUSED '}  {report.path}")
            for problem in report.problems:
                place = " ".join(
                    part for part in (problem.element, f"“{problem.name}”" if problem.name else "") if part
                )
                print(f"          {place + ': ' if place else ''}{problem.message} [{problem.rule}]")
    return 0 if all(report.accepted for report in reports) else 1


def _files(path: Path) -> Mapping[str, bytes]:
    """One file, or a package folder with the forms that stand beside the workflows folder."""
    try:
        if path.is_file():
            return {path.name: _read(path)}
        if not path.is_dir():
            raise Rejected(f"There is no file or folder {path}.")
        found = {str(p.relative_to(path)): _read(p) for p in sorted(path.rglob("*")) if p.is_file()}
        forms = path.resolve().parent.parent / "forms" / path.resolve().name
        if forms.is_dir() and not any(name.startswith("forms/") for name in found):
            found |= {f"forms/{p.name}": _read(p) for p in sorted(forms.glob("*.form"))}
    except OSError as error:
        raise Rejected(f"{path} cannot be read: {error.strerror}.") from None
    return found


def _read(path: Path) -> bytes:
    """The file, or as much of it as shows that it is too large."""
    with path.open("rb") as file:
        return file.read(rules.MAXIMUM_FILE_BYTES + 1)
