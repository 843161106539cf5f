"""Evidence in a browser: added and kept, wide and narrow, with scripts and without; what is refused is told."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.officers import Officers
from tests.browser.test_pages_usable import assert_spotless, first_link
from tests.fixtures.evidence import HONEST
from tests.fixtures.served_site import ServedSite

pytestmark = pytest.mark.browser


def add(page: Page, name: str, content: bytes) -> None:
    page.get_by_role("link", name="Add a file").or_(page.get_by_role("button", name="Add a file")).first.click()
    kind = "text/html" if name.endswith(".html") else ""
    page.get_by_label("Choose a file").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Add the file").click()


def test_file_is_added_kept_and_refused(served: ServedSite, officers: Officers, tmp_path: Path) -> None:
    served.case_at("triage_risk")
    page = officers.at_work("olive")
    page.goto(f"{served.address}/cases")
    page.goto(served.address + first_link(page, "/cases/[0-9a-f-]{36}"))
    long_name = "a very long name " * 6 + ".png"
    add(page, long_name, HONEST["screen.png"])
    expect(page.get_by_text("The file is added.")).to_be_visible()
    assert_spotless(page)
    with page.expect_download() as kept:
        page.get_by_role("link", name=re.compile("a very long name.*png$")).first.click()
    kept.value.save_as(tmp_path / "kept")
    assert (tmp_path / "kept").read_bytes() == HONEST["screen.png"]
    page.get_by_role("link", name=re.compile("1 copy")).click()
    assert_spotless(page)
    page.go_back()
    with officers.refusal(page, 422):
        add(page, "letter.html", b"<html><script>alert(1)</script>")
    expect(page.locator(".govuk-error-summary")).to_contain_text("This kind of file is not accepted")
    assert_spotless(page)
