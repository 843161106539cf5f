"""Every page of the service in Chromium: at a desk or on a telephone, with scripts or without."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.looking import DESK, STICKS_OUT, TELEPHONE, assert_usable
from tests.browser.officers import Officers, complete
from tests.fixtures.browser import NewPage
from tests.fixtures.served_site import PASSWORD, ServedSite

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>'\";alert(3)//"


def assert_spotless(page: Page) -> None:
    """Not even something minor for assistive technology, wide or narrow, and nothing wider than a telephone."""
    for size in (TELEPHONE, DESK):
        page.set_viewport_size(size)
        assert page.evaluate(STICKS_OUT) == "", f"{page.url} at {size}"
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["target"]) for one in found] == [], f"{page.url} at {size}"


def first_link(page: Page, pattern: str) -> str:
    found = re.search(rf'href="({pattern})"', page.content())
    assert found, f"{page.url} has no link {pattern}"
    return found[1]


def answer_report(page: Page, name: str = "", channel: str = "Work telephone", times: str = "Weekdays") -> None:
    """Fills in the first task of a case."""
    page.get_by_label("What is the crime reference?").fill("RK/77/26")
    page.get_by_label("The victim asked").check()
    page.get_by_label("Stalking (section 2A)").check()
    page.get_by_role("group", name="Is the stalker hiding").get_by_label("Yes").check()
    page.get_by_label("How many victims are there?").fill("1")
    page.locator("[name=victim_name]").fill(name)
    page.locator("[name=victim_safe_contact-channel]").fill(channel)
    page.locator("[name=victim_safe_contact-times]").fill(times)
    page.get_by_label("18 or over").check()
    page.get_by_label("No particular needs").check()
    page.get_by_role("group", name="Does the victim want to know").get_by_label("Yes").check()


def test_pages_that_need_no_sign_in(served: ServedSite, page: Page) -> None:
    for path in ("/sign-in", "/help", "/accessibility"):
        page.goto(served.address + path)
        assert_spotless(page)


def test_failed_sign_in_leads_to_the_question(served: ServedSite, officers: Officers, page: Page) -> None:
    page.goto(f"{served.address}/sign-in")
    page.get_by_label("Username").fill("olive")
    page.get_by_label("Password", exact=True).fill("wrong")
    with officers.refusal(page, 422):
        page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_spotless(page)
    page.get_by_role("link", name=re.compile("The username or the password")).click()
    expect(page.get_by_label("Username")).to_be_focused()


def test_inbox_register_and_case(served: ServedSite, officers: Officers) -> None:
    served.case_at("make_decision")
    page = officers.at_work("dara")
    for path in ("/", "/groups", "/cases"):
        page.goto(served.address + path)
        assert_spotless(page)
    page.goto(served.address + first_link(page, "/cases/[0-9a-f-]{36}"))
    for tab in ("Facts", "Timeline", "Process"):
        page.get_by_role("tab", name=tab).click()
        if tab == "Process":
            drawn = page.locator("[data-viewer-ready]")
            expect(drawn.first).to_be_visible()
            expect(page.locator(".rtk-token").first).to_be_visible()
            for ahead in page.get_by_text(re.compile("^Parts of “.*” not reached yet")).all():
                ahead.click()
            expect(drawn).to_have_count(20)
        assert_spotless(page)


def test_steps_of_the_picture_stand_in_the_list_with_name_and_time(served: ServedSite, officers: Officers) -> None:
    served.case_at("make_decision")
    page = officers.at_work("dara")
    page.goto(f"{served.address}/cases")
    page.goto(served.address + first_link(page, "/cases/[0-9a-f-]{36}") + "#process")
    steps = page.locator("#process .rtk-steps__step")
    done = steps.filter(has_text="Assess identity")
    expect(done).to_contain_text(re.compile(r"Done.*Ines Dale, \d+ \w+ \d{4} at \d\d:\d\d", re.S))
    expect(steps.filter(has_text="Make the decision")).to_contain_text("Now")


@pytest.mark.parametrize(
    ("login", "element"),
    [("olive", "intake"), ("ines", "assess_identity"), ("lena", "review_legally"), ("dara", "make_decision")],
)
def test_task_pages(served: ServedSite, officers: Officers, login: str, element: str) -> None:
    task = served.case_at(element)
    page = officers.at_work(login)
    page.goto(task)
    assert_spotless(page)
    with officers.refusal(page, 422):
        complete(page)
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_spotless(page)


def test_refusals(served: ServedSite, officers: Officers) -> None:
    page = officers.at_work("olive")
    for path, status in (("/nothing-here", 404), ("/users", 403)):
        with officers.refusal(page, status):
            page.goto(served.address + path)
        assert_spotless(page)


def test_designers_pages(served: ServedSite, officers: Officers) -> None:
    page = officers.at_work("petra")
    page.goto(f"{served.address}/designer")
    assert_spotless(page)
    page.get_by_role("button", name=re.compile("^Start a draft of")).click()
    expect(page.get_by_text("You started a draft")).to_be_visible()
    assert_spotless(page)
    page.goto(f"{served.address}/incidents")
    assert_spotless(page)


def test_incident_and_alarm_pages(served: ServedSite, officers: Officers) -> None:
    incident_id = served.failed_step()
    page = officers.at_work("petra")
    page.goto(f"{served.address}/incidents")
    expect(page.get_by_text("No deadline is fired since")).to_be_visible()
    assert_spotless(page)
    page.get_by_role("link", name=re.compile("^Triage risk")).click()
    expect(page).to_have_url(f"{served.address}/incidents/{incident_id}")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert_spotless(page)


@pytest.mark.parametrize("path", ["right_to_know.bpmn", "urgency.dmn", "intake.form", "package.toml"])
def test_editor_pages(served: ServedSite, officers: Officers, path: str) -> None:
    page = officers.at_work("petra")
    page.goto(f"{served.address}/designer")
    page.get_by_role("button", name=re.compile("^Start a draft of")).click()
    page.get_by_role("link", name=path, exact=True).click()
    if path.endswith(".toml"):
        expect(page.get_by_label("Text of the file")).to_have_value(re.compile(r"^\[lanes\]$", re.M))
        assert_spotless(page)
        return
    expect(page.locator("[data-editor-ready]")).to_be_visible()
    assert_usable(page)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[data-editor-problems]")).to_contain_text("Saved as revision 2. The check found no problem.")


def test_administrators_pages(served: ServedSite, officers: Officers) -> None:
    page = officers.at_work("ada")
    for path in ("/users", "/users/new", "/users/proposals", "/my-sign-in/password", "/confirm"):
        page.goto(served.address + path)
        assert_spotless(page)
    with officers.refusal(page, 422):
        page.goto(served.address + "/users/new")
        page.get_by_role("button", name="Create the account").click()
    assert_spotless(page)


def test_auditors_pages(served: ServedSite, officers: Officers) -> None:
    served.case_at("assure_identity")
    officers.at_work("olive").goto(f"{served.address}/cases")
    page = officers.at_work("audrey")
    page.goto(f"{served.address}/audit")
    assert_spotless(page)
    page.get_by_label("Case reference or username").fill("RTK-2026-0001")
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_role("heading", name="Case RTK-2026-0001")).to_be_visible()
    assert_spotless(page)
    page.get_by_role("link", name="What was done").click()
    page.get_by_role("link", name="Ines Dale").first.click()
    expect(page.get_by_role("heading", name="Ines Dale")).to_be_visible()
    assert_spotless(page)
    page.goto(f"{served.address}/audit/unusual")
    assert_spotless(page)
    page.goto(f"{served.address}/audit")
    with officers.refusal(page, 422):
        page.get_by_role("button", name="Search").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_spotless(page)
    page.get_by_label("Why do you search?").fill("A routine look at this week")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("button", name="Export as CSV")).to_be_visible()
    assert_spotless(page)


@pytest.fixture
def without_scripts(served: ServedSite, new_page: NewPage) -> Callable[[str], Page]:
    def sign_in(login: str) -> Page:
        page = new_page(java_script_enabled=False)
        page.goto(f"{served.address}/sign-in")
        page.get_by_label("Username").fill(login)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page

    return sign_in


def test_report_is_recorded_without_scripts(served: ServedSite, without_scripts: Callable[[str], Page]) -> None:
    page = without_scripts("olive")
    page.get_by_role("link", name="Cases", exact=True).click()
    page.get_by_role("button", name="Start a new case").click()
    page.get_by_label("What is the crime reference?").fill("RK/77/26")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_label("What is the crime reference?")).to_have_value("RK/77/26")
    answer_report(page)
    complete(page)
    expect(page.get_by_text("is completed. This is the next task")).to_be_visible()


def test_rows_are_added_and_removed_without_scripts(served: ServedSite, without_scripts: Callable[[str], Page]) -> None:
    task = served.case_at("pursue_enquiry")
    page = without_scripts("olive")
    page.goto(task)
    handles = page.get_by_label(re.compile("handle|username", re.I))
    handles.first.fill("nightowl")
    page.get_by_role("button", name=re.compile("^Add another")).click()
    expect(handles).to_have_count(2)
    expect(handles.first).to_have_value("nightowl")
    page.get_by_role("button", name=re.compile("^Remove")).first.click()
    expect(handles).to_have_count(1)
    expect(handles.first).to_have_value("")


def test_case_page_says_everything_without_scripts(served: ServedSite, without_scripts: Callable[[str], Page]) -> None:
    served.case_at("make_decision")
    page = without_scripts("dara")
    page.goto(f"{served.address}/cases")
    page.goto(served.address + first_link(page, "/cases/[0-9a-f-]{36}"))
    for heading in ("What is known", "What was done", "Where the case stands"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator(".rtk-steps__step").filter(has_text="Assess identity").first).to_contain_text("Done")


def test_hostile_text_is_only_ever_text(served: ServedSite, officers: Officers, complaints: list[str]) -> None:
    task = served.case_at("intake")
    page = officers.at_work("olive")
    page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}") or dialog.dismiss())
    page.goto(task)
    answer_report(page, name=HOSTILE, channel=HOSTILE, times="{{ 7 * 7 }} ${7 * 7} #{7 * 7}")
    complete(page)
    expect(page.locator(".moj-identity-bar")).to_contain_text(HOSTILE)
    page.goto(f"{served.address}/cases")
    page.goto(served.address + first_link(page, "/cases/[0-9a-f-]{36}"))
    expect(page.locator("#facts")).to_contain_text(HOSTILE)
    expect(page.locator("#facts")).to_contain_text("{{ 7 * 7 }} ${7 * 7} #{7 * 7}")
    assert page.locator("main img").count() == 0
