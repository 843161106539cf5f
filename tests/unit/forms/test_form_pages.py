"""The page of a form: every input has its label, every id is its own, every error leads to its input."""

from typing import Any

import pytest

from tests.unit.forms.building import ALIASES, GOOD, choice, component, every_kind, form, group, rows, yes_no
from tests.unit.forms.pages import checked, page_of
from webapp.errors import InvalidSubmission
from webapp.forms.definition import FormDefinition, Option
from webapp.forms.render import form_view
from webapp.forms.validate import clean

MANY = {
    "aliases": [Option(f"A{n}", f"handle{n} on a site") for n in range(28)],
    "attributable": ALIASES["attributable"],
}


def errors_of(definition: FormDefinition, answers: dict[str, Any], options: Any = ALIASES) -> dict[str, str]:
    with pytest.raises(InvalidSubmission) as refused:
        clean(definition, answers, options)
    return refused.value.errors


def test_empty_page_is_sound() -> None:
    page = checked(page_of(form_view(every_kind(), {}, {}, ALIASES)))
    assert page.xpath("//h2[contains(., 'Before you begin')]")
    assert [item.text for item in page.xpath("//ul[contains(@class, 'bullet')]/li")] == ["one", "two"]
    assert not page.xpath("//*[contains(@class, 'error')]")


def test_page_full_of_errors_is_sound_and_leads_to_each() -> None:
    errors = errors_of(every_kind(), {})
    page = checked(page_of(form_view(every_kind(), {}, errors, ALIASES)))
    summary = page.xpath("//div[contains(@class, 'govuk-error-summary')]//li")
    assert [line.text_content().strip() for line in summary] == list(errors.values())
    for sentence in errors.values():
        messages = [
            " ".join(found.text_content().split()) for found in page.xpath("//p[contains(@class, 'error-message')]")
        ]
        assert f"Error: {sentence}" in messages


def test_page_of_28_given_rows_is_sound_and_has_no_row_buttons_of_theirs() -> None:
    errors = errors_of(every_kind(), {}, MANY)
    page = checked(page_of(form_view(every_kind(), {}, errors, MANY)))
    assert (
        len(page.xpath("//input[@type='hidden' and starts-with(@name, 'link-') and contains(@name, '-alias')]")) == 28
    )
    assert len(page.xpath("//div[@id='q-link']//input[@type='radio']")) == 56
    assert not page.xpath("//div[@id='q-link']//button")
    assert "handle7 on a site: Select the level" in page.text_content()


@pytest.mark.parametrize(
    ("answers", "path", "href"),
    [
        ({"born": {"day": "31", "month": "2", "year": "2026"}}, "born", "#q-born-day"),
        ({"born": {"day": "1", "month": "2", "year": ""}}, "born", "#q-born-year"),
        ({"born": {"day": "1", "month": "", "year": "2026"}}, "born", "#q-born-month"),
        ({"login": {"day": "1", "month": "2", "year": "2026", "time": ""}}, "login", "#q-login-time"),
        ({}, "online", "#q-online"),
        ({}, "needs", "#q-needs"),
        ({}, "caveat_read", "#q-caveat_read"),
        ({}, "safe.channel", "#q-safe-channel"),
        ({"alias": [{"handle": "a"}]}, "alias.0.site", "#q-alias-0-site"),
        ({}, "alias", "#q-alias--rows"),
        ({}, "link.1.level", "#q-link-1-level"),
        ({"alias": [{"handle": "x", "site": "other", "site_name": "y"}, "x"]}, "alias.1", "#q-alias-1--row"),
    ],
)
def test_error_leads_to_the_input_it_is_about(answers: dict[str, Any], path: str, href: str) -> None:
    errors = errors_of(every_kind(), answers)
    view = form_view(every_kind(), answers, errors, ALIASES)
    links = {link.text: link.href for link in view.error_summary}
    assert links[errors[path]] == href
    page = checked(page_of(view))
    assert page.xpath("//*[@id=$id]", id=href[1:])


def test_only_the_wrong_box_of_a_date_is_marked() -> None:
    answers = {"born": {"day": "1", "month": "2", "year": "26"}}
    page = page_of(form_view(every_kind(), answers, errors_of(every_kind(), answers), ALIASES))
    assert page.xpath("//input[starts-with(@id, 'q-born') and contains(@class, 'input--error')]/@id") == ["q-born-year"]


def test_error_about_no_question_is_shown_without_a_link() -> None:
    view = form_view(every_kind(), {}, {"": "Somebody else was first.", "zzz": "No such question."}, ALIASES)
    assert [(link.text, link.href) for link in view.error_summary] == [
        ("Somebody else was first.", ""),
        ("No such question.", ""),
    ]
    page = checked(page_of(view))
    assert not page.xpath("//div[contains(@class, 'govuk-error-summary')]//a")


def test_error_about_a_disabled_first_option_leads_to_the_first_that_can_be_chosen() -> None:
    options = {"l": [Option("A1", "a", hint="Ungraded.", disabled=True), Option("A2", "b")]}
    asked = form(component("radio", "x", valuesKey="l", required=True))
    view = form_view(asked, {}, errors_of(asked, {}, options), options)
    assert view.error_summary[0].href == "#q-x-2"


@pytest.mark.parametrize("kind", ["radio", "checklist", "select"])
def test_disabled_option_is_shown_with_its_reason_and_never_chosen(kind: str) -> None:
    asked = form(component(kind, "x", valuesKey="attributable"))
    page = checked(page_of(form_view(asked, {"x": "A3" if kind != "checklist" else ["A3"]}, {}, ALIASES)))
    (option,) = page.xpath("//*[@value='A3']")
    assert option.get("disabled") is not None
    assert option.get("checked") is None
    assert option.get("selected") is None
    assert "The link is only POSSIBLE." in page.text_content()


@pytest.mark.parametrize("kind", ["radio", "checklist", "select"])
def test_question_without_any_option_says_so(kind: str) -> None:
    asked = form(component(kind, "x", valuesKey="persons", required=True))
    page = checked(page_of(form_view(asked, {}, errors_of(asked, {}), {})))
    assert "There is nothing to choose from yet." in page.text_content()


def test_option_that_excludes_the_others_stands_last() -> None:
    asked = form(choice("checklist", "x", "none", "a", properties={"exclusive": "none"}))
    page = checked(page_of(form_view(asked)))
    assert page.xpath("//input[@type='checkbox']/@value") == ["a", "none"]
    assert page.xpath("//input[@value='none']/@data-behaviour") == ["exclusive"]
    assert page.xpath("//div[contains(@class, 'divider')]")


def test_optional_questions_are_marked_and_required_ones_are_not() -> None:
    text = page_of(
        form_view(form(component("textfield", "a", required=True), component("textfield", "b")))
    ).text_content()
    assert "B (optional)" in text
    assert "A (optional)" not in text


def test_hint_and_basis_stand_under_the_label() -> None:
    asked = form(component("textfield", "a", description="One\nTwo", properties={"basis": "DPA 2018 s.38"}))
    (hint,) = checked(page_of(form_view(asked))).xpath("//div[@id='q-a-hint']")
    assert [part.strip() for part in hint.itertext()] == ["One", "Two", "Basis: DPA 2018 s.38"]


def test_simple_condition_is_for_the_script_and_in_words_for_pages_without_one() -> None:
    asked = form(
        yes_no("online", label="Is it hidden?"),
        component("textfield", "site", hide='=online != "yes"'),
        rows("alias", choice("select", "kind", "a", "b"), component("textfield", "name", hide='=kind != "b"')),
    )
    page = checked(page_of(form_view(asked)))
    assert page.xpath("//*[@data-show-when]/@data-show-when") == ["online=yes", "alias-0-kind=b"]
    words = [found.text_content() for found in page.xpath("//*[contains(@class, 'conditional--hidden')]")]
    assert words == [
        "Answer this if the answer to “Is it hidden?” is “Yes”.",
        "Answer this if the answer to “Kind” is “B”.",
    ]


@pytest.mark.parametrize(
    ("hide", "when", "words"),
    [
        ('=kind != "a" and kind != "b"', "kind=a kind=b", "is “A” or “B”."),
        ('=not(kind = "a" or agreed = true)', "kind=a agreed=yes", "is “A”, or the answer to “Agreed” is “Yes”."),
        ("=tick != true", "tick=yes", "is “Yes”."),
        ("=tick != false", "", "is “No”."),
        ('=kind != "two words"', "", "is “Two words”."),
        ("=count(needs) < 2", "", "Answer this only where your answers above call for it."),
        ('=line != "x"', "", "is “x”."),
    ],
)
def test_condition_is_told_as_simply_as_it_can_be(hide: str, when: str, words: str) -> None:
    asked = form(
        choice("select", "kind", "a", "b", "two words"),
        yes_no("agreed"),
        component("checkbox", "tick"),
        choice("checklist", "needs", "c", "d"),
        component("textfield", "line"),
        component("textfield", "last", hide=hide),
    )
    item = form_view(asked).items[-1]
    assert item.show_when == when
    assert item.condition.endswith(words)


def test_conditions_of_groups_texts_and_lines_are_kept() -> None:
    hide = '=x != "yes"'
    asked = form(
        yes_no("x"),
        group("G", component("textfield", "a"), hide=hide),
        component("text", text="Hello", hide=hide),
        component("separator", hide=hide),
        rows("r", component("textfield", "b"), hide=hide),
    )
    assert len(checked(page_of(form_view(asked))).xpath("//*[@data-show-when='x=yes']")) == 4


def test_questions_on_one_line_of_the_editor_stand_side_by_side() -> None:
    beside, alone = {"row": "Row_1"}, {"row": "Row_2"}
    asked = form(
        component("textfield", "a", layout=beside),
        component("textfield", "b", layout=beside),
        component("textfield", "c", layout=alone),
        component("separator", layout=beside),
        component("textfield", "d", layout=beside),
        *(component("textfield", f"e{at}", layout={"row": "Row_3"}) for at in range(4)),
    )
    page = checked(page_of(form_view(asked)))
    columns = page.xpath("//form//div[contains(@class, 'one-half')]//input/@name")
    assert columns == ["a", "b"]


def test_enter_key_presses_a_button_that_removes_nothing() -> None:
    page = page_of(form_view(every_kind(), GOOD, {}, ALIASES))
    first = page.xpath("//form//button")[0]
    assert first.get("name") is None
    assert first.text_content() == "Continue"


def test_rows_have_their_buttons() -> None:
    answers = GOOD | {"alias": [{"handle": "a", "site": "instagram"}, {"handle": "b", "site": "instagram"}]}
    page = checked(page_of(form_view(every_kind(), answers, {}, ALIASES)))
    assert page.xpath("//button[@name='_add']/@value") == ["alias"]
    assert page.xpath("//button[@name='_remove']/@value") == ["alias-0", "alias-1"]
    assert [button.text_content() for button in page.xpath("//button[@name='_remove']")] == [
        "Remove Alias 1",
        "Remove Alias 2",
    ]


def test_only_row_cannot_be_removed_unless_a_form_may_begin_with_none() -> None:
    row = component("textfield", "a")
    assert not page_of(form_view(form(rows("r", row)))).xpath("//button[@name='_remove']")
    optional = form(rows("r", row, defaultRepetitions=0))
    page = page_of(form_view(optional, {"r": [{"a": "x"}]}))
    assert page.xpath("//button[@name='_remove']")
    empty = page_of(form_view(optional))
    assert not empty.xpath("//fieldset")
    assert empty.xpath("//button[@name='_add']")[0].text_content().strip() == "Add row"


def test_fixed_rows_have_no_buttons() -> None:
    page = page_of(form_view(form(rows("r", component("textfield", "a"), allowAddRemove=False, defaultRepetitions=3))))
    assert len(page.xpath("//fieldset")) == 3
    assert not page.xpath("//button[@name]")


def test_character_count_says_how_much_may_be_typed() -> None:
    page = page_of(form_view(every_kind(), {}, {}, ALIASES))
    (box,) = page.xpath("//textarea[@name='reasons']")
    assert (
        "You can enter up to 300 characters"
        in page.xpath("//*[@id=$id]", id=box.get("aria-describedby").split()[0])[0].text
    )


@pytest.mark.parametrize("kept", ["text", ["a", "b"], [{"x": "1"}], {"day": "1"}, None, True, 3, [], {"a": {"b": [1]}}])
def test_draft_from_another_version_of_the_form_is_shown_as_far_as_it_fits(kept: Any) -> None:
    """A case may be moved to a version in which a question has another kind, or is gone."""
    asked = every_kind()
    draft = {**{question.key: kept for question in asked.questions()}, "asked_no_more": kept}
    page = checked(page_of(form_view(asked, draft, {}, ALIASES)))
    assert not page.xpath("//*[contains(@class, 'error')]")
