"""Somebody joins: one administrator makes the account, another approves its role, and the person takes it over."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import assert_usable
from tests.browser.officers import Officers
from tests.fixtures.browser import NewPage
from tests.fixtures.served_site import ServedSite

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_joiner_gets_a_role_from_two_administrators_and_chooses_a_password(
    served: ServedSite, officers: Officers, new_page: NewPage
) -> None:
    page = officers.at_work("ada")
    page.get_by_role("link", name="Users", exact=True).click()
    press(page, "Create an account")
    page.get_by_label("Name", exact=True).fill("Nina Oakley")
    page.get_by_label("Username").fill("nina")
    page.get_by_label("Supervisor", exact=True).check()
    page.get_by_label("Why these groups?").fill("Joins the unit on Monday.")
    press(page, "Create the account")
    expect(page.get_by_role("heading", level=1)).to_have_text("The first password of Nina Oakley")
    assert_usable(page)
    first_password = page.locator("code").last.inner_text()
    press(page, "Go on")
    expect(page.get_by_text("You proposed this, so another administrator has to decide.")).to_be_visible()
    page.get_by_text("Propose a new first password").click()
    assert_usable(page)

    second = officers.at_work("amos")
    second.get_by_role("link", name="Users", exact=True).click()
    second.get_by_role("link", name=re.compile(r"wait for a decision \(1\)")).click()
    expect(second.get_by_role("main")).to_contain_text("Joins the unit on Monday.")
    assert_usable(second)
    press(second, "Approve change of groups for Nina Oakley")
    expect(second.get_by_text("Approved. It is in effect")).to_be_visible()

    hers = new_page()
    hers.goto(f"{served.address}/sign-in")
    hers.get_by_label("Username").fill("nina")
    hers.get_by_label("Password", exact=True).fill(first_password)
    press(hers, "Sign in")
    expect(hers.get_by_role("heading", level=1)).to_have_text("Choose your password")
    assert_usable(hers)
    hers.get_by_label("New password").fill("gravel tealight umbrella")
    press(hers, "Keep this password")
    expect(hers.get_by_role("heading", level=1)).to_have_text("Tasks")
