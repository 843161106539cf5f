"""Templates hold nothing that runs and mark nothing as safe: what people typed is only ever text."""

import re
from pathlib import Path

import pytest

import webapp

TEMPLATES = Path(webapp.__file__).parent / "web" / "templates"
EVERY = sorted(TEMPLATES.rglob("*.html"))
FORBIDDEN = {
    "a value marked as safe": re.compile(r"\|\s*safe\b|\bMarkup\b|autoescape\s+false"),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "an inline event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a javascript address": re.compile(r"javascript:", re.I),
    "a file from another site": re.compile(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.I),
}


@pytest.mark.parametrize("template", EVERY, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_holds_nothing_that_runs(template: Path) -> None:
    text = template.read_text()
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("template", EVERY, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_post_carries_a_token(template: Path) -> None:
    for form in re.findall(r'<form[^>]*method="post".*?</form>', template.read_text(), re.S):
        assert "csrf_token" in form or "token()" in form


PASSWORD_INPUT = re.compile(r'"name": "(?:password|present)"|name="(?:password|present)"')


def test_password_is_typed_into_the_masked_input_that_helpers_can_fill() -> None:
    """The input of GOV.UK masks what is typed, can show it for a moment, and lets it be pasted."""
    found = 0
    for template in EVERY:
        text = template.read_text()
        for place in PASSWORD_INPUT.finditer(text):
            found += 1
            assert "govukPasswordInput" in text[max(0, place.start() - 120) : place.start()], template.name
    assert found >= 4


def test_every_page_of_somebody_signed_in_has_the_way_out() -> None:
    assert "url_for('login.sign_out')" in (TEMPLATES / "service_navigation.html").read_text()
    assert "service_navigation.html" in (TEMPLATES / "base.html").read_text()
    for template in (TEMPLATES / "pages").glob("*.html"):
        assert re.match(r'{% extends "(?:base|pages/inbox)\.html" %}', template.read_text()), template.name


SCRIPTS = sorted((TEMPLATES.parents[1] / "assets" / "src").glob("*.js"))
NOT_IN_OUR_SCRIPTS = re.compile(
    r"localStorage|sessionStorage|indexedDB|document\.cookie|postMessage|addEventListener\('message'|innerHTML|outerHTML"
    r"|insertAdjacentHTML|document\.write|\beval\(|new Function|jsonp|__proto__|Object\.assign",
    re.I,
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_keeps_nothing_in_the_browser_and_listens_to_no_other_window(script: Path) -> None:
    assert NOT_IN_OUR_SCRIPTS.findall(script.read_text()) == []
