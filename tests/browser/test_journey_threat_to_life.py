"""Worked case 2 in a real browser: life is in danger at night, and who it is may be told by word of mouth."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.answering import fill, named, text, ticked
from tests.browser.journey import Journey
from tests.browser.looking import assert_usable
from tests.browser.officers import Officers, complete
from tests.fixtures.served_site import ServedSite
from webapp.scenarios.steps import Complete, Refused

pytestmark = [pytest.mark.browser, pytest.mark.long]

PROCEDURE = "Act on a threat to life"
STEPS = (
    "warn_victim",
    "assess_identity",
    "assure_identity",
    "check_grounds_urgently",
    "decide_orally",
    "tell_urgently",
)


def test_victim_is_told_at_night_on_a_decision_by_word_of_mouth(served: ServedSite, officers: Officers) -> None:
    scenario = served.scenario("worked_case_2")
    answers: dict[str, Complete] = {}
    for step in scenario.steps:
        if isinstance(step, Complete):
            answers.setdefault(step.element, step)
    (too_early,) = (step for step in scenario.steps if isinstance(step, Refused) and step.about == "decide_orally")
    # Nobody could be named when the victim was warned the first time; then a number was answered.
    task = served.case_at("plan_enquiries", scenario="threat_to_life_warned_only")
    journey = Journey(served, officers)
    begin(journey, task)
    for element in STEPS:
        if element == "decide_orally":
            assert isinstance(too_early.attempt, Complete)
            must_say_which_lawyer(journey, too_early.attempt, too_early.because)
        journey.complete(answers[element])
    assert_told(journey, answers["tell_urgently"])


def begin(journey: Journey, task: str) -> None:
    """The officer begins the procedure on the page of the case, and comes to its first task."""
    page = journey.officers.at_work("olive")
    page.goto(task)
    journey.go_on_from(page)
    assert_usable(page)
    start = page.get_by_role("link", name=f"Start {PROCEDURE}")
    expect(start).to_be_hidden()
    page.get_by_text("Start another procedure").click()
    start.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PROCEDURE)
    assert_usable(page)
    page.get_by_role("button", name="Start it").click()
    expect(page.get_by_text(f"“{PROCEDURE}” has started. This is its first task.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(journey.site.names["warn_victim"])


def must_say_which_lawyer(journey: Journey, attempt: Complete, because: str) -> None:
    """Who decides without a lawyer says why none was reached; the refusal leaves everything where it was typed."""
    page = journey.open(attempt)
    fill(page, attempt.answers)
    with journey.officers.refusal(page, 422):
        complete(page)
    expect(page.get_by_role("alert")).to_contain_text(re.compile(because, re.IGNORECASE))
    for key in ("lawyer_reached", "tell_now"):
        assert ticked(page, key) == [text(attempt.answers[key])]
    expect(named(page, "oral_reasons")).to_have_value(attempt.answers["oral_reasons"])
    assert_usable(page)


def assert_told(journey: Journey, told: Complete) -> None:
    """The lawyer and the decision maker have what is to be put in writing, and the officer sees what was told."""
    page = journey.officers.at_work("olive")
    page.goto(journey.case_page)
    tasks = page.locator("[aria-labelledby=open-tasks]")
    for element in ("write_decision_down", "review_afterwards"):
        row = tasks.get_by_role("row").filter(has_text=journey.site.names[element])
        expect(row).to_contain_text(re.compile("due (today|tomorrow|in )"))
    page.get_by_role("tab", name="Timeline").click()
    for task, person in journey.done:
        entry = page.locator(".moj-timeline__item").filter(has_text="Completed the task").filter(has_text=task).first
        expect(entry).to_contain_text(f"by {person}")
    assert told.answers["items_given"] == ["D1", "D2"]
    assert_usable(page)
