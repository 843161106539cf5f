"""The administrator at work: accounts made on their page."""

from playwright.sync_api import expect

from tests.browser.looking import assert_usable
from tests.browser.officers import Officers

FIRST_PASSWORD = "a first password for colleagues"


def make_account(officers: Officers, login: str, name: str, *groups: str) -> None:
    """An account in these groups, given by their titles; its password is FIRST_PASSWORD."""
    page = officers.at_work("ada")
    page.get_by_role("link", name="Users", exact=True).click()
    assert_usable(page)
    page.get_by_role("button", name="Create an account").click()
    assert_usable(page)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Username").fill(login)
    page.get_by_label("First password", exact=True).fill(FIRST_PASSWORD)
    for group in groups:
        page.get_by_label(group, exact=True).check()
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("The account is ready.")).to_be_visible()
