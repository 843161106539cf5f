"""The rules of the house that services need and only the settings know; they come with the database's sessions."""

import secrets

from webapp.config import HouseRules
from webapp.database import session

# For a database that no installation stands behind, such as a scenario's: a key that ends with the process.
_OWN = HouseRules(index_key=secrets.token_bytes(32))


def house() -> HouseRules:
    """The rules of the installation whose transaction is open now."""
    found = session().info.get("house")
    return found if isinstance(found, HouseRules) else _OWN
