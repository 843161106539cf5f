"""The list of checks. A part of the product that has settings of its own adds its check here."""

from collections.abc import Mapping, Sequence

from webapp.config import Settings
from webapp.readiness import database_checks, program_checks, settings_checks
from webapp.readiness.finding import Check, Finding, Surroundings, failed

CHECKS: Sequence[Check] = (
    settings_checks.secret_key,
    settings_checks.encryption_keys,
    settings_checks.cookies,
    settings_checks.hosts,
    settings_checks.site_address,
    settings_checks.debugging,
    settings_checks.demonstration,
    settings_checks.proxies,
    settings_checks.limits,
    settings_checks.data_folder,
    settings_checks.mail,
    settings_checks.scanner,
    settings_checks.known_passwords,
    database_checks.reached,
    database_checks.connection,
    database_checks.tables,
    database_checks.role,
    database_checks.clock,
    program_checks.libraries,
    program_checks.password_hashes,
)


def report(settings: Settings, environment: Mapping[str, str], checks: Sequence[Check] = CHECKS) -> list[Finding]:
    """Every finding. A check that cannot be carried out counts as failed, and does not hide the others."""
    database = database_checks.opened(settings.database_url)
    around = Surroundings(settings, environment, database)
    found: list[Finding] = []
    try:
        for check in checks:
            try:
                found += list(check(around))
            except Exception as error:  # noqa: BLE001 - whatever goes wrong in one check, the others must be seen
                name = check.__name__.replace("_", " ")
                found.append(failed(name, f"It could not be checked ({type(error).__name__})."))
    finally:
        if database is not None:
            database.close()
    return found
