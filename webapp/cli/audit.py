"""`audit verify` and `audit anchor`: whether the account is as it was written, and the seal that proves it later."""

import argparse
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from webapp import clock
from webapp.audit import anchors
from webapp.audit.findings import Report
from webapp.audit.particulars import identifier
from webapp.audit.verify import verify
from webapp.cases import queries as cases
from webapp.config import Settings
from webapp.database import Database
from webapp.errors import Rejected
from webapp.worker import sealer

BROKEN, HOLDS = 1, 0


def add_to(subcommands: Any) -> None:
    """The two commands and their options."""
    audit = subcommands.add_parser("audit", help="check the account of what was done, or write its anchor")
    actions = audit.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser("verify", help="exit code 0 only if everything is as it was written")
    check.add_argument("--case", metavar="REF", help="one case only, by its reference or its id")
    check.add_argument("--since", type=_day, metavar="DATE", help="only what was recorded since this day (2026-03-02)")
    check.add_argument("--anchor", type=Path, metavar="FILE", help="compare with an anchor that was kept elsewhere")
    check.add_argument("--json", action="store_true", help="print the report as JSON")
    check.set_defaults(run=run_verify)
    anchor = actions.add_parser("anchor", help="seal what waits and write the last seal to a file")
    anchor.add_argument("--folder", type=Path, help="where to (default: RTK_ANCHOR_FOLDER)")
    anchor.set_defaults(run=run_anchor)


def run_verify(chosen: argparse.Namespace) -> int:
    """Prints what was found; exit code 1 where anything does not hold."""
    anchor = anchors.read(chosen.anchor) if chosen.anchor else None
    database = Database(Settings.from_environment().database_url)
    try:
        with database.reading():
            report = verify(_scope(chosen.case), chosen.since, anchor)
            names = _names(report)
        present = database.now()
    finally:
        database.close()
    if chosen.json:
        print(json.dumps(report.as_json(names, present), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_lines(report, names, present)))
    return HOLDS if report.holds else BROKEN


def run_anchor(chosen: argparse.Namespace) -> int:
    """Writes the anchor of this moment and says where."""
    settings = Settings.from_environment()
    database = Database(settings.database_url)
    try:
        sealer.seal_due(database)
        file = sealer.write_anchor(database, settings, chosen.folder or settings.anchor_folder or Path("anchors"))
    finally:
        database.close()
    print(f"{file}\nKeep a copy where nobody who runs the database can change it.")
    return 0


def _lines(report: Report, names: Mapping[str, str], present: datetime) -> list[str]:
    lines = [one.in_words(names) for one in report.findings]
    if report.not_kept:
        lines.append(f"And {report.not_kept} more.")
    lines.append(f"Entries: {report.entries}. Chains: {report.scopes}.")
    lines.append(f"Seals: {report.seals}. Entries under a seal: {report.sealed_entries}.")
    if report.oldest_unsealed is not None:
        age = max(0, int((present - report.oldest_unsealed).total_seconds()))
        lines.append(f"Entries that wait for a seal: {report.unsealed}. The oldest has waited {age} s.")
    lines += report.protection or ["This database role can add to the account and cannot change it."]
    lines.append(
        "Everything is as it was written." if report.holds else "The account does NOT hold. See the lines above."
    )
    return lines


def _names(report: Report) -> dict[str, str]:
    found = {one.scope: UUID(one.scope) for one in report.findings if identifier(one.scope)}
    references = cases.references(found.values())
    return {scope: f"case {references[case_id]}" for scope, case_id in found.items() if case_id in references}


def _scope(case: str | None) -> str | None:
    if case is None:
        return None
    case_id = identifier(case) or cases.with_reference(case)
    if case_id is None:
        raise Rejected(f"There is no case {case}. Give its reference, or its id where the case itself is gone.")
    return str(case_id)


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.LONDON)
