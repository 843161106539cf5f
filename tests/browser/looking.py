"""What is looked at on every page a test comes to, on a desk's screen and on a telephone's."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

DESK = {"width": 1280, "height": 900}
TELEPHONE = {"width": 390, "height": 844}
SERIOUS = {"serious", "critical"}
# The slowest rule by far, and colours do not change with the width of the screen.
COLOURS = "color-contrast"
# The innermost element that is wider than the screen, or whose text is wider than itself, on a page that is too wide.
STICKS_OUT = """() => {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return '';
  const wide = [...document.querySelectorAll('body, body *:not(.govuk-visually-hidden)')].filter(
    (one) => one.getBoundingClientRect().right > clientWidth + 1 || one.scrollWidth > Math.max(one.clientWidth, 1) + 1,
  );
  const last = wide.at(-1);
  return last ? `${last.tagName} ${last.className} ${last.textContent.trim().slice(0, 60)}` : 'the page itself';
}"""


def assert_usable(page: Page) -> None:
    """Nothing serious for people who use a screen reader, a keyboard or a small screen; leaves the page at a desk."""
    assert serious_violations(page) == [], page.url
    page.set_viewport_size(TELEPHONE)
    sticks_out = page.evaluate(STICKS_OUT)
    assert not sticks_out, f"{page.url} is wider than a telephone: {sticks_out}"
    assert serious_violations(page, without=(COLOURS,)) == [], f"{page.url} on a telephone"
    page.set_viewport_size(DESK)


def serious_violations(page: Page, without: Sequence[str] = ()) -> list[str]:
    """Each serious or critical violation with the first element that it is about."""
    rules = {rule: {"enabled": False} for rule in without}
    found = Axe().run(page, options={"resultTypes": ["violations"], "rules": rules}).response["violations"]
    return [
        f"{one['id']}: {one['help']} ({len(one['nodes'])} times, first {one['nodes'][0]['target']})"
        for one in found
        if one["impact"] in SERIOUS
    ]
