"""An officer whose browser runs no scripts works through the same pages."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import fill, named
from tests.browser.officers import Officers, case_of, complete
from tests.fixtures.served_site import ServedSite
from webapp.scenarios.steps import Complete

pytestmark = pytest.mark.browser

LAST_ROW = 2


def test_officer_without_scripts_reports_assesses_and_lists_the_accounts(
    served: ServedSite, officers: Officers
) -> None:
    scenario = served.scenario("worked_case_1")
    answers = {step.element: step.answers for step in scenario.steps if isinstance(step, Complete)}
    served.set_clock(scenario.at)
    page = officers.at_work("olive", java_script_enabled=False)
    page.get_by_role("link", name="Cases", exact=True).click()
    page.get_by_role("button", name="Start a new case").click()
    case = case_of(page)
    fill(page, answers["intake"])
    complete(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(served.names["triage_risk"])
    fill(page, answers["triage_risk"])
    complete(page)
    expect(page.get_by_text(f"“{served.names['triage_risk']}” is completed")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text(f"for case {case}")


def test_rows_are_added_and_removed_without_scripts(served: ServedSite, officers: Officers) -> None:
    task = served.case_at("pursue_enquiry")
    answers = next(
        step.answers
        for step in served.scenario("worked_case_1").steps
        if isinstance(step, Complete) and step.element == "pursue_enquiry"
    )
    page = officers.at_work("olive", java_script_enabled=False)
    page.goto(task)
    fill(page, {"alias": answers["alias"][: LAST_ROW + 1]})
    page.get_by_role("button", name="Remove Alias 2").click()
    assert handles(page) == ["night_owl_01", "night_owl_03"]
    fill(page, {**answers, "alias": [answers["alias"][0], answers["alias"][2]]})
    complete(page)
    expect(page.get_by_text(f"“{served.names['pursue_enquiry']}” is completed")).to_be_visible()


def handles(page: Page) -> list[str]:
    count = page.locator("[name^='alias-'][name$='-handle']").count()
    return [named(page, f"alias-{number}-handle").input_value() for number in range(count)]
