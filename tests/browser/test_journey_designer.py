"""The designer's path in a real browser: from a draft to the version that new cases run."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accounts import FIRST_PASSWORD, make_account
from tests.browser.looking import assert_usable
from tests.browser.officers import Officers
from tests.fixtures.served_site import ServedSite
from webapp.cli.files import package_files

pytestmark = pytest.mark.browser

OLD_QUESTION, NEW_QUESTION = "What is the crime reference?", "What is the crime number of the report?"
NEW_NAME = "Weigh what the law asks"
NOTE = "Officers say crime number; the step is named after what it asks."


def test_change_by_a_designer_reaches_new_cases_and_no_running_one(
    served: ServedSite, officers: Officers, tmp_path: Path
) -> None:
    old_name = served.names["weigh_tests"]
    make_account(officers, "pia", "Pia Quill", "Process designer", "Process publisher")
    running = start_case(officers)
    draft = start_draft(officers)
    reword_the_first_question(officers, draft)
    rename_a_step(officers, draft, old_name)
    break_and_mend_a_table(officers, draft)
    break_and_mend_by_upload(officers, draft, tmp_path)
    submit(officers, draft)
    publish(officers, draft, old_name)
    new = start_case(officers)
    assert_case_runs(officers, running, "version 1", OLD_QUESTION, old_name)
    assert_case_runs(officers, new, "version 2", NEW_QUESTION, NEW_NAME)


def start_case(officers: Officers) -> str:
    """The address of the first task of a new case."""
    page = officers.at_work("olive")
    page.get_by_role("link", name="Cases", exact=True).click()
    page.get_by_role("button", name="Start a new case").click()
    expect(page.get_by_text("The case is open.")).to_be_visible()
    return page.url


def start_draft(officers: Officers) -> str:
    page = officers.at_work("pia", FIRST_PASSWORD)
    page.get_by_role("link", name="Designer", exact=True).click()
    assert_usable(page)
    page.get_by_role("button", name="Start a draft of Right to Know").click()
    expect(page.get_by_text("You started a draft.")).to_be_visible()
    assert_usable(page)
    return page.url


def open_editor(officers: Officers, draft: str, path: str) -> Page:
    page = officers.at_work("pia", FIRST_PASSWORD)
    page.goto(draft)
    page.get_by_role("main").locator(f"a[href$='/files/{path}']").click()
    expect(page.locator("[data-editor-ready=true]")).to_be_visible()
    return page


def save(page: Page, *, problems: int = 0) -> None:
    expect(page.locator("[data-editor-unsaved=true]")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    told = page.locator("[data-editor-problems]")
    expect(told).to_contain_text("Saved as revision")
    if problems:
        expect(told.get_by_role("listitem")).to_have_count(problems)
    else:
        expect(told).to_contain_text("The check found no problem.")


def reword_the_first_question(officers: Officers, draft: str) -> None:
    page = open_editor(officers, draft, "forms/intake.form")
    assert_usable(page)
    page.locator(".rtk-editor__form .fjs-element[data-id=Field_crime_ref]").click()
    page.locator(".bio-properties-panel-group-header-title").get_by_text("General", exact=True).click()
    page.locator("[data-entry-id=label]").locator("[contenteditable=true], input, textarea").first.fill(NEW_QUESTION)
    save(page)


def rename_a_step(officers: Officers, draft: str, old_name: str) -> None:
    page = open_editor(officers, draft, "take_decision.bpmn")
    assert_usable(page)
    page.locator("[data-element-id=weigh_tests].djs-shape").dblclick()
    label = page.locator(".djs-direct-editing-content")
    expect(label).to_have_text(old_name)
    label.fill(NEW_NAME)
    page.keyboard.press("Enter")
    save(page)


def break_and_mend_a_table(officers: Officers, draft: str) -> None:
    page = open_editor(officers, draft, "urgency.dmn")
    assert_usable(page)
    cell = page.locator("td.output-cell").first
    whole = cell.inner_text().strip()
    change_cell(page, whole.rstrip('"'))
    save(page, problems=1)
    expect(page.locator("[data-editor-problems]")).to_contain_text("no closing quotation mark")
    change_cell(page, whole)
    save(page)


def change_cell(page: Page, text: str) -> None:
    page.locator("td.output-cell").first.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def break_and_mend_by_upload(officers: Officers, draft: str, folder: Path) -> None:
    """A file drawn elsewhere: what is wrong with it stands on the version's page, and it cannot be submitted."""
    file = folder / "seek_views.bpmn"
    file.write_text("<definitions")
    page = officers.at_work("pia", FIRST_PASSWORD)
    page.goto(draft)
    upload(page, file)
    expect(page.get_by_text(re.compile(r"Uploaded\. Problems found by the check: \d+\."))).to_be_visible()
    check = page.locator("section[aria-labelledby=problems]")
    expect(check).to_contain_text("seek_views.bpmn")
    expect(page.get_by_role("button", name="Submit")).to_have_count(0)
    assert_usable(page)
    file.write_bytes(package_files("right_to_know")["seek_views.bpmn"])
    upload(page, file)
    expect(check).to_contain_text("The check found no problem.")


def upload(page: Page, file: Path) -> None:
    page.get_by_label("Upload a diagram, table or form").set_input_files(file)
    page.get_by_role("button", name="Upload", exact=True).click()


def submit(officers: Officers, draft: str) -> None:
    """Not without a note; and the author is not offered to publish it, nor may they by force."""
    page = officers.at_work("pia", FIRST_PASSWORD)
    page.goto(draft)
    with officers.refusal(page, 422):
        page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what you changed and why")
    assert_usable(page)
    page.get_by_label("What did you change, and why?").fill(NOTE)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Submitted. Another person has to publish it.")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("You wrote this version, so another person has to publish it.")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    status, text = officers.send(page, f"{draft}/publish", {})
    assert (status, "another person has to publish it" in text) == (403, True)


def publish(officers: Officers, draft: str, old_name: str) -> None:
    page = officers.at_work("paul")
    page.goto(draft)
    main = page.get_by_role("main")
    expect(main).to_contain_text(NOTE)
    changes = page.locator("section[aria-labelledby=changes]").get_by_role("listitem")
    for sentence in ("take_decision.bpmn was changed.", f"“{old_name}” is now called “{NEW_NAME}”."):
        expect(changes.filter(has_text=sentence)).to_have_count(1)
    expect(changes.filter(has_text="seek_views.bpmn")).to_have_count(0)
    assert_usable(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. New cases run this version")).to_be_visible()
    expect(changes.filter(has_text=f"“{old_name}” is now called “{NEW_NAME}”.")).to_have_count(1)
    expect(changes.filter(has_text="seek_views.bpmn")).to_have_count(0)
    assert_usable(page)


def assert_case_runs(officers: Officers, task: str, version: str, question: str, name: str) -> None:
    page = officers.at_work("olive")
    page.goto(task)
    expect(page.get_by_label(question)).to_be_visible()
    page.get_by_role("link", name="Open the whole case").click()
    expect(page.get_by_role("main")).to_contain_text(f"Right to Know, {version}")
    page.get_by_role("tab", name="Process").click()
    expect(page.locator(".rtk-steps").get_by_text(name, exact=True)).to_have_count(1)
