"""The rules of the house that services need and only the settings know; they come with the database's sessions."""

from webapp.config import HouseRules
from webapp.database import session


def house() -> HouseRules:
    """The rules of the installation whose transaction is open now; the usual ones where it sets none."""
    found = session().info.get("house")
    return found if isinstance(found, HouseRules) else HouseRules()
