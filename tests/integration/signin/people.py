"""A person with an account, and browsers they come from."""

from webapp.access import queries, service
from webapp.access.actor import SYSTEM, Actor
from webapp.database import Database
from webapp.signin.sessions import Origin

DESK = Origin("192.0.2.10", "Edge on Windows", "the-browser-at-the-desk")
LAPTOP = Origin("192.0.2.11", "Firefox on Linux", "the-browser-of-the-laptop")
STRANGER = Origin("203.0.113.5", "Chrome on Linux", "a-browser-never-seen")
# A colleague's browser behind the same address as the desk.
NEIGHBOUR = Origin("192.0.2.10", "Edge on Windows", "the-browser-next-door")


def somebody(database: Database, login: str, *groups: str) -> Actor:
    with database.transaction():
        service.ensure_system_user()
        user_id = service.create_user(SYSTEM, login, login.title(), None, groups)
        actor = queries.actor_by_id(user_id)
    assert actor is not None
    return actor
