"""Running cases moved to another version, through the pages."""

import re
from datetime import timedelta
from html import unescape

import pytest

from tests.fixtures.site import PASSWORD, Site, post
from webapp import clock
from webapp.config import Settings
from webapp.worker.loop import run_once

# What the pages do depends on neither database; the moves themselves are tested on both.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DESIGNER, PUBLISHER, OFFICER = "process_designer", "process_publisher", "investigating_officer"


def words(page: str) -> str:
    main = page.split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def versions(page: str) -> list[str]:
    return re.findall(r'<option value="([0-9a-f-]{36})"', page.split('id="source"')[1].split("</select>")[0])


@pytest.fixture
def task(site: Site) -> str:
    """The address of the first task of a case on version 1, of a package that has two."""
    site.install_package()
    task = str(post(site.signed_in(OFFICER), "/cases").location)
    site.install_changed_package()
    return task


def planned(site: Site) -> str:
    designer = site.signed_in(DESIGNER)
    two, one = versions(designer.get("/designer/right_to_know/moves").text)
    return str(post(designer, "/designer/right_to_know/moves", source=one, target=two).location)


def test_case_is_planned_tried_approved_moved_and_put_back(site: Site, task: str) -> None:
    designer, publisher, officer = (site.signed_in(login) for login in (DESIGNER, PUBLISHER, OFFICER))
    assert "Move running cases of Right to Know" in words(designer.get("/designer").text)
    plan = planned(site)
    shown = words(designer.get(plan).text)
    assert "Record the report User task, 1 task waits here" in shown
    assert "has not been tried yet" in shown
    assert post(designer, f"{plan}/try", reason="A clearer name").status_code == 303
    assert "Would move 1" in words(designer.get(plan).text)
    assert post(designer, f"{plan}/submit", reason="A clearer name").status_code == 303
    assert "You need the Process publisher role" in words(designer.get(plan).text)
    assert "A clearer name" in words(publisher.get(plan).text)
    with clock.fixed(clock.now()):
        clock.move(clock.now() + timedelta(minutes=12))
        assert post(publisher, f"{plan}/approve").location == f"/confirm?next={plan}"
        assert "Still to be moved" not in words(publisher.get(plan).text)
        assert post(publisher, "/confirm", password=PASSWORD, next=plan).location == plan
        assert post(publisher, f"{plan}/approve").location == plan
    assert "Still to be moved 1" in words(publisher.get(plan).text)
    run_once(site.database, Settings("sqlite://", "x" * 32))
    after = publisher.get(f"{plan}?show=moved").text
    assert "Moved 1" in words(after)
    assert "Record what was reported" in officer.get(task).text
    undo = re.findall(r'action="(/designer/moves/[^"]+/undo)"', after)
    assert len(undo) == 1
    assert post(publisher, undo[0]).status_code == 303
    assert "Put back 1" in words(publisher.get(plan).text)
    assert "Record the report" in officer.get(task).text
    late = post(publisher, undo[0])
    assert late.status_code == 409
    assert "put back already" in late.text


def test_step_without_counterpart_shows_the_problem_and_keeps_what_was_typed(site: Site, task: str) -> None:
    designer = site.signed_in(DESIGNER)
    plan = planned(site)
    refused = post(designer, f"{plan}/submit", **{"line-intake": "close_case", "reason": ""})
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    assert '<option value="close_case" selected>' in refused.text
    saved = post(designer, f"{plan}/save", **{"line-assign_identity": "x", "reason": "Why"})
    assert saved.status_code == 422, "an element that the version does not have is refused"
    assert post(designer, f"{plan}/save", **{"line-intake": "", "reason": "Why"}).status_code == 303
    assert post(designer, f"{plan}/try", **{"line-intake": "", "reason": "Why"}).status_code == 303
    page = words(designer.get(f"{plan}?show=attention").text)
    assert '"Record the report" is the legal step intake. Map it to "Record what was reported"' in page
    assert post(designer, f"{plan}/withdraw").status_code == 303
    assert "Withdrawn" in words(designer.get("/designer/right_to_know/moves").text)


def test_plan_needs_two_versions_and_a_reason_to_return(site: Site, task: str) -> None:
    designer, publisher = site.signed_in(DESIGNER), site.signed_in(PUBLISHER)
    one = versions(designer.get("/designer/right_to_know/moves").text)[0]
    same = post(designer, "/designer/right_to_know/moves", source=one, target=one)
    assert same.status_code == 422
    assert "Choose two different versions." in same.text
    assert post(designer, "/designer/right_to_know/moves", source="x", target=one).status_code == 422
    assert designer.get("/designer/unknown/moves").status_code == 404
    plan = planned(site)
    post(designer, f"{plan}/try", reason="Why")
    post(designer, f"{plan}/submit", reason="Why")
    silent = post(publisher, f"{plan}/return", returned_with=" ")
    assert silent.status_code == 422
    assert "Say what has to be changed" in silent.text
    assert post(publisher, f"{plan}/return", returned_with="Name the steps").status_code == 303
    assert "Returned: Name the steps" in words(designer.get(plan).text)
