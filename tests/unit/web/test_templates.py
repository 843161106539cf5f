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
