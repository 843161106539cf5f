"""One case on its way through the browsers of its people."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from tests.browser.answering import fill
from tests.browser.looking import assert_usable
from tests.browser.officers import Officers, case_of, complete
from tests.fixtures.served_site import ServedSite
from webapp.cli.demo_cases import PEOPLE
from webapp.scenarios.steps import Complete


@dataclass
class Journey:
    """The case, and who did what so far."""

    site: ServedSite
    officers: Officers
    case: str = ""
    case_page: str = ""
    done: list[tuple[str, str]] = field(default_factory=list)

    def start(self, login: str) -> None:
        """A new case."""
        page = self.officers.at_work(login)
        page.get_by_role("link", name="Cases", exact=True).click()
        page.get_by_role("button", name="Start a new case").click()
        expect(page.get_by_text("The case is open. This is its first task.")).to_be_visible()
        self.go_on_from(page)

    def go_on_from(self, page: Page) -> None:
        """The case of a task that the page shows; leads to the page of the case."""
        self.case = case_of(page)
        page.get_by_role("link", name="Open the whole case").click()
        self.case_page = page.url

    def open(self, step: Complete) -> Page:
        """The task on the person's page: among their own tasks where they hold it, else claimed for their group."""
        login, name = login_of(step.role), self.site.called(self.case, step.element)
        page = self.officers.at_work(login)
        held = page.get_by_role("link", name=f"{name} for case {self.case}")
        if not held.count():
            return self.officers.claim(login, name, self.case)
        held.click()
        return page

    def complete(self, step: Complete) -> Page:
        """The person answers the task as the step says."""
        called = self.site.called(self.case, step.element)
        page = self.open(step)
        assert_usable(page)
        fill(page, step.answers)
        complete(page)
        expect(page.get_by_text(f"“{called}” is completed")).to_be_visible()
        self.done.append((self.site.names[step.element], name_of(login_of(step.role))))
        return page


def open_case(page: Page, address: str) -> None:
    """Opens the case; who has no task in it says why, once a day."""
    page.goto(address)
    reasons = page.get_by_role("radio")
    if reasons.count():
        reasons.first.check()
        page.get_by_role("button", name="Open the case").click()


def login_of(role: str) -> str:
    """The first person of the demonstration with this role."""
    return next(one.login for one in PEOPLE if role in one.groups)


def name_of(login: str) -> str:
    """What that person is called."""
    return next(one.name for one in PEOPLE if one.login == login)
