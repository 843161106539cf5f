"""Every route: that it is known here, names its Action, and answers each role as this table says."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text

from tests.fixtures.site import INTAKE, PACKAGE, Site, filling_site, post, quick_passwords, site
from webapp.access.actions import Action
from webapp.access.groups import CASE_GROUPS, GROUPS
from webapp.clock import now
from webapp.database import session
from webapp.instances.model import Incident, ProcessInstance
from webapp.web.guard import action_of

__all__ = ["filling_site", "quick_passwords", "site"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

EVERYBODY = frozenset(GROUPS)
# Those who are signed in, also without any role.
ANYBODY = frozenset({*GROUPS, "newcomer"})
CASE_WORK = frozenset(CASE_GROUPS)
EXPORTERS = frozenset({"supervisor", "scheme_coordinator", "data_protection_officer", "professional_standards"})
EXPORT_DECIDERS = frozenset({"data_protection_officer", "professional_standards"})
WATCHERS = frozenset({"supervisor", "scheme_coordinator", "duty_inspector"})
READERS = frozenset(CASE_GROUPS) | {"duty_inspector"}
PEOPLE = frozenset({"supervisor", "professional_standards"})
STANDARDS = frozenset({"professional_standards"})
INSPECTOR = frozenset({"duty_inspector"})
LINKERS = frozenset({"scheme_coordinator", "professional_standards"})
REVIEWERS = frozenset({"professional_standards", "auditor"})
FINDERS = frozenset({"investigating_officer", "intelligence_analyst", "spoc", "supervisor"})
DESIGN = frozenset({"process_designer", "process_publisher"})
DESIGNER = frozenset({"process_designer"})
PUBLISHER = frozenset({"process_publisher"})
ADMINISTRATOR = frozenset({"administrator"})
KEEPERS = frozenset({"scheme_coordinator", "data_protection_officer", "legal_reviewer"})
OPENER = frozenset({"investigating_officer"})
AUDITOR = frozenset({"auditor"})
# Endpoint: its methods, its Action, and the roles it is for; None for pages that need no sign-in.
ROUTES: dict[str, tuple[str, Action, frozenset[str] | None]] = {
    "public.asset": ("GET", Action.SEE_PUBLIC_PAGE, None),
    "public.health": ("GET", Action.SEE_PUBLIC_PAGE, None),
    "public.guide": ("GET", Action.SEE_PUBLIC_PAGE, None),
    "public.accessibility": ("GET", Action.SEE_PUBLIC_PAGE, None),
    "policy_reports.take": ("POST", Action.SEE_PUBLIC_PAGE, None),
    "login.sign_in": ("GET", Action.SIGN_IN, None),
    "login.try_to_sign_in": ("POST", Action.SIGN_IN, None),
    "sign_in_steps.second_factor": ("GET", Action.SIGN_IN, None),
    "sign_in_steps.check_second_factor": ("POST", Action.SIGN_IN, None),
    "sign_in_steps.second_factor_options": ("POST", Action.SIGN_IN, None),
    "sign_in_steps.second_factor_passkey": ("POST", Action.SIGN_IN, None),
    "sign_in_steps.passkey_options": ("POST", Action.SIGN_IN, None),
    "sign_in_steps.passkey": ("POST", Action.SIGN_IN, None),
    "sign_in_steps.new_password": ("GET", Action.SIGN_IN, None),
    "sign_in_steps.choose_password": ("POST", Action.SIGN_IN, None),
    "sign_in_steps.enrolment": ("GET", Action.SIGN_IN, None),
    "sign_in_steps.enrol": ("POST", Action.SIGN_IN, None),
    "provider.begin": ("GET", Action.SIGN_IN, None),
    "provider.callback": ("GET", Action.SIGN_IN, None),
    "login.sign_out": ("POST", Action.SIGN_OUT, None),
    "confirm.ask": ("GET", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "confirm.answer": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "confirm.passkey_options": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "confirm.passkey": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "provider.begin_to_confirm": ("GET", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.show": ("GET", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.password": ("GET", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.change_password": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.code_generator": ("GET", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.set_up_generator": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.remove_generator": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.make_codes": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.passkey_options": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.add_passkey": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.remove_passkey": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.stay": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "own_sign_in.end_session": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
    "inbox.mine": ("GET", Action.VIEW_INBOX, EVERYBODY),
    "inbox.groups": ("GET", Action.VIEW_INBOX, EVERYBODY),
    "inbox.late": ("GET", Action.VIEW_LATE, WATCHERS),
    "tasks.show": ("GET", Action.VIEW_TASK, EVERYBODY),
    "tasks.claim": ("POST", Action.CLAIM_TASK, EVERYBODY),
    "tasks.release": ("POST", Action.RELEASE_TASK, EVERYBODY),
    "tasks.save_draft": ("POST", Action.COMPLETE_TASK, EVERYBODY),
    "tasks.complete": ("POST", Action.COMPLETE_TASK, EVERYBODY),
    "cases.register": ("GET", Action.LIST_CASES, READERS),
    "cases.open_case": ("POST", Action.OPEN_CASE, OPENER),
    "cases.show": ("GET", Action.VIEW_CASE, READERS),
    "cases.say_why": ("POST", Action.VIEW_CASE, READERS),
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
    "exports.own": ("GET", Action.EXPORT_CASES, EXPORTERS),
    "exports.ask": ("POST", Action.EXPORT_CASES, EXPORTERS),
    "exports.fetch": ("POST", Action.EXPORT_CASES, EXPORTERS),
    "exports.waiting": ("GET", Action.VIEW_EXPORTS, EXPORT_DECIDERS),
    "exports.decide": ("POST", Action.DECIDE_EXPORT, EXPORT_DECIDERS),
    "cover.listed": ("GET", Action.ARRANGE_COVER, CASE_WORK),
    "cover.arrange": ("POST", Action.ARRANGE_COVER, CASE_WORK),
    "cover.end": ("POST", Action.ARRANGE_COVER, CASE_WORK),
    "breakglass.ask": ("GET", Action.BREAK_GLASS, INSPECTOR),
    "breakglass.open_case": ("POST", Action.BREAK_GLASS, INSPECTOR),
    "breakglass.reviews": ("GET", Action.REVIEW_BREAK_GLASS, REVIEWERS),
    "breakglass.review": ("POST", Action.REVIEW_BREAK_GLASS, REVIEWERS),
    "links.worklist": ("GET", Action.VIEW_LINKS, LINKERS),
    "links.decide": ("POST", Action.DECIDE_LINK, LINKERS),
    "conflicts.mine": ("GET", Action.DECLARE_CONFLICT, EVERYBODY),
    "conflicts.declare_case": ("POST", Action.DECLARE_CONFLICT, EVERYBODY),
    "conflicts.declare_person": ("POST", Action.DECLARE_CONFLICT, EVERYBODY),
    "conflicts.add_own": ("POST", Action.DECLARE_CONFLICT, EVERYBODY),
    "procedures.ask": ("GET", Action.BEGIN_PROCEDURE, CASE_WORK),
    "procedures.begin": ("POST", Action.BEGIN_PROCEDURE, CASE_WORK),
    "aliases.show": ("GET", Action.VIEW_CASE, READERS),
    "aliases.new": ("GET", Action.ADD_ALIASES, FINDERS),
    "aliases.preview": ("POST", Action.ADD_ALIASES, FINDERS),
    "aliases.add": ("POST", Action.ADD_ALIASES, FINDERS),
    "documents.new": ("GET", Action.ADD_DOCUMENT, CASE_WORK),
    "documents.add": ("POST", Action.ADD_DOCUMENT, CASE_WORK),
    "documents.show": ("GET", Action.ADD_DOCUMENT, CASE_WORK),
    "documents.add_version": ("POST", Action.ADD_DOCUMENT, CASE_WORK),
    "documents.move": ("POST", Action.ADD_DOCUMENT, CASE_WORK),
    "documents.download": ("GET", Action.OPEN_DOCUMENT, CASE_WORK),
    "designer.packages": ("GET", Action.VIEW_DEFINITIONS, DESIGN),
    "designer.start_draft": ("POST", Action.EDIT_DEFINITION, DESIGNER),
    "designer.version": ("GET", Action.VIEW_DEFINITIONS, DESIGN),
    "designer.submit": ("POST", Action.SUBMIT_DEFINITION, DESIGNER),
    "designer.publish": ("POST", Action.PUBLISH_DEFINITION, PUBLISHER),
    "designer.return_to_author": ("POST", Action.RETURN_DEFINITION, PUBLISHER),
    "designer.upload": ("POST", Action.EDIT_DEFINITION, DESIGNER),
    "editor.file": ("GET", Action.VIEW_DEFINITIONS, DESIGN),
    "editor.content": ("GET", Action.VIEW_DEFINITIONS, DESIGN),
    "editor.save": ("PUT", Action.EDIT_DEFINITION, DESIGNER),
    "editor.save_text": ("POST", Action.EDIT_DEFINITION, DESIGNER),
    "guidance.show": ("GET", Action.READ_GUIDANCE, READERS | DESIGN | AUDITOR),
    "guidance.of_version": ("GET", Action.READ_GUIDANCE, READERS | DESIGN | AUDITOR),
    "moves.listed": ("GET", Action.VIEW_MOVES, DESIGN),
    "moves.plan": ("POST", Action.PLAN_MOVE, DESIGNER),
    "moves.show": ("GET", Action.VIEW_MOVES, DESIGN),
    "moves.save": ("POST", Action.PLAN_MOVE, DESIGNER),
    "moves.try_out": ("POST", Action.PLAN_MOVE, DESIGNER),
    "moves.submit": ("POST", Action.PLAN_MOVE, DESIGNER),
    "moves.withdraw": ("POST", Action.PLAN_MOVE, DESIGNER),
    "moves.approve": ("POST", Action.APPROVE_MOVE, PUBLISHER),
    "moves.return_to_planner": ("POST", Action.RETURN_MOVE, PUBLISHER),
    "moves.repeat": ("POST", Action.APPROVE_MOVE, PUBLISHER),
    "moves.undo": ("POST", Action.UNDO_MOVE, PUBLISHER),
    "retention.worklist": ("GET", Action.VIEW_RETENTION, KEEPERS),
    "retention.record": ("GET", Action.VIEW_RETENTION, KEEPERS),
    "retention.keep": ("POST", Action.REVIEW_RETENTION, frozenset({"scheme_coordinator"})),
    "retention.propose_erasure": ("POST", Action.REVIEW_RETENTION, frozenset({"scheme_coordinator"})),
    "retention.return_proposal": ("POST", Action.CONFIRM_ERASURE, frozenset({"data_protection_officer"})),
    "retention.confirm_erasure": ("POST", Action.CONFIRM_ERASURE, frozenset({"data_protection_officer"})),
    "retention.set_hold": ("POST", Action.SET_HOLD, KEEPERS),
    "retention.lift_hold": ("POST", Action.LIFT_HOLD, KEEPERS - {"scheme_coordinator"}),
    "incidents.listed": ("GET", Action.VIEW_INCIDENTS, DESIGN),
    "incidents.show": ("GET", Action.VIEW_INCIDENTS, DESIGN),
    "incidents.retry": ("POST", Action.RETRY_INCIDENT, DESIGN),
    "incidents.retry_alike": ("POST", Action.RETRY_INCIDENT, DESIGN),
    "incidents.happened": ("POST", Action.RETRY_INCIDENT, DESIGN),
    "incidents.confirm_clock": ("POST", Action.CONFIRM_CLOCK, DESIGN),
    "users.accounts": ("GET", Action.VIEW_USERS, ADMINISTRATOR),
    "users.new": ("GET", Action.CHANGE_USERS, ADMINISTRATOR),
    "users.create": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
    "users.person": ("GET", Action.VIEW_USERS, ADMINISTRATOR),
    "users.propose": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
    "users.proposals": ("GET", Action.VIEW_USERS, ADMINISTRATOR),
    "users.decide": ("POST", Action.DECIDE_STAFF_CHANGE, ADMINISTRATOR),
    "users.withdraw": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
    "users.suspend": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
    "users.ask_born": ("GET", Action.CHANGE_USERS, ADMINISTRATOR),
    "users.note_born": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
    "units.listed": ("GET", Action.VIEW_USERS, ADMINISTRATOR),
    "units.create": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
    "units.move": ("POST", Action.CHANGE_USERS, ADMINISTRATOR),
    "audit.start": ("GET", Action.VIEW_AUDIT, AUDITOR),
    "audit.find": ("POST", Action.VIEW_AUDIT, AUDITOR),
    "audit.case": ("GET", Action.VIEW_AUDIT, AUDITOR),
    "audit.person": ("GET", Action.VIEW_AUDIT, AUDITOR),
    "audit.unusual": ("GET", Action.VIEW_AUDIT, AUDITOR),
    "audit.search": ("POST", Action.SEARCH_AUDIT, AUDITOR),
    "audit.results": ("GET", Action.SEARCH_AUDIT, AUDITOR),
    "audit.export": ("POST", Action.EXPORT_AUDIT, AUDITOR),
    # The last one: whoever calls it is signed out.
    "own_sign_in.end_all_sessions": ("POST", Action.MANAGE_OWN_SIGN_IN, ANYBODY),
}
GUARDED = {endpoint: route for endpoint, route in ROUTES.items() if route[2] is not None}
# Whoever lacks the role does not even learn that the case is there.
OF_A_CASE = ("aliases.", "cases.show", "cases.say_why", "cases.diagram", "documents.", "case_people.", "procedures.")
HIDDEN = {endpoint for endpoint in ROUTES if endpoint.startswith(OF_A_CASE)}
LOOKING = (
    "investigating_officer",
    "scheme_coordinator",
    "process_designer",
    "administrator",
    "auditor",
    "supervisor",
    "duty_inspector",
    "professional_standards",
)
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
        failed = Incident(case_id=instance.case_id, instance_id=instance.id, definition_id=version_id,
                          element_id="check_grounds", element_name="Check grounds", message="It failed.",
                          opened_at=now())  # fmt: skip
        session().add(failed)
    search = post(site.signed_in("auditor"), "/audit/searches", reason="A routine look").location
    known = {"user_id": site.person("spoc").id, "inquiry_id": search.rsplit("/", 1)[-1], "plan_id": plan_id}
    address = f"/cases/{case}/documents"
    officer.post(address, data={"csrf_token": token_of(officer), "file": (BytesIO(b"chat"), f"{NAME}.txt")})
    with site.database.transaction() as opened:
        document_id, copy_id = opened.execute(text("SELECT document_id, id FROM document_version")).one()
    site.app.settings = replace(site.app.settings, open_unscanned=True)
    known |= {"document_id": UUID(str(document_id)), "copy_id": UUID(str(copy_id))}
    return {**known, "case_id": case, "task_id": task.rsplit("/", 1)[-1], "version_id": version_id,
            "incident_id": failed.id, "run_id": instance.id, "key": PACKAGE, "process_id": "right_to_know",
            "procedure": "threat_to_life",
            "path": "right_to_know.bpmn"}  # fmt: skip


def test_looking_changes_nothing_but_the_account_of_who_looked(site: Site, writes: Writes) -> None:
    known = started_case(site)
    people = {role: site.signed_in(role) for role in LOOKING}
    event.listen(site.database.engine, "before_cursor_execute", writes.note)
    for endpoint, (method, _, roles) in ROUTES.items():
        if method != "GET":
            continue
        role = next((role for role in people if roles is None or role in roles), "")
        response = people[role].get(address_of(site, endpoint, **known))
        # There is no such file, and no provider to sign in at.
        allowed = {200, 303} | ({404} if endpoint.startswith(("public.asset", "provider.")) else set())
        assert response.status_code in allowed, endpoint
    assert writes.tables == {"audit_event", "daily_use"}


ENDS: dict[str, str] = {
    "ended": "UPDATE sign_in_session SET ended_at = seen_at, end_reason = 'ended_by_owner'",
    "suspended": "UPDATE app_user SET suspended_at = created_at",
    "in other groups": "UPDATE membership SET group_name = 'auditor' WHERE group_name = 'administrator'",
    "idle": "UPDATE sign_in_session SET seen_at = '2026-01-01 00:00:00'",
    "too long": "UPDATE sign_in_session SET began_at = '2026-01-01 00:00:00'",
    "waiting for a second factor": "UPDATE sign_in_session SET awaiting = 'second_factor'",
    "given a new value": "UPDATE sign_in_session SET token_hash = 'another'",
}


@pytest.mark.parametrize("end", ENDS)
def test_session_that_is_over_opens_no_page_whatever_its_cookie(site: Site, end: str) -> None:
    client = site.signed_in("administrator")
    token, cookie = token_of(client), client.get_cookie("session")
    assert cookie is not None
    assert client.get("/users").status_code == 200
    with site.database.transaction() as session:
        session.execute(text(ENDS[end]))
    for endpoint, (method, _, _) in GUARDED.items():
        # An end takes the cookie away; somebody who copied it brings it again each time.
        client.set_cookie("session", cookie.value)
        response = call(client, token, method, address_of(site, endpoint))
        assert response.status_code == (303 if method == "GET" else 401), f"{endpoint}, {end}"
        assert method != "GET" or response.location.startswith("/sign-in"), f"{endpoint}, {end}"


def test_task_and_case_of_others_look_as_if_they_were_not_there(site: Site) -> None:
    known = started_case(site)
    client = site.signed_in("legal_reviewer")
    for address, nowhere in (
        (f"/tasks/{known['task_id']}", f"/tasks/{uuid4()}"),
        (f"/cases/{known['case_id']}", f"/cases/{uuid4()}"),
    ):
        there, not_there = client.get(address), client.get(nowhere)
        assert (there.status_code, there.text) == (404, not_there.text)
