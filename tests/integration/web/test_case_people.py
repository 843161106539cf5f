"""The page on which it is decided who may see a case."""

import re

import pytest

from tests.fixtures.site import Site, post
from tests.integration.web.test_conflicts import everywhere, reported, unit_of

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
REASON = "The suspect lives in the area of that unit."


def test_supervisor_shares_the_case_names_a_person_and_takes_both_back(site: Site) -> None:
    reference, address = reported(site)
    admin, supervisor = site.signed_in("administrator"), site.signed_in("supervisor")
    post(admin, "/units", name="South")
    south = unit_of(site, "South")
    sue_id = site.add_person("sue", "Sue South", "supervisor")
    assert post(admin, f"/units/members/{sue_id}", unit=south).status_code == 303
    sue, lawyer = site.signed_in("sue"), site.signed_in("legal_reviewer")
    people = f"{address}/people"
    assert "Who may see this case" in supervisor.get(address).text
    assert "works on this case" in supervisor.get(people).text
    for answers, sentence in (
        ({"unit": south, "reason": "Because."}, "at least 20 characters"),
        ({"unit": "", "reason": REASON}, "Choose another unit"),
    ):
        response = post(supervisor, f"{people}/shares", **answers)
        assert (response.status_code, sentence in response.text) == (422, True)
    assert reference not in everywhere(sue)
    assert post(supervisor, f"{people}/shares", unit=south, reason=REASON).status_code == 303
    assert reference in everywhere(sue)
    assert post(supervisor, f"{people}/shares/{south}/end").status_code == 303
    assert reference not in everywhere(sue)
    assert post(supervisor, people, login="legal_reviewer").status_code == 303
    assert reference in everywhere(lawyer)
    remove = re.findall(r"/people/[0-9a-f-]{36}/remove", supervisor.get(people).text)[0]
    assert post(supervisor, f"{address}{remove}").status_code == 303
    assert reference not in everywhere(lawyer)
    assert post(supervisor, f"{address}{remove}").status_code == 404


def test_professional_standards_opens_a_restricted_case_to_its_unit_again(site: Site) -> None:
    reference, address = reported(site)
    supervisor, standards = site.signed_in("supervisor"), site.signed_in("professional_standards")
    post(supervisor, f"{address}/people/restrict")
    assert reference not in everywhere(supervisor)
    assert "This case is restricted." in standards.get(f"{address}/people").text
    assert post(standards, f"{address}/people/open").status_code == 303
    assert reference in everywhere(supervisor)
    assert reference not in everywhere(standards)
