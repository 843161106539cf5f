"""Further people of a site, beside those of the demonstration."""

from tests.browser.officers import Officers
from webapp.access import service
from webapp.access.actor import SYSTEM
from webapp.access.groups import GROUPS

FIRST_PASSWORD = "a first password for colleagues"


def make_account(officers: Officers, login: str, name: str, *titles: str) -> None:
    """An account in these groups, given by their titles; its password is FIRST_PASSWORD."""
    groups = [group for group, title in GROUPS.items() if title in titles]
    assert len(groups) == len(titles)
    with officers.site.app.database.transaction():
        service.create_user(SYSTEM, login, name, FIRST_PASSWORD, groups)
