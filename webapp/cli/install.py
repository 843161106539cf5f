"""`install`: puts the packages of this release into the database, so that cases can be started."""

import argparse
from typing import Any

from webapp.access import service as access
from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.cli.files import package_files
from webapp.config import Settings
from webapp.database import Database
from webapp.definitions import service as definitions


def add_to(subcommands: Any) -> None:
    """The command and its options."""
    install = subcommands.add_parser("install", help="deploy a package of this release (default: right_to_know)")
    install.add_argument("package", nargs="?", default="right_to_know")
    install.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Deploys the package unless that very content is deployed already."""
    settings = Settings.from_environment()
    database = Database(settings.database_url, settings.house)
    with database.transaction():
        access.ensure_system_user()
        definitions.install(SYSTEM, package_files(chosen.package), SYSTEM_ID)
    database.close()
    print(f"{chosen.package} is deployed.")
    return 0
