"""Forms as people meet them: in Chromium, wide and narrow, with the page's script and without."""

from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import forms
from tests.fixtures.browser import NewPage
from tests.unit.forms.building import ALIASES, every_kind
from tests.unit.forms.pages import html_of
from webapp.errors import InvalidSubmission
from webapp.forms.definition import FormDefinition, Option, read
from webapp.forms.render import answers_from_post, apply_row_buttons, form_view
from webapp.forms.validate import clean

pytestmark = pytest.mark.browser

BUILT = Path(__file__).parents[2] / "webapp" / "static" / "built"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'"
)
KEPT = "<!doctype html><html lang='en'><link rel='icon' href='data:,'><title>Kept</title><h1>Kept</h1></html>"
OPTIONS = ALIASES | {
    "attributable_aliases": [*ALIASES["attributable"], *ALIASES["aliases"][1:]],
    "proposed_items": [Option("D1", "The name")],
    "approved_items": [Option("D1", "The name")],
    "guidance_versions": [Option("2026-1", "Statutory guidance 2026")],
}


class FormSite:
    """One form on a small site that answers as the product's pages do."""

    def __init__(self) -> None:
        self.definition = every_kind()
        self.kept: dict[str, Any] | None = None

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        file = BUILT / environ["PATH_INFO"].removeprefix("/")
        if environ["PATH_INFO"] != "/" and file.is_file():
            start("200 OK", [("Content-Type", TYPES[file.suffix])])
            return [file.read_bytes()]
        if environ["PATH_INFO"] != "/":
            start("204 No Content", [])
            return []
        status, html = self._post(environ) if environ["REQUEST_METHOD"] == "POST" else ("200 OK", self._page({}, {}))
        start(status, [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY)])
        return [html.encode()]

    def _post(self, environ: dict[str, Any]) -> tuple[str, str]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        pairs = parse_qsl(body, keep_blank_values=True)
        answers = answers_from_post(self.definition, pairs)
        if apply_row_buttons(self.definition, answers, pairs):
            return "200 OK", self._page(answers, {})
        try:
            self.kept = clean(self.definition, answers, OPTIONS)
        except InvalidSubmission as refused:
            # The product answers 422; a browser reports that as an error of the page, which these tests forbid.
            return "200 OK", self._page(answers, refused.errors)
        return "200 OK", KEPT

    def _page(self, answers: dict[str, Any], errors: dict[str, str]) -> str:
        return html_of(form_view(self.definition, answers, errors, OPTIONS), assets=True)


class Threaded(ThreadingMixIn, WSGIServer):
    """A page, its style and its scripts are fetched at the same time."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """A test's output is not a server's log."""


@pytest.fixture
def site() -> Iterator[FormSite]:
    made = FormSite()
    server = make_server("127.0.0.1", 0, made, server_class=Threaded, handler_class=Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    made.address = f"http://127.0.0.1:{server.server_port}/"  # type: ignore[attr-defined]  # told to the tests
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def open_form(page: Page, site: FormSite) -> None:
    page.goto(site.address)  # type: ignore[attr-defined]  # set by the fixture


def assert_accessible(page: Page) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    told = [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']]}"
        for violation in found.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert told == []


def assert_fits(page: Page) -> None:
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]


def shipped(name: str) -> FormDefinition:
    return read(forms.find(f"right_to_know/{name}"), f"forms/{name}.form")


@pytest.mark.parametrize("width", [1280, 390])
def test_form_of_every_kind_is_accessible_and_fits(new_page: NewPage, site: FormSite, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    open_form(page, site)
    assert_accessible(page)
    assert_fits(page)
    page.locator("form").evaluate("form => form.requestSubmit()")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("name", ["grounds_check", "identity_assessment", "intake"])
def test_long_shipped_form_is_accessible_and_fits_a_telephone(new_page: NewPage, site: FormSite, name: str) -> None:
    site.definition = shipped(name)
    page = new_page(viewport={"width": 390, "height": 900})
    open_form(page, site)
    assert_fits(page)
    page.locator("form").evaluate("form => form.requestSubmit()")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


def test_error_summary_has_the_focus_and_leads_to_the_input(page: Page, site: FormSite) -> None:
    open_form(page, site)
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Enter the reasons").click()
    expect(page.get_by_label("Reasons", exact=True)).to_be_focused()
    page.get_by_role("link", name="Select the online").click()
    expect(page.get_by_role("group", name="Online").get_by_label("Yes")).to_be_focused()


def test_question_appears_when_its_answer_is_given(page: Page, site: FormSite) -> None:
    open_form(page, site)
    platform = page.get_by_label("Platform", exact=True)
    expect(platform).to_be_hidden()
    page.get_by_role("group", name="Online").get_by_label("Yes").check()
    expect(platform).to_be_visible()
    page.get_by_role("group", name="Online").get_by_label("No", exact=True).check()
    expect(platform).to_be_hidden()
    page.get_by_label("Site", exact=True).select_option("other")
    expect(page.get_by_label("Site name")).to_be_visible()


def fill(page: Page) -> None:
    page.get_by_label("Crime ref", exact=True).fill("42/1234/26")
    page.get_by_label("Reasons", exact=True).fill("First line\nsecond line")
    page.get_by_label("Victims", exact=True).fill("2")
    page.get_by_role("group", name="Online").get_by_label("No", exact=True).check()
    page.get_by_label("Offence").select_option("stalking")
    page.get_by_label("Interpreter").check()
    page.get_by_label("I read the caveat").check()
    page.get_by_label("Channel").fill("Work phone")
    page.get_by_label("Handle").first.fill("nightwatcher")
    page.get_by_label("Site", exact=True).first.select_option("instagram")
    for row in page.locator("#q-link").get_by_role("group").all():
        row.get_by_label("Probable").check()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_form_is_filled_in_and_kept(new_page: NewPage, site: FormSite, scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    open_form(page, site)
    fill(page)
    page.get_by_role("button", name="Add another alias").click()
    page.locator("[name='alias-1-handle']").fill("nw_88")
    page.locator("[name='alias-1-site']").select_option("other")
    page.locator("[name='alias-1-site_name']").fill("Forum")
    page.get_by_role("button", name="Continue").last.click()
    expect(page.get_by_role("heading", name="Kept")).to_be_visible()
    assert site.kept is not None
    assert site.kept["reasons"] == "First line\nsecond line"
    assert site.kept["alias"] == [
        {"handle": "nightwatcher", "site": "instagram"},
        {"handle": "nw_88", "site": "other", "site_name": "Forum"},
    ]
    assert site.kept["link"] == [{"alias": name, "level": "probable"} for name in ("A1", "A2")]


def test_row_that_is_added_has_the_focus_and_the_one_removed_is_gone(page: Page, site: FormSite) -> None:
    open_form(page, site)
    page.get_by_label("Handle").fill("first")
    page.get_by_role("button", name="Add another alias").click()
    expect(page.locator("[name='alias-1-handle']")).to_be_focused()
    page.keyboard.type("second")
    page.get_by_role("button", name="Remove Alias 1").click()
    expect(page.get_by_label("Handle")).to_have_value("second")
    expect(page.get_by_role("button", name="Remove")).to_have_count(0)


def test_enter_key_in_an_input_sends_the_form_and_removes_no_row(page: Page, site: FormSite) -> None:
    open_form(page, site)
    page.get_by_role("button", name="Add another alias").click()
    page.locator("[name='alias-1-handle']").fill("second")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.locator("[name='alias-1-handle']")).to_have_value("second")


def test_alias_that_may_not_be_attributed_cannot_be_ticked(page: Page, site: FormSite) -> None:
    open_form(page, site)
    closed = page.get_by_label("rain on TikTok")
    expect(closed).to_be_disabled()
    expect(page.get_by_text("The link is only POSSIBLE.")).to_be_visible()


def test_without_scripts_every_question_is_shown_with_its_condition(new_page: NewPage, site: FormSite) -> None:
    page = new_page(java_script_enabled=False)
    open_form(page, site)
    expect(page.get_by_label("Platform", exact=True)).to_be_visible()
    expect(page.get_by_text("Answer this if the answer to “Online” is “Yes”.")).to_be_visible()
    fill(page)
    page.get_by_label("Platform", exact=True).fill("left over")
    page.get_by_role("button", name="Continue").last.click()
    expect(page.get_by_role("heading", name="Kept")).to_be_visible()
    assert site.kept is not None
    assert "platform" not in site.kept
