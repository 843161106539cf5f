"""`audit verify`: whether the account of what was done is still as it was written."""

import argparse
from typing import Any
from uuid import UUID

from webapp.audit.queries import broken_links
from webapp.config import Settings
from webapp.database import Database


def add_to(subcommands: Any) -> None:
    """The command and its options."""
    audit = subcommands.add_parser("audit", help="check the account of what was done")
    actions = audit.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="exit code 0 only if every chain holds")
    verify.add_argument("--case", type=UUID, default=None, help="one case only")
    verify.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Prints each broken link."""
    settings = Settings.from_environment()
    database = Database(settings.database_url, settings.house)
    with database.transaction():
        broken = broken_links(chosen.case)
    database.close()
    print("\n".join(broken) if broken else "Every chain holds.")
    return 1 if broken else 0
