"""`user`: the first two administrators of an installation; they make the other accounts on their pages."""

import argparse
import getpass
import sys
from typing import Any

from webapp.access import password_rules, queries, service
from webapp.access.actor import SYSTEM
from webapp.access.groups import ADMINISTRATORS, GROUPS
from webapp.access.known_passwords import why_not_known
from webapp.config import Settings
from webapp.database import Database
from webapp.errors import Rejected


def add_to(subcommands: Any) -> None:
    """The command and its options."""
    user = subcommands.add_parser("user", help="make an account")
    actions = user.add_subparsers(dest="action", required=True, metavar="ACTION")
    create = actions.add_parser("create", help="make an account; the password is read from the terminal or from stdin")
    create.add_argument("login")
    create.add_argument("--name", required=True)
    create.add_argument("--email", default="")
    create.add_argument("--group", action="append", default=[], choices=sorted(GROUPS), help="may be given many times")
    create.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Makes the account."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    settings = Settings.from_environment()
    reason = password_rules.why_not(password, chosen.login, chosen.name)
    if reason := reason or why_not_known(settings.known_passwords, password):
        raise Rejected(reason)
    database = Database(settings.database_url, settings.house)
    with database.transaction():
        service.ensure_system_user()
        service.create_user(
            SYSTEM, chosen.login, chosen.name, password, chosen.group, force=settings.force_name, email=chosen.email
        )
        administrators = queries.members_of(ADMINISTRATORS)
    database.close()
    print(f"The account {chosen.login} can sign in.")
    if ADMINISTRATORS in chosen.group and len(administrators) == 1:
        print("Make an account for a second administrator now: what one of them proposes, another one approves.")
    return 0
