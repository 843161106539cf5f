"""Before a session ends for want of use its person is told, and one press of a button keeps it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.looking import STICKS_OUT, TELEPHONE
from tests.browser.officers import Officers
from tests.fixtures.served_site import ServedSite

pytestmark = pytest.mark.browser


def assert_no_complaint(page: Page) -> None:
    assert page.evaluate(STICKS_OUT) == ""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []


def test_person_is_warned_stays_and_is_told_when_it_is_too_late(served: ServedSite, officers: Officers) -> None:
    page = officers.at_work("ada")
    page.clock.install()
    page.goto(f"{served.address}/users/new")
    name = page.locator("input:not([type=hidden])").first
    name.fill("Half typed")
    name.focus()
    button = page.get_by_role("button", name="Stay signed in")
    page.clock.run_for("12:00")
    expect(button).to_be_hidden()
    page.clock.run_for("01:10")
    expect(page.get_by_role("alert").filter(has_text="You will soon be signed out")).to_be_visible()
    page.set_viewport_size(TELEPHONE)
    assert_no_complaint(page)
    with page.expect_response(re.compile("/my-sign-in/stay$")) as kept:
        button.click()
    assert kept.value.status == 204
    expect(button).to_be_hidden()
    expect(name).to_have_value("Half typed")
    expect(name).to_be_focused()
    page.clock.run_for("12:00")
    expect(button).to_be_hidden()
    page.clock.run_for("03:10")
    expect(page.get_by_role("alert").filter(has_text="You were signed out")).to_be_visible()
