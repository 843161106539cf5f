"""A question for files: drawn in form-js as filepicker, answered with files of the case."""

import pytest

from tests.unit.forms.building import component, group, rows, text_of
from tests.unit.forms.pages import html_of
from webapp.errors import DefinitionRefused, InvalidSubmission
from webapp.forms import render, validate
from webapp.forms.definition import read
from webapp.forms.posted import answers_from_post
from webapp.forms.question import FormDefinition, Option
from webapp.forms.view import QuestionView

OPTIONS = {
    "documents": [
        Option("id-1", "screen.png"),
        Option("id-2", "chat.txt"),
        Option("id-3", "bad.pdf", "a virus was found in it", disabled=True),
    ]
}


def form(**more: object) -> FormDefinition:
    return read(text_of(component("filepicker", "files", label="Screenshots", **more)), "forms/made_up.form")


def test_answer_is_a_list_of_files_of_the_case() -> None:
    sent = answers_from_post(form(multiple=True), [("files", "id-2"), ("files", "id-1")])
    assert validate.clean(form(multiple=True), sent, OPTIONS) == {"files": ["id-1", "id-2"]}
    assert validate.clean(form(), {}, OPTIONS) == {"files": []}


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (["id-1", "id-2"], "only one file"),
        (["id-3"], "a virus was found"),
        (["another case's"], "listed"),
        (["../../etc/passwd"], "listed"),
        ("id-1", "must be a list"),
    ],
)
def test_any_other_answer_is_refused(answer: object, word: str) -> None:
    with pytest.raises(InvalidSubmission, match=word):
        validate.clean(form(), {"files": answer}, OPTIONS)


def test_required_file_is_asked_for_by_name() -> None:
    with pytest.raises(InvalidSubmission, match="Select the screenshots"):
        validate.clean(form(validate={"required": True}), {}, OPTIONS)


def test_page_offers_what_is_there_and_a_place_for_more() -> None:
    view = render.form_view(form(multiple=True, accept=".png,.jpg"), {"files": ["id-1"]}, {"files": "x"}, OPTIONS)
    [question] = view.items
    assert isinstance(question, QuestionView)
    assert view.has_files
    assert (question.kind, question.files_name, question.accept, question.several) == (
        "files", "_files-files", ".png,.jpg", True,
    )  # fmt: skip
    assert [(choice.label, choice.checked, choice.disabled) for choice in question.choices] == [
        ("screen.png", True, False), ("chat.txt", False, False), ("bad.pdf", False, True),
    ]  # fmt: skip
    assert view.error_summary[0].href == "#q-files--file"
    html = html_of(view)
    assert 'type="file"' in html
    assert 'name="_files-files"' in html
    assert 'accept=".png,.jpg"' in html
    assert " multiple" in html


def test_page_of_a_case_without_files_has_one_place_for_one_file() -> None:
    html = html_of(render.form_view(form(), {}, {}, {"documents": []}))
    assert html.count("<input") == 1
    assert " multiple" not in html
    assert "accept" not in html


def test_summary_names_the_files() -> None:
    summary = render.summary_view(form(multiple=True), {"files": ["id-1", "id-2"]}, OPTIONS)
    assert summary.sections[0].lines[0].lines == ("screen.png", "chat.txt")


@pytest.mark.parametrize(
    "drawn",
    [
        component("filepicker", "files", accept="image/*"),
        component("filepicker", "files", accept='.png" onclick'),
        component("filepicker", "files", multiple="=true"),
        component("filepicker", "files", properties={"routing": "true"}),
        component("filepicker", "files", valuesKey="aliases"),
        rows("alias", component("filepicker", "files")),
        group("Record", component("filepicker", "files"), key="record"),
    ],
)
def test_what_a_question_for_files_cannot_be(drawn: dict[str, object]) -> None:
    with pytest.raises(DefinitionRefused):
        read(text_of(drawn), "forms/made_up.form")
