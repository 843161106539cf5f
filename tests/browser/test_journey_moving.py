"""Running cases moved to another version in a real browser: planned by a designer, decided on without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import assert_usable
from tests.browser.officers import Officers
from tests.fixtures.served_site import ServedSite
from webapp.access.actor import SYSTEM, SYSTEM_ID
from webapp.cli.files import package_files
from webapp.definitions import service as definitions
from webapp.worker import loop

pytestmark = [pytest.mark.browser, pytest.mark.long]

OLD_NAME, NEW_NAME = "Record the report", "Record what was reported"
# The first step is also called otherwise, which other diagrams and the pages of the case must follow.
PLACES = (b' id="{}"', b'sourceRef="{}"', b'targetRef="{}"', b'bpmnElement="{}"', b">{}<")
DISTINCT, INTAKE = re.compile(rb'name="distinctFrom" value="[^"]*"'), re.compile(rb"\bintake\b")
REASON = "The first step got a clearer name."


def test_case_with_a_half_filled_form_is_moved_and_put_back(served: ServedSite, officers: Officers) -> None:
    task = begin_a_report(officers)
    publish_second_version(served)
    plan = make_plan(officers)
    leave_a_step_out_and_mend_it(officers, plan)
    submit(officers, plan)
    decide_without_scripts(served, officers, plan)
    assert_report_is_as_it_was(officers, task, NEW_NAME)
    put_back(officers, plan)
    assert_report_is_as_it_was(officers, task, OLD_NAME)


def begin_a_report(officers: Officers) -> str:
    page = officers.at_work("olive")
    page.get_by_role("link", name="Cases", exact=True).click()
    page.get_by_role("button", name="Start a new case").click()
    page.get_by_label("What is the crime reference?").fill("RK/77/26")
    address = page.url
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    return address


def publish_second_version(served: ServedSite) -> None:
    files = {
        path: DISTINCT.sub(lambda found: INTAKE.sub(b"first_report", found.group()), content)
        for path, content in package_files("right_to_know").items()
    }
    drawn = files["right_to_know.bpmn"].replace(OLD_NAME.encode(), NEW_NAME.encode())
    for place in PLACES:
        drawn = drawn.replace(place.replace(b"{}", b"intake"), place.replace(b"{}", b"first_report"))
    files["right_to_know.bpmn"] = drawn
    with served.app.database.transaction():
        definitions.install(SYSTEM, files, SYSTEM_ID)


def make_plan(officers: Officers) -> str:
    page = officers.at_work("petra")
    page.get_by_role("link", name="Designer", exact=True).click()
    page.get_by_role("link", name="Move running cases of Right to Know").click()
    assert_usable(page)
    expect(page.get_by_label("From version")).to_contain_text("Version 1 (1 running)")
    page.get_by_role("button", name="Make a plan").click()
    expect(page.get_by_text("You made a plan.")).to_be_visible()
    expect(page.get_by_label(OLD_NAME)).to_have_value("first_report")
    assert_usable(page)
    return page.url


def leave_a_step_out_and_mend_it(officers: Officers, plan: str) -> None:
    page = officers.at_work("petra")
    page.goto(plan)
    page.get_by_label(OLD_NAME).select_option("")
    with officers.refusal(page, 422):
        page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why the cases are to be moved")
    expect(page.get_by_label(OLD_NAME)).to_have_value("")
    assert_usable(page)
    page.get_by_label("Why are the cases to be moved?").fill(REASON)
    page.get_by_role("button", name="Save and try on the running cases").click()
    expect(page.get_by_role("row").filter(has_text="RTK-")).to_contain_text("Needs attention")
    expect(page.get_by_text(f'"{OLD_NAME}" is the legal step intake.').first).to_be_visible()
    assert_usable(page)
    page.get_by_label(OLD_NAME).select_option(label=NEW_NAME)
    page.get_by_role("button", name="Save and try on the running cases").click()
    expect(page.get_by_role("row").filter(has_text="RTK-")).to_contain_text("Would move")


def submit(officers: Officers, plan: str) -> None:
    page = officers.at_work("petra")
    page.goto(plan)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Submitted. Another person has to decide on it.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve and move the cases")).to_have_count(0)
    assert_usable(page)


def decide_without_scripts(served: ServedSite, officers: Officers, plan: str) -> None:
    page = officers.at_work("paul", java_script_enabled=False)
    page.goto(plan)
    expect(page.get_by_role("main")).to_contain_text(REASON)
    page.get_by_role("button", name="Approve and move the cases").click()
    expect(page.get_by_text("Approved. The cases are moved one after the other")).to_be_visible()
    with served.clock():
        loop.run_once(served.app.database, served.app.settings)
    page.get_by_role("link", name="Load this page again").click()
    expect(page.get_by_role("row").filter(has_text="RTK-")).to_contain_text("Moved")


def assert_report_is_as_it_was(officers: Officers, task: str, name: str) -> None:
    page = officers.at_work("olive")
    page.goto(task)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_label("What is the crime reference?")).to_have_value("RK/77/26")


def put_back(officers: Officers, plan: str) -> None:
    page: Page = officers.at_work("paul")
    page.goto(plan)
    page.get_by_role("button", name="Put back case RTK-").click()
    expect(page.get_by_text("The case is back on the version before")).to_be_visible()
    looking = officers.at_work("petra")
    looking.goto(plan)
    expect(looking.get_by_role("row").filter(has_text="RTK-")).to_contain_text("Put back")
    assert_usable(looking)
