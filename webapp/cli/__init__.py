"""The command line: one subcommand per file, each a door that parses, calls and answers."""

import argparse
import secrets
import sys
from collections.abc import Sequence

from webapp.audit import context
from webapp.cli import accounts, audit, check, decide, demo, incidents, install, keys, retention, scenario, serve
from webapp.config import SettingsError
from webapp.errors import RightToKnowError

COMMANDS = (check, scenario, decide, serve, install, accounts, audit, incidents, keys, retention, demo)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand and gives its exit code; a refusal is one sentence on standard error and exit code 1."""
    parser = argparse.ArgumentParser(prog="rtk", description="Right to Know")
    subcommands = parser.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_to(subcommands)
    subcommands.add_parser("help", help="show this list").set_defaults(run=lambda _: _show(parser))
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    try:
        with context.coming_from(context.Origin(secrets.token_hex(8), "command line")):
            return int(chosen.run(chosen))
    except (RightToKnowError, SettingsError) as refusal:
        print(f"rtk: {refusal}", file=sys.stderr)
        return 1


def _show(parser: argparse.ArgumentParser) -> int:
    parser.print_help()
    return 0
