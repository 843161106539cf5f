"""Every guarded route, asked about one case by everybody who must not know of it: nothing is shown and nobody named."""

import pytest
from flask.testing import FlaskClient

from tests.fixtures.site import PASSWORD, Site, post
from tests.integration.web.test_conflicts import unit_of
from tests.test_routes import GUARDED, NAME, ROUTES, address_of, call, started_case, token_of
from webapp.access import service as accounts
from webapp.access import units
from webapp.access.actor import SYSTEM
from webapp.access.groups import CASE_GROUPS, DUTY_GROUPS
from webapp.access.model import AppUser, Membership

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
EVERY_ROLE = sorted(CASE_GROUPS | DUTY_GROUPS)
# Routes that are about a case or a task of it; the others show nothing of any case to anybody.
OF_CASES = ("cases.", "case_people.", "procedures.", "tasks.")
ABOUT_A_CASE = sorted(e for e in GUARDED if e.startswith(OF_CASES) and e not in {"cases.register", "cases.open_case"})
LISTS = ("/", "/groups", "/cases", "/break-glass/reviews", "/incidents")


@pytest.fixture
def known(site: Site) -> dict[str, object]:
    """A running case with a name in it."""
    return started_case(site)


def enters(site: Site, login: str, *groups: str, force: str = "", unit: str = "") -> FlaskClient:
    with site.database.transaction():
        unit_id = units.create(SYSTEM, unit, force=force) if unit else None
        accounts.create_user(SYSTEM, login, login.title(), PASSWORD, groups, force=force, unit_id=unit_id)
    return site.signed_in(login)


def reaches_nothing(site: Site, client: FlaskClient, known: dict[str, object], who: str) -> None:
    token = token_of(client)
    for endpoint in ABOUT_A_CASE:
        response = call(client, token, ROUTES[endpoint][0], address_of(site, endpoint, **known))
        assert response.status_code == 404, f"{who} gets {response.status_code} at {endpoint}"
        assert NAME not in response.text, f"{who} {endpoint}"
    for address in LISTS:
        shown = client.get(address).text
        assert str(known["case_id"]) not in shown, f"{who} {address}"
        assert str(known["task_id"]) not in shown, f"{who} {address}"
        assert NAME not in shown, f"{who} {address}"


def test_somebody_of_another_force_with_every_role(site: Site, known: dict[str, object]) -> None:
    reaches_nothing(site, enters(site, "bo", *EVERY_ROLE, force="Borders"), known, "another force")


def test_somebody_of_another_unit_with_every_role(site: Site, known: dict[str, object]) -> None:
    reaches_nothing(site, enters(site, "una", *EVERY_ROLE, unit="Another"), known, "another unit")


def test_somebody_who_is_barred_with_every_role(site: Site, known: dict[str, object]) -> None:
    client = enters(site, "barry", *EVERY_ROLE)
    assert client.get(f"/cases/{known['case_id']}").status_code == 200
    reference = client.get("/cases").text.split("RTK-")[1][:9]
    post(client, "/conflicts/cases", reference=f"RTK-{reference}", kind="relative")
    reaches_nothing(site, client, known, "barred")


def test_somebody_whose_name_is_the_victims_with_every_role(site: Site, known: dict[str, object]) -> None:
    with site.database.transaction():
        accounts.create_user(SYSTEM, "wil", "Wilhelmina  FEATHERSTONEHAUGH", PASSWORD, EVERY_ROLE)
    client = site.signed_in("wil")
    token = token_of(client)
    for endpoint in ABOUT_A_CASE:
        response = call(client, token, ROUTES[endpoint][0], address_of(site, endpoint, **known))
        assert response.status_code == 404, endpoint
    assert str(known["case_id"]) not in client.get("/cases").text


def test_ex_member_who_took_part_and_has_another_job_now(site: Site, known: dict[str, object]) -> None:
    officer = site.signed_in("investigating_officer")
    assert officer.get(f"/cases/{known['case_id']}").status_code == 200
    person = site.person("investigating_officer").id
    with site.database.transaction() as session:
        session.get_one(AppUser, person).memberships = [Membership(group="process_designer")]
    # The session of before has ended with the role.
    assert officer.get("/cases").status_code == 303
    post(officer, "/sign-in", login="investigating_officer", password=PASSWORD)
    token = token_of(officer)
    for endpoint in ABOUT_A_CASE:
        response = call(officer, token, ROUTES[endpoint][0], address_of(site, endpoint, **known))
        assert response.status_code == 404, endpoint
        assert NAME not in response.text, endpoint


def test_suspended_person_is_signed_out_everywhere(site: Site, known: dict[str, object]) -> None:
    officer = site.signed_in("investigating_officer")
    token = token_of(officer)
    admin = site.signed_in("administrator")
    assert post(admin, f"/users/{site.person('investigating_officer').id}/suspend").status_code == 303
    for endpoint, (method, _, _) in GUARDED.items():
        response = call(officer, token, method, address_of(site, endpoint, **known))
        assert response.status_code in ({303} if method == "GET" else {400, 401}), endpoint
        assert NAME not in response.text, endpoint


def test_right_that_is_taken_away_has_no_effect_in_the_next_request(site: Site, known: dict[str, object]) -> None:
    supervisor, admin = site.signed_in("supervisor"), site.signed_in("administrator")
    address = f"/cases/{known['case_id']}"
    assert supervisor.get(address).status_code == 200
    post(admin, "/units", name="Elsewhere")
    unit = unit_of(site, "Elsewhere")
    post(admin, f"/units/members/{site.person('supervisor').id}", unit=unit)
    assert supervisor.get(address).status_code == 404
