"""Worked case 1 in a real browser: each person signs in, finds their task, answers it, and hands on."""

import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.browser.answering import fill, named, ticked
from tests.browser.journey import Journey, login_of, open_case
from tests.browser.looking import assert_usable
from tests.browser.officers import Officers, complete
from tests.fixtures.served_site import ServedSite
from webapp.scenarios.steps import Advance, Complete, Refused

# Minutes: in every run the worked cases go through the pages without a browser (test_scenarios_on_the_pages.py).
pytestmark = [pytest.mark.browser, pytest.mark.long]

UNSEEN = "nothing here that you can see"
ONLY_POSSIBLE = ("A27", "A28")
DONE = {
    "right_to_know-1": ("intake", "triage_risk", "confirm_priority", "disclosure", "look_after", "close_case"),
    "consider_disclosure": ("assess_and_assure", "views", "decide", "deliver"),
}


class WholeCase(Journey):
    """The case of worked case 1, with what people must not see and must not tick."""

    def must_not_see(self, step: Complete) -> None:
        """A person of another role is told that there is no such page, whatever they try."""
        page = self.officers.at_work(login_of(step.role))
        expect(page.get_by_role("main")).not_to_contain_text(self.site.names[step.element])
        task = self.site.task(self.case, step.element)
        for verb in ("claim", "draft", "complete", "release"):
            status, text = self.officers.send(page, f"{task}/{verb}", {"_revision": "1"})
            assert (status, self.site.names[step.element] in text) == (404, False), verb
        with self.officers.refusal(page, 404):
            page.goto(task)
        expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
        expect(page.get_by_role("main")).not_to_contain_text(self.site.names[step.element])

    def must_not_tick(self, step: Complete, because: str) -> None:
        """An alias that is only possible is closed on the page, and refused where somebody opens it by force."""
        allowed = [alias for alias in step.answers["proposed_alias"] if alias not in ONLY_POSSIBLE]
        forged = next(alias for alias in step.answers["proposed_alias"] if alias in ONLY_POSSIBLE)
        page = self.open(step)
        box = named(page, "proposed_alias", forged)
        expect(box).to_be_disabled()
        label = page.locator(f"label[for={box.get_attribute('id')}]").inner_text().strip()
        expect(page.get_by_text(f"{label} cannot be selected: ")).to_contain_text(because)
        fill(page, {**step.answers, "proposed_alias": allowed})
        box.evaluate("box => { box.disabled = false; box.checked = true; }")
        with self.officers.refusal(page, 422):
            complete(page)
        summary = page.get_by_role("alert")
        expect(summary).to_contain_text(re.compile(because, re.IGNORECASE))
        expect(box).to_be_disabled()
        assert ticked(page, "proposed_alias") == allowed
        expect(named(page, "less_intrusive_considered")).to_have_value(step.answers["less_intrusive_considered"])

    def assert_drawn_at(self, login: str, element: str, process: str) -> None:
        """The picture has its sign at this step, and the list beside it says the same."""
        page = self.officers.at_work(login)
        open_case(page, self.case_page)
        page.get_by_role("tab", name="Process").click()
        section = page.locator(f"section[aria-labelledby^=process-{process}-]")
        expect(section.locator("[data-viewer-ready=true]")).to_be_visible()
        expect(section.locator(f"[data-container-id={element}] .rtk-token-sign")).to_have_text("●")
        expect(section.locator(".rtk-token-sign")).to_have_count(1)
        now = section.get_by_role("listitem").filter(has_text="Now")
        expect(now).to_have_count(1)
        expect(now).to_contain_text(self.site.names[element])
        assert_usable(page)


def test_people_take_a_case_from_report_to_full_disclosure(served: ServedSite, officers: Officers) -> None:
    scenario = served.scenario("worked_case_1")
    served.set_clock(scenario.at)
    journey = WholeCase(served, officers)
    journey.start("olive")
    for step in scenario.steps:
        if isinstance(step, Complete):
            if step.element == "review_legally":
                journey.assert_drawn_at("olive", "review_legally", "decide_disclosure")
            journey.complete(step)
        elif isinstance(step, Advance):
            served.advance(step.by)
        elif isinstance(step, Refused) and step.because == UNSEEN:
            journey.must_not_see(step.attempt)
        elif isinstance(step, Refused):
            journey.must_not_tick(step.attempt, step.because)
    assert_told_in_full(journey)


def assert_told_in_full(journey: WholeCase) -> None:
    """The case's page: outcome, every step with name and time, and the picture with what was done."""
    page = journey.officers.at_work("cora")
    open_case(page, journey.case_page)
    assert_usable(page)
    main = page.get_by_role("main")
    expect(main.locator(".govuk-summary-list").first).to_contain_text(re.compile(r"Outcome\s*Disclosed in full"))
    expect(main.get_by_role("row").filter(has_text="Review safeguarding")).to_contain_text("Nobody yet")
    page.get_by_role("tab", name="Timeline").click()
    for (task, person), times in Counter(journey.done).items():
        entries = page.locator(".moj-timeline__item").filter(has_text="Completed the task").filter(has_text=task)
        expect(entries).to_have_count(times)
        for entry in entries.all():
            expect(entry).to_contain_text(f"by {person}")
            at = re.compile(r"^\d{1,2} (March|April) 2026 at \d\d:\d\d$")
            expect(entry.locator("time[datetime]")).to_have_text(at)
    assert_usable(page)
    page.get_by_role("tab", name="Process").click()
    for task, person in dict.fromkeys(journey.done):
        step = page.locator(".rtk-steps").get_by_role("listitem").filter(has=page.get_by_text(task, exact=True))
        expect(step).to_have_count(1)
        expect(step).to_contain_text("Done")
        expect(step).to_contain_text(person)
    for process, elements in DONE.items():
        drawn = page.locator(f"section[aria-labelledby^=process-{process}]")
        for element in elements:
            expect(drawn.locator(f"[data-container-id={element}] .rtk-done-sign")).to_have_text("✓")
    # The victim is looked after when the case is closed, and nothing else goes on.
    going_on = page.locator(".rtk-token-sign")
    expect(going_on).to_have_count(2)
    for process, element in (("right_to_know-1", "protect_victim"), ("safeguard", "review_safeguarding")):
        section = page.locator(f"section[aria-labelledby^=process-{process}]")
        expect(section.locator(f"[data-container-id={element}] .rtk-token-sign")).to_have_text("●")
    assert_usable(page)
