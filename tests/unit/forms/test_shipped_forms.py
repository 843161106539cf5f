"""The forms of the process packages of this release."""

import re

import lxml.html
import pytest

import forms
import workflows
from tests.unit.forms.building import ALIASES
from tests.unit.forms.pages import checked, html_of
from webapp.errors import InvalidSubmission, NotFound
from webapp.forms.definition import FormDefinition, Option, read
from webapp.forms.render import answers_from_post, form_view, summary_view
from webapp.forms.validate import clean

SHIPPED = [(key, name) for key in [*workflows.keys(), "_template"] for name in forms.package(key)]
LISTS = {
    "aliases", "approved_items", "attributable_aliases", "consultees", "guidance_versions", "joint_victims",
    "outcomes", "persons", "proposed_items", "receiving_units", "recipients_to_notify", "units_to_keep_away", "views",
}  # fmt: skip
SAYS_WHAT_TO_DO = re.compile(r"(?:^|: |[?.!] )(?:Add|Choose|Describe|Enter|Explain|Give|Select|Tick) ")
OPTIONS = {name: [*ALIASES["aliases"], Option("X", "One that is closed", "Not yet.", disabled=True)] for name in LISTS}


def shipped(key: str, name: str) -> FormDefinition:
    return read(forms.package(key)[name], f"forms/{name}")


@pytest.mark.parametrize(("key", "name"), SHIPPED)
def test_shipped_form_is_sound(key: str, name: str) -> None:
    definition = shipped(key, name)
    assert f"{definition.id}.form" == name
    lists = {field.options_from for field in _every(definition) if field.options_from}
    assert lists <= LISTS


@pytest.mark.parametrize(("key", "name"), SHIPPED)
def test_shipped_form_is_shown_with_every_error_it_can_have_at_once(key: str, name: str) -> None:
    definition = shipped(key, name)
    errors: dict[str, str] = {}
    try:
        clean(definition, answers_from_post(definition, []), OPTIONS)
    except InvalidSubmission as refused:
        errors = refused.errors
    html = html_of(form_view(definition, {}, errors, OPTIONS))
    checked(lxml.html.document_fromstring(html))
    for sentence in errors.values():
        assert SAYS_WHAT_TO_DO.search(sentence)
    assert summary_view(definition, {}, OPTIONS).title == definition.title


def test_form_is_found_by_package_and_id() -> None:
    assert forms.find("right_to_know/intake") == forms.package("right_to_know")["intake.form"]


def test_package_without_forms_has_none() -> None:
    assert forms.package("no_such_package") == {}


@pytest.mark.parametrize(
    "key", ["", "../webapp", "right_to_know/..", "right_to_know/../../pyproject", "right_to_know", "right_to_know/none",
            "/etc/passwd", "right_to_know/intake.form", "Right_to_know/intake", "right_to_know/intake/x"]
)  # fmt: skip
def test_nothing_else_is_found(key: str) -> None:
    with pytest.raises(NotFound):
        forms.find(key)


@pytest.mark.parametrize("key", ["", "..", "../webapp", "right_to_know/", "a.b", "ключ"])
def test_nothing_outside_is_listed(key: str) -> None:
    with pytest.raises(NotFound):
        forms.package(key)


def _every(definition: FormDefinition) -> list:
    found = list(definition.questions())
    return found + [part for field in found for part in field.questions()]
