"""Every route: that it is known here, names its Action, and answers each role as this table says."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.fixtures.site import INTAKE, PACKAGE, Site, post, quick_passwords, site
from webapp.access.actions import Action
from webapp.access.groups import CASE_GROUPS, GROUPS
from webapp.clock import now
from webapp.database import session
from webapp.instances.model import Incident, ProcessInstance
from webapp.web.guard import action_of

__all__ = ["quick_passwords", "site"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

EVERYBODY = frozenset(GROUPS)
CASE_WORK = frozenset(CASE_GROUPS)
EXPORTERS = frozenset({"supervisor", "scheme_coordinator", "data_protection_officer", "professional_standards"})
READERS = frozenset(CASE_GROUPS) | {"duty_inspector"}
PEOPLE = frozenset({"supervisor", "professional_standards"})
STANDARDS = frozenset({"professional_standards"})
INSPECTOR = frozenset({"duty_inspector"})
REVIEWERS = frozenset({"professional_standards", "auditor"})
DESIGN = frozenset({"process_designer", "process_publisher"})
DESIGNER = frozenset({"process_designer"})
PUBLISHER = frozenset({"process_publisher"})
ADMINISTRATOR = frozenset({"administrator"})
OPENER = frozenset({"investigating_officer"})
# Endpoint: its methods, its Action, and the roles it is for; None for pages that need no sign-in.
ROUTES: dict[str, tuple[str, Action, frozenset[str] | None]] = {
    "public.asset": ("GET", Action.SEE_PUBLIC_PAGE, None),
    "public.health": ("GET", Action.SEE_PUBLIC_PAGE, None),
    "public.guide": ("GET", Action.SEE_PUBLIC_PAGE, None),
    "public.accessibility": ("GET", Action.SEE_PUBLIC_PAGE, None),
    "login.sign_in": ("GET", Action.SIGN_IN, None),
    "login.try_to_sign_in": ("POST", Action.SIGN_IN, None),
    "login.sign_out": ("POST", Action.SIGN_OUT, None),
    "inbox.mine": ("GET", Action.VIEW_INBOX, EVERYBODY),
    "inbox.groups": ("GET", Action.VIEW_INBOX, EVERYBODY),
    "tasks.show": ("GET", Action.VIEW_TASK, EVERYBODY),
    "tasks.claim": ("POST", Action.CLAIM_TASK, EVERYBODY),
    "tasks.release": ("POST", Action.RELEASE_TASK, EVERYBODY),
    "tasks.save_draft": ("POST", Action.COMPLETE_TASK, EVERYBODY),
    "tasks.complete": ("POST", Action.COMPLETE_TASK, EVERYBODY),
    "cases.register": ("GET", Action.LIST_CASES, READERS),
    "cases.open_case": ("POST", Action.OPEN_CASE, OPENER),
    "cases.show": ("GET", Action.VIEW_CASE, READERS),
    "cases.diagram": ("GET", Action.VIEW_CASE, READERS),
    "case_people.show": ("GET", Action.VIEW_CASE_PEOPLE, PEOPLE),
    "case_people.name_person": ("POST", Action.CHANGE_CASE_PEOPLE, PEOPLE),
    "case_people.remove_person": ("POST", Action.CHANGE_CASE_PEOPLE, PEOPLE),
    "case_people.restrict": ("POST", Action.CHANGE_CASE_PEOPLE, PEOPLE),
    "case_people.open_to_unit": ("POST", Action.CHANGE_CASE_PEOPLE, PEOPLE),
    "case_people.share": ("POST", Action.CHANGE_CASE_PEOPLE, PEOPLE),
    "case_people.end_share": ("POST", Action.CHANGE_CASE_PEOPLE, PEOPLE),
    "case_people.keep_unit_away": ("POST", Action.CHANGE_CASE_BARS, STANDARDS),
    "case_people.end_conflict": ("POST", Action.CHANGE_CASE_BARS, STANDARDS),
    "search.ask": ("GET", Action.SEARCH_CASES, READERS),
    "search.find": ("POST", Action.SEARCH_CASES, READERS),
    "search.export": ("POST", Action.EXPORT_CASES, EXPORTERS),
    "cover.listed": ("GET", Action.ARRANGE_COVER, CASE_WORK),
    "cover.arrange": ("POST", Action.ARRANGE_COVER, CASE_WORK),
    "cover.end": ("POST", Action.ARRANGE_COVER, CASE_WORK),
    "breakglass.ask": ("GET", Action.BREAK_GLASS, INSPECTOR),
    "breakglass.open_case": ("POST", Action.BREAK_GLASS, INSPECTOR),
    "breakglass.reviews": ("GET", Action.REVIEW_BREAK_GLASS, REVIEWERS),
    "breakglass.review": ("POST", Action.REVIEW_BREAK_GLASS, REVIEWERS),
    "conflicts.mine": ("GET", Action.DECLARE_CONFLICT, EVERYBODY),
    "conflicts.declare_case": ("POST", Action.DECLARE_CONFLICT, EVERYBODY),
    "conflicts.declare_person": ("POST", Action.DECLARE_CONFLICT, EVERYBODY),
    "conflicts.add_own": ("POST", Action.DECLARE_CONFLICT, EVERYBODY),
    "designer.packages": ("GET", Action.VIEW_DEFINITIONS, DESIGN),
    "designer.start_draft": ("POST", Action.EDIT_DEFINITION, DESIGNER),
    "designer.version": ("GET", Action.VIEW_DEFINITIONS, DESIGN),
    "designer.submit": ("POST", Action.SUBMIT_DEFINITION, DESIGNER),
    "designer.publish": ("POST", Action.PUBLISH_DEFINITION, PUBLISHER),
    "designer.return_to_author": ("POST", Action.PUBLISH_DEFINITION, PUBLISHER),
    "designer.upload": ("POST", Action.EDIT_DEFINITION, DESIGNER),
    "editor.file": ("GET", Action.VIEW_DEFINITIONS, DESIGN),
    "editor.content": ("GET", Action.VIEW_DEFINITIONS, DESIGN),
    "editor.save": ("PUT", Action.EDIT_DEFINITION, DESIGNER),
    "moves.listed": ("GET", Action.VIEW_MOVES, DESIGN),
    "moves.plan": ("POST", Action.PLAN_MOVE, DESIGNER),
    "moves.show": ("GET", Action.VIEW_MOVES, DESIGN),
    "moves.save": ("POST", Action.PLAN_MOVE, DESIGNER),
    "moves.try_out": ("POST", Action.PLAN_MOVE, DESIGNER),
    "moves.submit": ("POST", Action.PLAN_MOVE, DESIGNER),
    "moves.withdraw": ("POST", Action.PLAN_MOVE, DESIGNER),
    "moves.approve": ("POST", Action.APPROVE_MOVE, PUBLISHER),
    "moves.return_to_planner": ("POST", Action.APPROVE_MOVE, PUBLISHER),
    "moves.repeat": ("POST", Action.APPROVE_MOVE, PUBLISHER),
    "moves.undo": ("POST", Action.UNDO_MOVE, PUBLISHER),
    "incidents.listed": ("GET", Action.VIEW_INCIDENTS, DESIGN),
    "incidents.show": ("GET", Action.VIEW_INCIDENTS, DESIGN),
    "incidents.retry": ("POST", Action.RETRY_INCIDENT, DESIGN),
    "incidents.retry_alike": ("POST", Action.RETRY_INCIDENT, DESIGN),
    "incidents.happened": ("POST", Action.RETRY_INCIDENT, DESIGN),
    "incidents.confirm_clock": ("POST", Action.CONFIRM_CLOCK, DESIGN),
    "users.accounts": ("GET", Action.VIEW_USERS, ADMINISTRATOR),
    "users.new": ("GET", Action.CHANGE_USERS, ADMINISTRATOR),
    "users.create": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
    "users.suspend": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
    "users.ask_born": ("GET", Action.CHANGE_USERS, ADMINISTRATOR),
    "users.note_born": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
    "units.listed": ("GET", Action.VIEW_USERS, ADMINISTRATOR),
    "units.create": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
    "units.move": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
}
GUARDED = {endpoint: route for endpoint, route in ROUTES.items() if route[2] is not None}
# Whoever lacks the role does not even learn that the case is there.
HIDDEN = {endpoint for endpoint in ROUTES if endpoint in {"cases.show", "cases.diagram"} or "case_people." in endpoint}
NAME = "Wilhelmina Featherstonehaugh"


def address_of(site: Site, endpoint: str, **known: Any) -> str:
    rule = next(rule for rule in site.app.url_map.iter_rules() if rule.endpoint == endpoint)
    values = {name: known.get(name, uuid4() if name.endswith("_id") else "x") for name in rule.arguments}
    return str(site.app.url_map.bind("localhost").build(endpoint, values, method=ROUTES[endpoint][0]))


def call(client: FlaskClient, token: str, method: str, address: str) -> Any:
    if method == "GET":
        return client.get(address)
    return client.open(address, method=method, data={}, headers={"X-CSRFToken": token})


def token_of(client: FlaskClient) -> str:
    page = client.get("/help").text
    assert "csrf_token" in page
    return str(page.split('name="csrf_token" value="')[1].split('"')[0])


def test_every_route_stands_in_the_table_and_no_other_does(site: Site) -> None:
    found = {}
    for rule in site.app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD"}))
        found[rule.endpoint] = (methods, action_of(site.app.view_functions[rule.endpoint]))
    assert found == {endpoint: (methods, action) for endpoint, (methods, action, _) in ROUTES.items()}


def test_nobody_gets_in_without_signing_in(site: Site) -> None:
    visitor = site.visitor()
    page = visitor.get("/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    for endpoint, (method, _, _) in GUARDED.items():
        response = call(visitor, token, method, address_of(site, endpoint))
        if method == "GET":
            assert response.status_code == 303, endpoint
            assert response.location.startswith("/sign-in"), endpoint
        else:
            assert response.status_code == 401, endpoint


def expected(endpoint: str, role: str) -> str:
    roles = ROUTES[endpoint][2]
    if roles is not None and role in roles:
        return "let in"
    hidden = endpoint.startswith("tasks.") or (endpoint in HIDDEN and role != "newcomer")
    return "404" if hidden else "403"


def test_each_role_reaches_its_own_pages_and_no_others(site: Site) -> None:
    surprises = []
    for role in (*GROUPS, "newcomer"):
        client = site.signed_in(role)
        token = token_of(client)
        for endpoint, (method, _, _) in GUARDED.items():
            status = call(client, token, method, address_of(site, endpoint)).status_code
            right = expected(endpoint, role)
            if right == "let in" and status in {401, 403}:
                surprises.append(f"{role} is refused {endpoint} with {status}")
            elif right != "let in" and str(status) != right:
                surprises.append(f"{role} gets {status} at {endpoint} instead of {right}")
    assert surprises == []


class Writes:
    """The tables that were written to since the watch began."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def note(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        words = statement.split()
        verb = words[0].upper()
        if verb in {"INSERT", "UPDATE", "DELETE"}:
            self.tables.add(words[1 if verb == "UPDATE" else 2].strip('"'))


@pytest.fixture
def writes(site: Site) -> Iterator[Writes]:
    watch = Writes()
    yield watch
    if event.contains(site.database.engine, "before_cursor_execute", watch.note):
        event.remove(site.database.engine, "before_cursor_execute", watch.note)


def started_case(site: Site) -> dict[str, Any]:
    """A running case with a name in it, its first task, and a version of the process."""
    version_id = site.install_package()
    officer = site.signed_in("investigating_officer")
    intake = post(officer, "/cases").location
    task = post(officer, f"{intake}/complete", _revision=2, **{**INTAKE, "victim_name": NAME}).location
    case = officer.get("/cases").text.split('href="/cases/')[1].split('"')[0]
    plan_id = site.plan_a_move(version_id)
    with site.database.transaction():
        instance = session().query(ProcessInstance).first()
        failed = Incident(instance_id=instance.id, definition_id=version_id, element_id="check_grounds",
                          element_name="Check grounds", message="It failed.", opened_at=now())  # fmt: skip
        session().add(failed)
    return {"case_id": case, "plan_id": plan_id, "task_id": task.rsplit("/", 1)[-1], "version_id": version_id,
            "user_id": site.person("spoc").id, "incident_id": failed.id, "key": PACKAGE, "process_id": "right_to_know",
            "path": "right_to_know.bpmn"}  # fmt: skip


def test_looking_changes_nothing_but_the_account_of_who_looked(site: Site, writes: Writes) -> None:
    known = started_case(site)
    roles_at_work = (
        "investigating_officer",
        "process_designer",
        "administrator",
        "supervisor",
        "duty_inspector",
        "auditor",
    )
    people = {role: site.signed_in(role) for role in roles_at_work}
    event.listen(site.database.engine, "before_cursor_execute", writes.note)
    for endpoint, (method, _, roles) in ROUTES.items():
        if method != "GET":
            continue
        role = next((role for role in people if roles is None or role in roles), "")
        response = people[role].get(address_of(site, endpoint, **known))
        allowed = {200, 303} | ({404} if endpoint == "public.asset" else set())
        assert response.status_code in allowed, endpoint
    assert writes.tables == {"audit_event", "daily_use"}


def test_refusals_name_nobody(site: Site) -> None:
    known = started_case(site)
    for role in (*GROUPS, "newcomer"):
        client = site.signed_in(role)
        token = token_of(client)
        for endpoint, (method, _, _) in GUARDED.items():
            response = call(client, token, method, address_of(site, endpoint, **known))
            if response.status_code in {401, 403, 404}:
                assert NAME not in response.text, f"{role} {endpoint}"
                # The one name on a refusal is the reader's own, in the bar at the top.
                others = {f"{title} Person" for group, title in GROUPS.items() if group != role}
                assert not [name for name in others if name in response.text], f"{role} {endpoint}"


def test_task_and_case_of_others_look_as_if_they_were_not_there(site: Site) -> None:
    known = started_case(site)
    client = site.signed_in("legal_reviewer")
    for address, nowhere in (
        (f"/tasks/{known['task_id']}", f"/tasks/{uuid4()}"),
        (f"/cases/{known['case_id']}", f"/cases/{uuid4()}"),
    ):
        there, not_there = client.get(address), client.get(nowhere)
        assert (there.status_code, there.text) == (404, not_there.text)
