"""Every route, by every method, as every kind of person: answered as the table says, and no refusal names anybody.

Each request is undone when it is answered, so that all of them meet the same case and none depends on another.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.fixtures.figures import Say
from tests.fixtures.site import PASSWORD, Site
from tests.integration.web.matrix import METHODS, Actor, everybody, expected, keeps, some
from tests.integration.web.test_requests_by_chance import let_in
from tests.test_routes import NAME, ROUTES, address_of, started_case, token_of
from webapp.access import queries as people
from webapp.access import service as accounts
from webapp.access import units
from webapp.access.actor import SYSTEM
from webapp.access.facts import Place
from webapp.access.groups import GROUPS
from webapp.access.model import AppUser
from webapp.cases import service as cases
from webapp.cases.model import Case
from webapp.clock import now
from webapp.database import session
from webapp.signin.model import SignInSession

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
# On no page of a refusal: the victim, and everybody who works here.
NAMES = (NAME, NAME.split()[1], *(f"{title} Person" for title in GROUPS.values()))


class Matrix:
    """The case that everybody asks about, and the browsers of those who ask."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.known = started_case(site) | {"user_id": site.add_person("spare", "Spare Somebody")}
        with site.database.transaction():
            self.elsewhere = units.create(SYSTEM, "Another", force="")
            self.reference = session().get_one(Case, UUID(str(self.known["case_id"]))).reference
        self.addresses = {endpoint: address_of(site, endpoint, **self.known) for endpoint in ROUTES}
        self.rules = {rule.endpoint: rule.rule for rule in site.app.url_map.iter_rules()}

    def enters(self, actor: Actor) -> tuple[FlaskClient, str]:
        """The browser of this person with the token of its forms; what befell them has happened."""
        client = self.site.visitor()
        client.get("/sign-in")
        if actor.kind == "visitor":
            return client, client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
        with self.site.database.transaction():
            person = accounts.create_user(
                SYSTEM, actor.login, f"Own {uuid4().hex[:6]}", PASSWORD, list(actor.roles),
                force="Borders" if actor.kind == "other force" else "",
                unit_id=self.elsewhere if actor.kind == "other unit" else None,
            )  # fmt: skip
            if actor.kind == "was a member":
                cases.give_place(SYSTEM, UUID(str(self.known["case_id"])), person, Place.TOOK_PART)
        if actor.kind == "barred":
            with self.site.database.transaction():
                found = people.actor_by_id(person)
                assert found is not None
                cases.declare(found, self.reference, "relative")
        client.get("/sign-in")
        let_in(self.site, client, self.site.person(actor.login))
        token = token_of(client)
        with self.site.database.transaction():
            if actor.kind == "suspended":
                session().execute(update(AppUser).where(AppUser.id == person).values(suspended_at=now()))
            if actor.kind == "stale proof":
                of_theirs = update(SignInSession).where(SignInSession.user_id == person)
                session().execute(of_theirs.values(confirmed_at=now() - timedelta(hours=1)))
        return client, token

    def ask(self, actors: Iterable[Actor], methods: dict[str, tuple[str, ...]]) -> tuple[int, list[str]]:
        """How many requests were made, and each answer that is not the one of the table."""
        wrong, count = [], 0
        browsers = [(actor, *self.enters(actor)) for actor in actors]
        dialect = self.site.database.engine.dialect
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(dialect, "do_commit", dialect.do_rollback)
            for actor, client, token in browsers:
                cookie = client.get_cookie("session")
                assert cookie is not None
                for endpoint in ROUTES:
                    for method in self.methods_at(endpoint, methods.get(actor.kind, ())):
                        client.set_cookie("session", cookie.value)
                        wrong += self._asked(actor, client, token, endpoint, method)
                        count += 1
        return count, wrong

    def methods_at(self, endpoint: str, wanted: Collection[str]) -> list[str]:
        """The endpoint's own method, and of the wanted ones those that are no other endpoint's of the same address."""
        own, here = ROUTES[endpoint][0], self.rules[endpoint]
        taken = {ROUTES[other][0] for other, rule in self.rules.items() if rule == here and other != endpoint}
        taken |= {"HEAD"} if "GET" in taken else set()
        return [own, *(method for method in wanted if method not in {*taken, own})]

    def _asked(self, actor: Actor, client: FlaskClient, token: str, endpoint: str, method: str) -> list[str]:
        sent = {"reason": "A reason that is long enough.", "unit": str(self.elsewhere)} if method == "POST" else None
        answer = client.open(self.addresses[endpoint], method=method, data=sent, headers={"X-CSRFToken": token})
        right = expected(actor, endpoint, method)
        where = f"{actor.name} at {endpoint} by {method}"
        if not keeps(right, method, answer.status_code, answer.location or ""):
            return [f"{where}: {answer.status_code} {answer.location or ''} instead of {right}"]
        refused = right in {"sign in", "confirm", "403", "404", "405"}
        return [f"{where} names {name}" for name in NAMES if refused and name in answer.text]


@pytest.fixture
def matrix(site: Site) -> Matrix:
    return Matrix(site)


def test_every_route_answers_every_kind_of_person_as_the_table_says(matrix: Matrix) -> None:
    every = dict.fromkeys(("visitor", "was a member"), (*METHODS, "PUT"))
    count, wrong = matrix.ask(some(), every)
    assert wrong == [], f"{len(wrong)} of {count}:\n" + "\n".join(wrong[:60])
    assert count > 3_000


@pytest.mark.long
def test_every_route_by_every_method_answers_every_person_in_every_role(matrix: Matrix, figure: Say) -> None:
    actors = list(everybody())
    count, wrong = matrix.ask(actors, {actor.kind: (*METHODS, "PUT") for actor in actors})
    assert wrong == [], f"{len(wrong)} of {count}:\n" + "\n".join(wrong[:60])
    told = f"{len(ROUTES)} routes, 5 methods, {len(actors)} people: {count:,} requests, each answered as the table says"
    figure("every route, method and kind of person", f"{told}; 0 names in refusals")
