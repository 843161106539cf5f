"""Makes the pictures of the README from a demonstration of its own. Run by hand: python -m tests.browser.pictures"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.fixtures.browser import FLAGS, browser_path
from tests.fixtures.served_site import Quietly
from webapp.app import create_app
from webapp.cli.demo import prepare
from webapp.cli.demo_cases import PASSWORD
from webapp.config import Settings

FOLDER = Path(__file__).parents[2] / "docs" / "images"
SIZE = {"width": 1200, "height": 800}
LARGEST = 300 * 1024


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a demonstration that nobody has touched yet."""
    with tempfile.TemporaryDirectory() as folder:
        server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=Quietly)
        environment = prepare(Path(folder), server.server_port)
        os.environ.update(environment)  # where the keys are is read from there
        app = create_app(Settings.from_environment(environment))
        server.app = app
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()
        app.database.close()


def main() -> None:
    """Takes every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)

        def person(login: str) -> Page:
            page = browser.new_context(viewport=SIZE, base_url=address).new_page()
            page.goto("/sign-in")
            page.get_by_label("Username").fill(login)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            return page

        inbox(person("olive"))
        task(person("dara"))
        case(person("lena"))
        designer(person("petra"))
        browser.close()


def inbox(page: Page) -> None:
    """The tasks that wait for an officer's groups."""
    page.goto("/groups")
    keep(page, "inbox")


def task(page: Page) -> None:
    """A decision, with what the decision table gave."""
    page.goto("/groups")
    page.get_by_role("link", name="Make the decision").first.click()
    keep(page, "task", height=1000)


def case(page: Page) -> None:
    """A case with its timeline, and its process with the token on it."""
    page.goto("/groups")
    page.get_by_role("link", name="Review the law").first.click()
    page.get_by_role("link", name="Open the whole case").click()
    address = page.url
    page.goto(f"{address}#timeline")
    page.evaluate("() => window.scrollTo(0, 160)")
    keep(page, "case", height=1000)
    page.goto(f"{address}#process")
    section = page.locator("section[aria-labelledby^=process-decide_disclosure-]")
    expect(section.locator("[data-viewer-ready=true]")).to_be_visible()
    section.evaluate("one => window.scrollBy(0, one.getBoundingClientRect().top - 20)")
    keep(page, "diagram")


def designer(page: Page) -> None:
    """A diagram under change."""
    page.goto("/designer")
    page.get_by_role("button", name="Start a draft of Right to Know").click()
    page.locator("a[href$='/files/decide_disclosure.bpmn']").click()
    expect(page.locator("[data-editor-ready=true]")).to_be_visible()
    page.locator("[data-element-id=review_legally].djs-shape").click()
    page.locator("[data-editor]").evaluate("one => window.scrollBy(0, one.getBoundingClientRect().top - 150)")
    keep(page, "designer")


def keep(page: Page, name: str, height: int = SIZE["height"]) -> None:
    """What stands on the screen, as a file."""
    page.set_viewport_size({**SIZE, "height": height})
    page.evaluate("() => document.activeElement.blur()")
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file} is larger than {LARGEST // 1024} KB.")


if __name__ == "__main__":
    main()
