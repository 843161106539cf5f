"""The case page offers procedures, a page asks whether to start one, and it is started once."""

import re
from uuid import UUID

import pytest

from tests.fixtures import procedures as packages
from tests.fixtures.site import Site, post
from tests.fixtures.trial import KEY
from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.definitions import service as definitions
from webapp.inbox import service as inbox
from webapp.instances import queries

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def case_id(site: Site) -> UUID:
    """A case of the package with procedures."""
    refer = packages.verify()
    for before, after in ((b"verify", b"refer"), (b"verified", b"referred"), (b"Verify", b"Refer"), (b"look", b"take")):
        refer = refer.replace(before, after)
    files = packages.files(refer=refer)
    files["package.toml"] += b'[procedures.refer]\nstarted_by = ["investigating_officer"]\n'
    with site.database.transaction():
        definitions.install(SYSTEM, files, SYSTEM_ID)
    officer = site.person("investigating_officer")
    with site.database.transaction():
        return inbox.start_case(officer, KEY).case_id


def test_officer_starts_a_procedure_from_the_case_page_and_is_led_to_its_first_task(site: Site, case_id: UUID) -> None:
    officer, address = site.signed_in("investigating_officer"), f"/cases/{case_id}"
    page = officer.get(address).text
    assert "Start another procedure" in page
    assert "Warn them" in page
    assert "Verify it" not in page, "lawyers start that one"
    asking = officer.get(f"{address}/procedures/warn").text
    assert "Use this now." in asking
    key = re.findall(r'name="_once" value="([^"]+)"', asking)[0]
    first = post(officer, f"{address}/procedures/warn", _once=key)
    assert first.status_code == 303
    assert "This is its first task." in officer.get(first.location).text
    again = post(officer, f"{address}/procedures/warn", _once=key)
    assert again.location == first.location
    with site.database.transaction():
        assert [run.procedure for run in queries.runs_of(case_id)] == ["", "warn"]
    shown = officer.get(address).text
    assert shown.index("Ask the question") < shown.index("Say why")
    for run in re.findall(r'data-xml="([^"]+)"', shown):
        assert officer.get(run).status_code == 200
    assert len(re.findall(r"data-xml", shown)) == 2


def test_procedure_whose_first_task_is_for_others_leads_back_to_the_case(site: Site, case_id: UUID) -> None:
    officer = site.signed_in("investigating_officer")
    response = post(officer, f"/cases/{case_id}/procedures/refer")
    assert (response.status_code, response.location) == (303, f"/cases/{case_id}")
    assert "Its next task waits for others." in officer.get(response.location).text


def test_what_one_may_not_start_is_refused_and_what_there_is_not_is_not_found(site: Site, case_id: UUID) -> None:
    officer, address = site.signed_in("investigating_officer"), f"/cases/{case_id}/procedures"
    assert officer.get(f"{address}/verify").status_code == 403
    assert post(officer, f"{address}/verify").status_code == 403
    assert officer.get(f"{address}/nothing").status_code == 404
    assert post(officer, f"{address}/nothing").status_code == 404
    assert site.signed_in("legal_reviewer").get(f"{address}/verify").status_code == 404
    run = re.findall(r'data-xml="([^"]+)"', officer.get(f"/cases/{case_id}").text)[0]
    with site.database.transaction():
        other = inbox.start_case(site.person("investigating_officer"), KEY).case_id
    assert officer.get(run.replace(str(case_id), str(other))).status_code == 404
    assert officer.get(run.replace(f"{KEY}.bpmn", "nothing.bpmn")).status_code == 404
