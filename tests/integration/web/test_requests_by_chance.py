"""Thousands of requests by chance as each kind of person: none is a fault of the service, and no refusal names anybody.

Afterwards every case can still be loaded and goes on, its pages open, and the account verifies.
"""

import traceback
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_login.utils import _create_identifier
from sqlalchemy import select, update

from tests.fixtures.figures import Say
from tests.fixtures.site import PACKAGE, Site, token
from tests.integration.web.chance import Sender
from tests.integration.web.test_confirming import SitesPeople
from tests.test_routes import NAME, ROUTES, started_case
from webapp import clock
from webapp.access.actor import Actor
from webapp.access.groups import CASE_GROUPS
from webapp.access.model import AppUser
from webapp.audit.verify import verify
from webapp.cli.files import package_files
from webapp.config import HouseRules
from webapp.database import session
from webapp.definitions import queries as definitions
from webapp.engine.adapter import look
from webapp.instances.model import ProcessInstance, UserTask
from webapp.scenarios.package import CaseRun
from webapp.scenarios.usual import scenario_of
from webapp.signin import sessions
from webapp.signin.rules import Method

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SEED = 20_261_126
FEW, MANY = 70, 20_000
# Who sends: the roles that take turns.
KINDS: dict[str, tuple[str, ...]] = {
    "a visitor": ("",),
    "somebody without a role": ("newcomer",),
    "those who work on cases": tuple(CASE_GROUPS),
    "a duty inspector": ("duty_inspector",),
    "those who design": ("process_designer", "process_publisher"),
    "an administrator": ("administrator",),
    "an auditor": ("auditor",),
}
# Cases that stand at these steps of a worked case, so that there are forms of many kinds to fill in.
WAITING = ("assess_identity", "review_legally", "deliver_disclosure")
REFUSALS = frozenset({401, 403, 404})


class Sending:
    """The site with its cases, and everything that goes wrong in it."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.faults: list[str] = []
        self.answers: Counter[int] = Counter()
        self.known = {name: [str(value)] for name, value in started_case(site).items()}
        # A day's work is not what is tried here.
        site.database.house = HouseRules(10**6, 10**6, 10**6)
        site.app.settings = replace(site.app.settings, most_views=10**6, most_searches=10**6, most_exports=10**6)
        site.app.log_exception = self.note  # type: ignore[method-assign]
        self.addresses = [f"/cases/{self.known['case_id'][0]}", f"/tasks/{self.known['task_id'][0]}"]

    def note(self, found: Any) -> None:
        """What the service would log, with the place, so that it can be mended."""
        self.faults.append("".join(traceback.format_exception(*found)[-6:]))

    def cases_wait(self, steps: tuple[str, ...]) -> None:
        """A case for each of these steps, which waits there."""
        for element in steps:
            scenario = scenario_of(package_files(PACKAGE), "scenarios/worked_case_1.yaml")
            run = CaseRun(self.site.database, scenario, SitesPeople())
            result = run.run(lambda step, element=element: getattr(step, "element", "") == element)
            assert result.failures == []
            self.known["case_id"].append(str(run.case_id))
        with self.site.database.reading():
            tasks = session().scalars(select(UserTask).where(UserTask.status == "open")).all()
            self.known["task_id"] = [str(task.id) for task in tasks]
        self.addresses += [f"/tasks/{task}" for task in self.known["task_id"]]

    def sender(self, role: str, dice: Random) -> Sender:
        """A browser of this person with a session of its own, made in the table."""
        client = self.site.visitor()
        client.get("/sign-in")
        if role:
            with self.site.database.transaction():
                session().execute(update(AppUser).values(suspended_at=None))
            let_in(self.site, client, self.site.person(role))
        rules = [rule for rule in self.site.app.url_map.iter_rules() if rule.endpoint in ROUTES]
        pages = ["/", *self.addresses, *(str(rule) for rule in rules if "GET" in rule.methods and not rule.arguments)]
        return Sender(client, rules, self.known, dice, token(client), pages)

    def go(self, kind: str, count: int) -> list[str]:
        """Sends so many requests; gives what must not happen, in words."""
        dice, wrong, sender = Random(f"{SEED} {kind}"), [], None  # noqa: S311 - chance, not secrecy
        for number in range(count):
            if sender is None or number % 50 == 0:
                # Whoever was signed out, suspended or moved to another role by a request comes in anew.
                sender = self.sender(self.role_of(kind, number // 50), dice)
            before = len(self.faults)
            answer = sender.send()
            self.answers[answer.status_code] += 1
            if answer.status_code >= 500:
                place = "".join(self.faults[before:])
                wrong.append(f"number {number}: {answer.status_code} to {sender.sent}\n{place}")
            elif answer.status_code in REFUSALS and self.names_somebody(answer.text):
                wrong.append(f"number {number}: {answer.status_code} to {sender.sent} names somebody")
        return wrong

    def role_of(self, kind: str, turn: int) -> str:
        return KINDS[kind][turn % len(KINDS[kind])]

    def names_somebody(self, text: str) -> bool:
        return NAME in text or NAME.split()[1] in text

    def whole(self) -> None:
        """Every case can be loaded, its state is sound, and the account verifies."""
        with self.site.database.reading():
            instances = session().scalars(select(ProcessInstance)).all()
            assert len(instances) >= 1
            for instance in instances:
                if instance.state is not None:
                    look(definitions.bundle(instance.definition_id).parsed, instance.state, clock.now())
            assert verify().findings == []
        assert self.site.visitor().get("/health").status_code == 200


def let_in(site: Site, client: FlaskClient, person: Actor) -> None:
    """A session of this person for the browser, made in the table as signing in makes it."""
    with site.database.transaction():
        value = sessions.begin(person, [Method.PASSWORD], sessions.Origin("127.0.0.1", "", person.login))
    with site.app.test_request_context(environ_base=client.environ_base):
        mark = _create_identifier()
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": value, "_fresh": True, "_id": mark})


@pytest.fixture
def sending(site: Site) -> Sending:
    return Sending(site)


def test_requests_by_chance_are_answered_without_a_fault_and_refused_without_a_name(sending: Sending) -> None:
    for kind in KINDS:
        wrong = sending.go(kind, FEW)
        assert wrong == [], f"seed {SEED}, {kind}:\n" + "\n".join(wrong[:3])
    assert sum(sending.answers.values()) == FEW * len(KINDS)
    # It comes through: pages are shown, forms taken, and others refused.
    assert {200, 303, 403, 404, 405, 422} <= set(sending.answers)
    sending.whole()


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_thousands_of_requests_by_chance(sending: Sending, kind: str, figure: Say) -> None:
    sending.cases_wait(WAITING)
    wrong = sending.go(kind, MANY)
    assert wrong == [], f"seed {SEED}, {len(wrong)} of {MANY}:\n" + "\n".join(wrong[:5])
    sending.whole()
    answers = ", ".join(f"{count:,} × {status}" for status, count in sorted(sending.answers.items()))
    figure(f"requests by chance as {kind}", f"{MANY:,} requests, 0 faults, 0 names in refusals ({answers})")
