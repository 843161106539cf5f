"""The people of a scenario: made when they are first named, each with one role."""

from dataclasses import replace

from webapp.access import queries, service
from webapp.access.actor import SYSTEM, Actor
from webapp.access.groups import GROUPS
from webapp.errors import Rejected


class Cast:
    """The first, second, … person of each role, as accounts nobody can sign in with."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, str], str] = {}

    def person(self, role: str, number: int = 1, force: str = "") -> Actor:
        """The n-th person of a role in a force. Raises Rejected for a role that does not exist."""
        if role not in GROUPS:
            raise Rejected(f"There is no role called {role}.")
        login = self._known.get((role, number, force))
        # An account made in an act that was then refused went with it, so it is made again.
        if login is None or queries.actor_by_login(login) is None:
            login = self.join(role, number, force)
        actor = queries.actor_by_login(login)
        if actor is None:
            raise Rejected(f"The account {login} is suspended.")
        # A scenario tells what people did, and takes it as given that it was them.
        return replace(actor, confirmed=True)

    def join(self, role: str, number: int, force: str = "") -> str:
        """Makes the account, unless a person of that login is there already."""
        login = f"{role}-{number}-{force.lower()}" if force else f"{role}-{number}"
        if queries.actor_by_login(login) is None:
            service.create_user(SYSTEM, login, f"{GROUPS[role]} {number}", None, [role], force)
        self._known[role, number, force] = login
        return login
