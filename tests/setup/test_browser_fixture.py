"""The browser that the other tests drive."""

import pytest

from tests.fixtures.browser import NewPage

pytestmark = pytest.mark.browser


def test_script_errors_and_console_errors_are_noted(new_page: NewPage, complaints: list[str]) -> None:
    page = new_page()
    page.set_content("<p>Hello</p>")
    with page.expect_console_message():
        page.evaluate("console.error('broken')")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('thrown') })")
    noted = " ".join(complaints)
    complaints.clear()
    assert "console: broken" in noted
    assert "script error: thrown" in noted


def test_each_new_page_has_cookies_of_its_own(new_page: NewPage) -> None:
    first, second = new_page(), new_page()
    first.context.add_cookies([{"name": "who", "value": "first", "url": "http://localhost"}])
    assert second.context.cookies() == []
