"""Whole submissions: what is asked of them together, and what is not."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.forms.building import ALIASES, GOOD, component, every_kind, form, group, yes_no
from webapp.errors import InvalidSubmission
from webapp.forms.definition import FormDefinition
from webapp.forms.posted import PostedAnswers
from webapp.forms.validate import clean


def errors_of(definition: FormDefinition, answers: Mapping[str, Any]) -> dict[str, str]:
    with pytest.raises(InvalidSubmission) as refused:
        clean(definition, answers, ALIASES)
    return refused.value.errors


def test_every_good_answer_is_kept_and_what_was_not_asked_is_absent() -> None:
    found = clean(every_kind(), GOOD, ALIASES)
    assert found == GOOD | {"attributed": [], "evidence": []}


def test_group_behind_a_condition_is_asked_where_it_applies() -> None:
    found = clean(every_kind(), GOOD | {"victims": 1, "offered": True}, ALIASES)
    assert found["offered"] is True


@pytest.mark.parametrize(
    "name", ["typename", "case_id", "csrf_token", "revision", "submit", "__class__", "", "alias.0"]
)
def test_answer_to_no_question_is_refused(name: str) -> None:
    errors = errors_of(every_kind(), GOOD | {name: "x"})
    assert list(errors.values()) == [f"This form has no question called “{name}”; leave it out"]


def test_answer_to_a_hidden_question_is_refused_when_somebody_says_exactly_what_is_answered() -> None:
    answers = {**GOOD, "online": False}
    expected = {"platform": "“Platform” is not asked with these answers; leave it out"}
    assert errors_of(every_kind(), answers) == expected


def test_empty_answer_to_a_hidden_question_is_left_out() -> None:
    found = clean(every_kind(), GOOD | {"online": False, "platform": ""}, ALIASES)
    assert "platform" not in found


def test_answer_to_a_hidden_question_on_a_page_is_left_out() -> None:
    found = clean(every_kind(), PostedAnswers(GOOD | {"online": "no"}), ALIASES)
    assert "platform" not in found


def test_question_that_is_asked_because_of_an_answer_is_required() -> None:
    asked = form(yes_no("x"), component("textarea", "why", label="Reasons", required=True, hide='=x != "no"'))
    assert clean(asked, {"x": True}) == {"x": True}
    assert errors_of(asked, {"x": False}) == {"why": "Enter the reasons"}


def test_errors_come_in_the_order_of_the_page() -> None:
    assert list(errors_of(every_kind(), {"zzz": 1})) == [
        "crime_ref", "reasons", "victims", "online", "offence", "needs", "caveat_read", "safe.channel", "alias",
        "link.0.level", "link.1.level", "zzz",
    ]  # fmt: skip


def test_record_keeps_its_answers_together() -> None:
    asked = form(group("Contact", component("textfield", "channel", required=True), yes_no("safe"), key="contact"))
    assert clean(asked, {"contact": {"channel": "Post", "safe": "no"}}) == {
        "contact": {"channel": "Post", "safe": False}
    }
    assert errors_of(asked, {}) == {"contact.channel": "Enter the channel"}
    assert list(errors_of(asked, {"contact": {"channel": "Post", "typename": "x"}})) == ["contact.typename"]
    assert errors_of(asked, {"contact": ["Post"]}) == {"contact": "Give the answers of “Contact” as names with values"}


@pytest.mark.parametrize("answers", [None, [], "x", 7, [("x", "1")]])
def test_answers_that_are_no_mapping_are_refused(answers: Any) -> None:
    assert list(errors_of(form(component("textfield", "x")), answers)) == [""]


def test_a_hundred_thousand_unknown_names_give_a_short_report() -> None:
    errors = errors_of(every_kind(), {f"name{n}": "x" for n in range(100_000)})
    assert len(errors) < 100


def test_deep_nesting_is_refused_without_following_it() -> None:
    nested: Any = "x"
    for _ in range(50_000):
        nested = {"a": nested}
    errors = errors_of(every_kind(), GOOD | {"crime_ref": nested, "safe": {"channel": [nested]}, "alias": [nested]})
    assert {"crime_ref", "safe.channel"} <= set(errors)


def test_names_that_are_no_text_are_refused() -> None:
    answers: Any = GOOD | {7: "x", None: "y", ("a",): "z"}
    assert len(errors_of(every_kind(), answers)) == 3


def test_name_of_the_sender_is_quoted_short_and_visible() -> None:
    (sentence,) = errors_of(form(), {"\u202e" + "x" * 10_000: "y"}).values()
    assert len(sentence) < 150
    assert "\u202e" not in sentence
