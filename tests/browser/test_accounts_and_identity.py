"""Accounts and identity in Chromium: the picture beside its tables, and a list looked at before it is imported."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import DESK, TELEPHONE, assert_usable
from tests.browser.officers import Officers
from tests.fixtures.served_site import ServedSite

pytestmark = pytest.mark.browser
LIST = "handle,platform,stable_id,first_seen,last_seen\n"


def test_picture_leads_at_a_desk_and_the_table_on_a_telephone(served: ServedSite, officers: Officers) -> None:
    served.case_at("make_decision")
    page = officers.at_work("dara")
    page.goto(f"{served.address}/cases")
    page.locator("a[href*='/cases/']").filter(has_text=re.compile("^RTK-")).first.click()
    page.get_by_role("link", name="Accounts and identity").click()
    picture, table = page.get_by_role("heading", name="As a picture"), page.get_by_role("heading", name="As a table")
    for size, first, second in ((DESK, picture, table), (TELEPHONE, table, picture)):
        page.set_viewport_size(size)
        one, two = first.bounding_box(), second.bounding_box()
        assert one is not None and two is not None and one["y"] < two["y"]
        assert_usable(page)
    drawn = page.locator("svg.rtk-picture")
    expect(drawn).to_contain_text("Subject One")
    assert drawn.locator("path").count() >= 3


def test_list_is_shown_row_by_row_before_it_is_imported(served: ServedSite, officers: Officers) -> None:
    task = served.case_at("pursue_enquiry")
    page = officers.at_work("olive")
    page.goto(task)
    case = page.locator("a[href*='/cases/']").first.get_attribute("href") or ""
    page.goto(served.address + case.split("#")[0] + "/aliases/new")
    page.get_by_label("Paste the list").fill(f"{LIST}<b>owl</b>,Chatter,,2026-99-99,\n")
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_text("is not a day like")).to_be_visible()
    expect(page.get_by_role("button", name="Import these accounts")).to_have_count(0)
    right = {"name": "list.csv", "mimeType": "text/csv", "buffer": f"{LIST}<b>owl</b>,Chatter,x-1,,\n".encode()}
    page.get_by_label("Or choose a file").set_input_files(right)
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_text("1 new, 0 known already. Nothing is imported yet.")).to_be_visible()
    assert_usable(page)
    page.get_by_role("button", name="Import these accounts").click()
    expect(page.get_by_text("1 new, 0 known already. Every row")).to_be_visible()
    page.goto(served.address + case.split("#")[0] + "/aliases")
    expect(page.get_by_role("cell", name="<b>owl</b> on Chatter")).to_be_visible()
    assert "owl" not in page.url
