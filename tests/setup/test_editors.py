"""The editors and the viewer in a real browser, under the product's content policy."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.setup.editor_site import EditorSite

SAMPLES = Path(__file__).parent / "samples"
pytestmark = pytest.mark.browser


@pytest.fixture
def site() -> Iterator[EditorSite]:
    running = EditorSite()
    yield running
    running.stop()


def open_editor(page: Page, site: EditorSite, kind: str, sample: str) -> None:
    page.goto(site.show_editor(kind, (SAMPLES / sample).read_text()))
    expect(page.locator("[data-editor-ready]")).to_be_visible()


def rename_task(page: Page, name: str) -> None:
    page.locator('[data-element-id="plan_visit"]').click()
    page.get_by_text("General", exact=True).click()
    field = page.locator('[data-entry-id="name"] [contenteditable], [data-entry-id="name"] textarea').first
    field.fill(name)
    expect(page.locator('[data-editor-unsaved="true"]')).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def told(page: Page) -> str:
    line = page.locator("[data-editor-problems] p")
    expect(line).to_be_visible()
    return line.inner_text()


def test_a_renamed_task_is_saved_with_its_revision_and_token(page: Page, site: EditorSite) -> None:
    open_editor(page, site, "bpmn", "visit.bpmn")
    rename_task(page, "Agree visit")
    save(page)
    assert told(page) == "Saved as revision 4. The check found no problem."
    assert site.csrf == ["token"]
    assert site.saved[0]["revision"] == 3
    assert 'name="Agree visit"' in site.saved[0]["content"]
    assert '<zeebe:formDefinition formId="plan" />' in site.saved[0]["content"]


def test_a_second_save_goes_out_under_the_new_revision(page: Page, site: EditorSite) -> None:
    open_editor(page, site, "bpmn", "visit.bpmn")
    save(page)
    told(page)
    save(page)
    expect(page.locator("[data-editor-problems]")).to_contain_text("revision 5")
    assert [saved["revision"] for saved in site.saved] == [3, 4]


def test_a_condition_opens_in_the_expression_editor_without_breaking_the_policy(page: Page, site: EditorSite) -> None:
    open_editor(page, site, "bpmn", "visit.bpmn")
    page.locator('[data-element-id="to_stop_label"]').click()
    page.get_by_text("Condition", exact=True).click()
    expect(page.locator(".cm-editor")).to_contain_text("not(agreed)")
    # The library's own rules are in force, though no style element is allowed.
    assert page.locator(".cm-editor").evaluate("(editor) => getComputedStyle(editor).position") == "relative"


def test_fields_that_the_engine_does_not_run_are_not_offered(page: Page, site: EditorSite) -> None:
    open_editor(page, site, "bpmn", "visit.bpmn")
    page.locator('[data-element-id="plan_visit"]').click()
    expect(page.get_by_text("Assignment", exact=True)).to_be_visible()
    titles = page.locator(".bio-properties-panel-group-header-title").all_inner_texts()
    assert "Form" in titles
    assert not {"Implementation", "Execution listeners", "Task listeners", "Headers"} & set(titles)
    page.get_by_text("Form", exact=True).click()
    expect(page.locator('[data-entry-id="formId"]')).to_be_visible()
    assert page.locator('[data-entry-id="bindingType"]').count() == 0


def test_a_problem_leads_to_its_element(page: Page, site: EditorSite) -> None:
    site.problems = [
        {"element": "agreed_q", "name": "Agreed?", "rule": "labels", "message": "Say what <b>no</b> means."},
        {"element": "", "name": "", "rule": "package", "message": "The package has no title."},
    ]
    open_editor(page, site, "bpmn", "visit.bpmn")
    save(page)
    assert told(page) == "Saved as revision 4. The check found 2 problems:"
    lines = page.locator("[data-editor-problems] li")
    assert lines.all_inner_texts() == ["Agreed?: Say what <b>no</b> means.", "The package has no title."]
    page.get_by_role("button", name="Agreed?").click()
    expect(page.locator('[data-element-id="agreed_q"].selected')).to_be_visible()


def test_a_refused_save_keeps_the_work_and_says_why(page: Page, site: EditorSite, complaints: list[str]) -> None:
    open_editor(page, site, "bpmn", "visit.bpmn")
    rename_task(page, "Agree visit")
    site.status = 409
    save(page)
    assert told(page).startswith("Not saved: this version is published already. Your work is still here")
    expect(page.locator('[data-element-id="plan_visit"]')).to_contain_text("Agree visit")
    expect(page.locator('[data-editor-unsaved="true"]')).to_be_visible()
    assert [complaint for complaint in complaints if "409" not in complaint] == []
    complaints.clear()


def test_leaving_with_unsaved_work_asks_first(page: Page, site: EditorSite) -> None:
    open_editor(page, site, "bpmn", "visit.bpmn")
    rename_task(page, "Agree visit")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def test_a_file_that_cannot_be_read_says_so(page: Page, site: EditorSite) -> None:
    page.goto(site.show_editor("bpmn", "<not-a-diagram"))
    assert told(page).startswith("This file could not be opened in the editor")


def test_a_decision_table_cell_is_edited_and_saved(page: Page, site: EditorSite) -> None:
    open_editor(page, site, "dmn", "distance.dmn")
    page.locator('[data-element-id="out_2"]').click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type('"too far"')
    expect(page.locator('[data-editor-unsaved="true"]')).to_be_visible()
    save(page)
    assert told(page).startswith("Saved as revision 4.")
    assert '<text>"too far"</text>' in site.saved[0]["content"]
    page.get_by_role("button", name="Overview").click()
    expect(page.locator('[data-element-id="distance"]')).to_be_visible()


def test_a_question_is_reworded_and_its_properties_are_kept(page: Page, site: EditorSite) -> None:
    open_editor(page, site, "form", "plan.form")
    page.get_by_text("Is the visit agreed?").click()
    page.locator(".bio-properties-panel-group-header-title").get_by_text("General", exact=True).click()
    label = page.locator('[data-entry-id="label"]').locator("[contenteditable=true], input, textarea").first
    label.fill("Has the victim agreed?")
    expect(page.locator('[data-editor-unsaved="true"]')).to_be_visible()
    save(page)
    assert told(page).startswith("Saved as revision 4.")
    saved = json.loads(site.saved[0]["content"])
    assert [component["label"] for component in saved["components"]] == [
        "Where will the visit be?",
        "Has the victim agreed?",
    ]
    assert saved["components"][1]["properties"] == {"type": "boolean", "routing": "true"}


def test_components_without_a_place_on_our_pages_are_not_offered(page: Page, site: EditorSite) -> None:
    open_editor(page, site, "form", "plan.form")
    offered = page.locator(".fjs-palette-field").all_inner_texts()
    assert "Text field" in offered
    assert not {"HTML view", "iFrame", "Image view", "Expression", "Button", "Table", "Document preview"} & set(offered)
    assert "File picker" in offered


def test_the_viewer_marks_where_the_case_is(page: Page, site: EditorSite) -> None:
    site.content = (SAMPLES / "visit.bpmn").read_text()
    page.goto(
        site.show(
            "<div data-viewer data-xml='/content' data-tokens='[\"agreed_q\",\"drawn elsewhere\"]'"
            ' data-done=\'["asked","to_plan"]\' data-incidents=\'["plan_visit"]\'></div>'
        )
    )
    expect(page.locator("[data-viewer-ready]")).to_be_visible()
    expect(page.locator(".rtk-token")).to_have_attribute("data-element-id", "agreed_q")
    assert {mark.get_attribute("data-element-id") for mark in page.locator(".rtk-done").all()} == {"asked", "to_plan"}
    expect(page.locator(".rtk-incident")).to_have_attribute("data-element-id", "plan_visit")
    assert page.locator(".rtk-sign").all_inner_texts() == ["✓", "●", "!"]
    expect(page.locator(".bjs-powered-by")).to_be_visible()


def test_a_diagram_in_a_closed_part_of_the_page_is_drawn_when_it_opens(page: Page, site: EditorSite) -> None:
    site.content = (SAMPLES / "visit.bpmn").read_text()
    body = "<details><summary>Diagram</summary><div data-viewer data-xml='/content'></div></details>"
    page.goto(site.show(body))
    assert page.locator("[data-viewer-ready]").count() == 0
    page.get_by_text("Diagram", exact=True).click()
    expect(page.locator("[data-viewer-ready]")).to_be_visible()


def test_dependent_questions_show_only_when_asked_and_are_not_sent_otherwise(page: Page, site: EditorSite) -> None:
    page.goto(
        site.show(
            "<form><label><input type=radio name=agreed value=yes>Yes</label>"
            "<label><input type=radio name=agreed value=no>No</label>"
            "<p data-show-when='agreed=no'><label>Why not? <input name=why></label></p></form>"
        )
    )
    question = page.get_by_label("Why not?")
    expect(question).to_be_hidden()
    page.get_by_label("No", exact=True).check()
    expect(question).to_be_enabled()
    question.fill("Too far")
    page.get_by_label("Yes").check()
    expect(question).to_be_hidden()
    assert question.is_disabled()


def test_a_question_that_hangs_on_a_hidden_one_is_hidden_too(page: Page, site: EditorSite) -> None:
    page.goto(
        site.show(
            "<form><label><input type=checkbox name=told value=yes>Told</label>"
            "<p data-show-when='told=yes'><label><input type=checkbox name=wrote value=yes checked>Wrote</label></p>"
            "<p data-show-when='wrote=yes'><label>What? <input name=what></label></p>"
            "<div data-show-when='told=yes'><p data-show-when='wrote=yes'><label>When? <input name=when></label></p>"
            "</div></form>"
        )
    )
    expect(page.get_by_label("What?")).to_be_hidden()
    assert page.get_by_label("When?").is_disabled()
    page.get_by_label("Told").check()
    expect(page.get_by_label("What?")).to_be_enabled()
    expect(page.get_by_label("When?")).to_be_enabled()
    page.get_by_label("Wrote").uncheck()
    expect(page.get_by_label("What?")).to_be_hidden()


def test_what_the_server_disabled_stays_disabled(page: Page, site: EditorSite) -> None:
    page.goto(
        site.show(
            "<form><label><input type=checkbox name=discloses value=yes checked>Disclose</label>"
            "<p data-show-when='discloses=yes'><label><input type=checkbox name=item value=A1>Certain</label>"
            "<label><input type=checkbox name=item value=A2 disabled>Possible</label></p></form>"
        )
    )
    expect(page.get_by_label("Certain")).to_be_enabled()
    assert page.get_by_label("Possible").is_disabled()
