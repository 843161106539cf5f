"""`retention due`: the records whose review is due."""

import argparse
from typing import Any

from webapp.config import Settings
from webapp.database import Database
from webapp.retention.queries import due


def add_to(subcommands: Any) -> None:
    """The command and its action."""
    retention = subcommands.add_parser("retention", help="how long records are kept")
    actions = retention.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("due", help="the records whose review is due; exit code 2 if there are any")
    listed.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:  # noqa: ARG001 - a command's shape
    """Prints a line for each, the longest overdue first. It names nobody."""
    database = Database(Settings.from_environment().database_url)
    with database.transaction():
        rows = due()
    database.close()
    for row in rows:
        state = "on hold" if row.holds else ("erasure proposed" if row.proposed else "")
        print(f"{row.reference}  {row.review_on}  {row.outcome}  {state}".rstrip())
    print(f"{len(rows)} reviews are due.")
    return 2 if rows else 0
