"""The pages about who may see what, and why: one site and one browser each for the people who use them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.officers import Officers
from tests.browser.test_pages_usable import assert_spotless
from tests.fixtures.served_site import ServedSite

pytestmark = pytest.mark.browser
REASON = "Figures for the monthly meeting of the scheme."


def refused(officers: Officers, page: Page, button: str) -> None:
    """The page that comes back when nothing was filled in: it leads to what is missing, and is usable as well."""
    with officers.refusal(page, 422):
        page.get_by_role("button", name=button).first.click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_spotless(page)


def test_reasons_lists_emergencies_and_their_second_persons(served: ServedSite, officers: Officers) -> None:
    task = served.case_at("triage_risk")
    page = officers.at_work("olive")
    page.goto(f"{served.address}/cases")
    case = re.search(r"/cases/[0-9a-f-]{36}", page.content())
    reference = re.search(r"RTK-\d{4}-\d{4}", page.content())
    assert case is not None, task
    assert reference is not None
    cora = officers.at_work("cora")
    cora.goto(f"{served.address}/exports")
    assert_spotless(cora)
    refused(officers, cora, "Ask for the list")
    cora.get_by_label("What the list is for").fill(REASON)
    cora.get_by_role("button", name="Ask for the list").click()
    expect(cora.get_by_text("Waits for a decision")).to_be_visible()
    assert_spotless(cora)
    dunya = officers.at_work("dunya")
    dunya.goto(f"{served.address}/break-glass")
    assert_spotless(dunya)
    refused(officers, dunya, "Open this case")
    dunya.get_by_label("Reference of the case").fill(reference[0])
    dunya.get_by_label("Why it cannot wait").fill("A neighbour reports that he stands at her door.")
    dunya.get_by_role("button", name="Open this case").click()
    expect(dunya.get_by_text("You opened this case in an emergency.")).to_be_visible()
    perry = officers.at_work("perry")
    for path, button in (("/exports/waiting", "Record the decision"), ("/break-glass/reviews", "Record the review")):
        perry.goto(served.address + path)
        assert_spotless(perry)
        refused(officers, perry, button)
    sam = officers.at_work("sam")
    sam.goto(served.address + case[0])
    expect(sam.get_by_role("heading", name="Why do you open this case?")).to_be_visible()
    assert_spotless(sam)
    refused(officers, sam, "Open the case")
    sam.get_by_label("I supervise this work").check()
    sam.get_by_role("button", name="Open the case").click()
    expect(sam.get_by_role("heading", name=f"Case {reference[0]}")).to_be_visible()
    for path in (f"{case[0]}/people", f"{case[0]}/documents/new", "/search", "/cover", "/conflicts"):
        sam.goto(served.address + path)
        assert_spotless(sam)


def test_units_and_retention(served: ServedSite, officers: Officers) -> None:
    for login, path in (("ada", "/units"), ("cora", "/retention")):
        page = officers.at_work(login)
        page.goto(served.address + path)
        assert_spotless(page)
