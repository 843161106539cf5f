"""Answers put into a page by hand: each control is found by the name of its question and used as a person would."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from playwright.sync_api import Locator, Page

# What a browser does with a control of each kind when somebody answers it.
CHOICES = {"radio", "checkbox"}


def fill(page: Page, answers: Mapping[str, Any], prefix: str = "") -> None:
    """Fills in the form of the page. Repeated groups get a row for each record, added with the page's own button."""
    for key, value in answers.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            fill(page, value, f"{name}-")
        elif isinstance(value, Sequence) and not isinstance(value, str) and value and isinstance(value[0], Mapping):
            _fill_rows(page, name, value)
        else:
            _answer(page, name, value)


def named(page: Page, name: str, value: str = "") -> Locator:
    """The controls of a question, or the one that stands for a value."""
    return page.locator(f'[name="{name}"]' + (f'[value="{value}"]' if value else ""))


def ticked(page: Page, name: str) -> list[str]:
    """The values that are chosen in a list of checkboxes or radios."""
    found = page.locator(f'[name="{name}"]:checked').evaluate_all("found => found.map(one => one.value)")
    return [str(value) for value in found]


def text(value: Any) -> str:
    """A value of a scenario as a browser would send it: YAML's yes and no are true and false."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _fill_rows(page: Page, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    for number, row in enumerate(rows):
        given = _given_row(page, name, row)
        if given is not None:
            index, column = given
            fill(page, {key: value for key, value in row.items() if key != column}, f"{name}-{index}-")
            continue
        if not named(page, f"{name}-{number}-_row").count():
            page.locator(f'button[name="_add"][value="{name}"]').click()
        fill(page, row, f"{name}-{number}-")


def _given_row(page: Page, name: str, row: Mapping[str, Any]) -> tuple[int, str] | None:
    """The number of the row that the page already has for this record, and the question that names it."""
    for key, value in row.items():
        if isinstance(value, str | bool):
            kept = page.locator(f'input[type="hidden"][name^="{name}-"][name$="-{key}"][value="{text(value)}"]')
            if kept.count():
                found = kept.first.get_attribute("name") or ""
                return int(found[len(name) + 1 :].split("-")[0]), key
    return None


def _answer(page: Page, name: str, value: Any) -> None:
    if isinstance(value, date):
        for part in ("day", "month", "year"):
            named(page, f"{name}-{part}").fill(str(getattr(value, part)))
        return
    if isinstance(value, list):
        _tick(page, name, [text(one) for one in value])
        return
    control = named(page, name).first
    kind = control.evaluate("one => one.type")
    if kind in CHOICES:
        named(page, name, text(value)).check()
    elif kind == "select-one":
        control.select_option(text(value))
    else:
        control.fill(text(value))


def _tick(page: Page, name: str, values: Sequence[str]) -> None:
    already = set(ticked(page, name))
    for value in values:
        if value not in already:
            named(page, name, value).check()
    for value in already - set(values):
        named(page, name, value).uncheck()
