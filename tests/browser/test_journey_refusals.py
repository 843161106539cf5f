"""What the inbox refuses, in a real browser: unfinished answers, one's own work, and a task that is done already."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accounts import FIRST_PASSWORD, make_account
from tests.browser.answering import fill, named
from tests.browser.looking import assert_usable
from tests.browser.officers import Officers, case_of, complete
from tests.fixtures.served_site import ServedSite
from webapp.cli.demo_cases import DemoCast
from webapp.scenarios.steps import Complete

pytestmark = pytest.mark.browser

HANDLES = ["night_owl_01", "", "night_owl_03"]
NECESSITY = "The accounts are the only trace.\nNothing else is left."
SUMMARY = "<b>Not bold</b> & “quoted”"


class OneOfficer(DemoCast):
    """The demonstration's people, but for one role that somebody else takes."""

    def __init__(self, role: str, login: str) -> None:
        super().__init__()
        self._known[role, 1, ""] = login


def test_unfinished_form_comes_back_with_its_mistakes_and_all_that_was_typed(
    served: ServedSite, officers: Officers
) -> None:
    task = served.case_at("pursue_enquiry")
    page = officers.at_work("olive")
    page.goto(task)
    fill(page, {"alias": [{"handle": handle, "platform": "Picshare"} for handle in HANDLES]})
    fill(page, {"authority_type": "s60A", "necessity": NECESSITY, "proportionality": SUMMARY})
    for part, text in (("day", "31"), ("month", "February"), ("year", "2026")):
        named(page, f"expiry-{part}").fill(text)
    with officers.refusal(page, 422):
        complete(page)
    expect(page).to_have_title(re.compile("^Error: "))
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("heading")).to_have_text("There is a problem")
    assert_kept(page)
    assert_usable(page)
    links = summary.get_by_role("link")
    assert links.count() >= 3
    for number in range(links.count()):
        links.nth(number).click()
        expect(page.locator(":focus")).to_be_in_viewport()
        assert page.evaluate("() => document.activeElement.matches('input, select, textarea')"), links.nth(number)


def test_draft_waits_for_the_person_who_typed_it(served: ServedSite, officers: Officers) -> None:
    task = served.case_at("pursue_enquiry")
    page = officers.at_work("olive")
    page.goto(task)
    fill(page, {"alias": [{"handle": handle, "platform": "Picshare"} for handle in HANDLES], "necessity": NECESSITY})
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.goto(f"{served.address}/")
    page.goto(task)
    for number, handle in enumerate(HANDLES):
        expect(named(page, f"alias-{number}-handle")).to_have_value(handle)
    expect(named(page, "necessity")).to_have_value(NECESSITY)
    colleague = officers.at_work("oscar")
    colleague.goto(task)
    expect(named(colleague, "necessity")).to_have_value("")


def test_officer_who_is_legal_reviewer_too_may_not_review_their_own_case(
    served: ServedSite, officers: Officers
) -> None:
    make_account(officers, "orla", "Orla Nash", "Investigating officer", "Legal reviewer")
    task = served.case_at("review_legally", OneOfficer("investigating_officer", "orla"))
    page = officers.at_work("orla", FIRST_PASSWORD)
    page.goto(task)
    case, name = case_of(page), served.names["review_legally"]
    expect(page.get_by_role("main")).to_contain_text(f"so another person has to do “{name}”.")
    expect(page.get_by_role("button", name="Complete this task")).to_have_count(0)
    expect(page.get_by_role("button", name="Claim this task")).to_have_count(0)
    assert_usable(page)
    page.goto(f"{served.address}/")
    with officers.refusal(page, 403):
        officers.ask_for(page, name, case)
    assert_separated(page.get_by_role("main").inner_text(), served)
    assert_usable(page)
    page.goto(task)
    status, text = officers.send(page, f"{task}/complete", {"_revision": "1", "legal_result": "approve"})
    assert status == 403
    assert_separated(text, served)
    officers.claim("lena", name, case)


def test_second_of_two_people_learns_who_was_first_and_keeps_what_they_typed(
    served: ServedSite, officers: Officers
) -> None:
    task = served.case_at("confirm_priority")
    officers_answers = next(
        step.answers
        for step in served.scenario("worked_case_1").steps
        if isinstance(step, Complete) and step.element == "confirm_priority"
    )
    make_account(officers, "sid", "Sid Oakes", "Supervisor")
    first, second = officers.at_work("sam"), officers.at_work("sid", FIRST_PASSWORD)
    for page in (first, second):
        page.goto(task)
    fill(second, {**officers_answers, "supervisor_note": "I would have kept it as well."})
    fill(first, officers_answers)
    complete(first)
    expect(first.get_by_text("is completed")).to_be_visible()
    with officers.refusal(second, 409):
        complete(second)
    expect(second.get_by_role("heading", level=1)).to_have_text("Somebody else was first")
    name = served.names["confirm_priority"]
    expect(second.get_by_role("main")).to_contain_text(
        re.compile(rf"“{name}” was completed by Sam Carver .*\d{{1,2}} March 2026.*\d\d:\d\d")
    )
    expect(second.get_by_role("main")).to_contain_text("I would have kept it as well.")
    assert_usable(second)


def assert_kept(page: Page) -> None:
    for number, handle in enumerate(HANDLES):
        expect(named(page, f"alias-{number}-handle")).to_have_value(handle)
        expect(named(page, f"alias-{number}-platform")).to_have_value("Picshare")
    expect(named(page, "necessity")).to_have_value(NECESSITY)
    expect(named(page, "proportionality")).to_have_value(SUMMARY)
    expect(named(page, "expiry-month")).to_have_value("February")


def assert_separated(text: str, served: ServedSite) -> None:
    own = (served.names["check_grounds"], served.names["intake"], served.names["pursue_enquiry"])
    assert all(f"“{step}”" in text for step in own)
    assert f"in this case, so another person has to do “{served.names['review_legally']}”." in text
