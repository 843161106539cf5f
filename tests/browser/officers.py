"""People at their browsers: each signs in for themselves and works through the inbox."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.browser import NewPage
from tests.fixtures.served_site import PASSWORD, ServedSite

SEND = """async ([address, answers]) => {
  const token = document.querySelector('[name=csrf_token]').value;
  const body = new URLSearchParams({ csrf_token: token, ...answers });
  const answer = await fetch(address, { method: 'POST', body });
  return [answer.status, await answer.text()];
}"""
CASE = re.compile(r"RTK-\d{4}-\d{4}")


class Officers:
    """The browsers of the people of one site, each with its own cookies."""

    def __init__(self, site: ServedSite, new_page: NewPage, complaints: list[str]) -> None:
        self.site = site
        self._new_page = new_page
        self._complaints = complaints
        self._pages: dict[str, Page] = {}

    def at_work(self, login: str, password: str = PASSWORD, **options: object) -> Page:
        """The page of this person, signed in and at their start page; a session that has ended is begun again."""
        if login not in self._pages:
            self._pages[login] = self._new_page(**options)
        page = self._pages[login]
        page.goto(f"{self.site.address}/")
        if "/sign-in" in page.url:
            page.get_by_label("Username").fill(login)
            page.get_by_label("Password", exact=True).fill(password)
            page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_attached()
        return page

    def claim(self, login: str, task: str, case: str) -> Page:
        """The person finds the task among those of their groups and claims it."""
        page = self.at_work(login)
        self.ask_for(page, task, case)
        expect(page.get_by_role("heading", level=1)).to_have_text(task)
        expect(page.get_by_text("claimed by you")).to_be_visible()
        return page

    def ask_for(self, page: Page, task: str, case: str) -> None:
        """Presses the button that claims this task in the list of the person's groups."""
        page.get_by_role("link", name=re.compile("^My groups’ tasks")).click()
        page.get_by_role("button", name=f"Claim {task} for case {case}").click()

    @contextmanager
    def refusal(self, page: Page, status: int) -> Iterator[None]:
        """What is done inside is answered with this status; the browser's own complaint about it is expected."""
        with page.expect_event("console", lambda message: f"status of {status}" in message.text):
            yield
        self._complaints.remove(next(line for line in self._complaints if f"status of {status}" in line))

    def send(self, page: Page, address: str, answers: Mapping[str, str]) -> tuple[int, str]:
        """Status and text of the answer to a form that no page of ours offered, sent with the person's own session."""
        before = len(self._complaints)
        status, text = page.evaluate(SEND, [address, dict(answers)])
        page.evaluate("() => null")  # what the browser says about the answer has arrived by now
        self._complaints[before:] = [line for line in self._complaints[before:] if f"status of {status}" not in line]
        return status, text


def complete(page: Page) -> None:
    page.get_by_role("button", name="Complete this task").click()


def case_of(page: Page) -> str:
    """The reference of the case that the page is about."""
    found = CASE.search(page.locator(".moj-identity-bar").inner_text())
    assert found is not None
    return found.group()


@pytest.fixture
def officers(served: ServedSite, new_page: NewPage, complaints: list[str]) -> Officers:
    return Officers(served, new_page, complaints)
