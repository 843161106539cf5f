"""Repeated groups: rows that people add, and rows that follow a list."""

from typing import Any

import pytest

from tests.unit.forms.building import ALIASES, choice, component, form, rows, yes_no
from webapp.errors import InvalidSubmission
from webapp.forms import grammar
from webapp.forms.definition import FormDefinition, Option
from webapp.forms.posted import PostedAnswers
from webapp.forms.validate import clean

HANDLE = component("textfield", "handle", required=True)
SITE = choice("select", "site", "instagram", "other", required=True)
OTHER = component("textfield", "name", label="Name of the site", required=True, hide='=site != "other"')
ADDED = form(rows("alias", HANDLE, SITE, OTHER, properties={"rowLabel": "Alias"}))
NEEDED = form(rows("alias", HANDLE, SITE, required=True, properties={"rowLabel": "Alias"}))
LOOSE = form(rows("alias", component("textfield", "handle"), component("checkbox", "seen"), required=True))
LINKS = form(
    rows(
        "link",
        component("select", "alias", valuesKey="aliases", required=True),
        choice("radio", "level", "probable", "possible", required=True),
        component("textfield", "note"),
        properties={"rowsFrom": "aliases"},
    )
)
CHECKS = form(
    rows(
        "check",
        choice("select", "name", "lawful", "fair"),
        yes_no("met", required=True, properties={"errorRequired": "Select yes if it is met"}),
        properties={"rowsFrom": "name"},
    )
)


def errors_of(definition: FormDefinition, answers: dict[str, Any], options: Any = ALIASES) -> dict[str, str]:
    with pytest.raises(InvalidSubmission) as refused:
        clean(definition, answers, options)
    return refused.value.errors


def test_rows_are_kept_in_their_order() -> None:
    given = [{"handle": "b", "site": "instagram"}, {"handle": "a", "site": "other", "name": "Forum"}]
    assert clean(ADDED, {"alias": given}) == {"alias": given}


@pytest.mark.parametrize("given", [[], None, (), [{}], [{"handle": "", "site": ""}], [{}, {"handle": " "}]])
def test_rows_in_which_nothing_is_answered_are_left_out(given: Any) -> None:
    assert clean(ADDED, {"alias": given}) == {"alias": []}


def test_errors_carry_the_row_and_its_number() -> None:
    given = [{"handle": "a", "site": "instagram"}, {}, {"handle": "", "site": "other"}, {"handle": "b", "x": 1}]
    assert errors_of(ADDED, {"alias": given}) == {
        "alias.2.handle": "Alias 3: Enter the handle",
        "alias.2.name": "Alias 3: Enter the name of the site",
        "alias.3.site": "Alias 4: Select the site",
        "alias.3.x": "Alias 4: This form has no question called “x”; leave it out",
    }


def test_required_group_asks_for_a_row() -> None:
    assert errors_of(NEEDED, {}) == {"alias": "Add at least one alias"}
    assert errors_of(LOOSE, {"alias": [{}]}) == {"alias": "Add at least one row"}


def test_required_group_tells_what_its_only_row_lacks() -> None:
    assert list(errors_of(NEEDED, {"alias": [{"handle": ""}]})) == ["alias.0.handle", "alias.0.site"]


def test_answer_hidden_in_one_row_is_asked_in_another() -> None:
    given = [{"handle": "a", "site": "instagram", "name": "x"}, {"handle": "b", "site": "other", "name": "Forum"}]
    assert list(errors_of(ADDED, {"alias": given})) == ["alias.0.name"]
    posted = clean(ADDED, PostedAnswers(alias=given))
    assert posted["alias"] == [{"handle": "a", "site": "instagram"}, given[1]]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("a", "alias"),
        ({"0": {"handle": "a"}}, "alias"),
        (7, "alias"),
        (["a"], "alias.0"),
        ([["a"]], "alias.0"),
        ([7, {"handle": "a", "site": "instagram"}], "alias.0"),
        ([{"handle": ["a"], "site": "instagram"}], "alias.0.handle"),
        ([{"handle": "a", "site": {"x": 1}}], "alias.0.site"),
        ([{}] * (grammar.ROW_LIMIT + 1), "alias"),
        ([{"handle": "a", "site": "instagram"}] * 100_000, "alias"),
    ],
)
def test_rows_of_the_wrong_shape_are_refused(given: Any, path: str) -> None:
    assert list(errors_of(ADDED, {"alias": given})) == [path]


def test_as_many_rows_as_allowed_are_kept() -> None:
    given = [{"handle": str(n), "site": "instagram"} for n in range(grammar.ROW_LIMIT)]
    assert len(clean(ADDED, {"alias": given})["alias"]) == grammar.ROW_LIMIT


def test_rows_follow_their_list_in_any_order() -> None:
    given = [{"alias": "A2", "level": "possible"}, {"alias": "A1", "level": "probable", "note": "n"}]
    assert clean(LINKS, {"link": given}, ALIASES) == {"link": given}


def test_missing_row_of_a_list_is_asked_for_by_its_name() -> None:
    assert errors_of(LINKS, {"link": [{"alias": "A2", "level": "possible"}]}) == {
        "link.1.level": "nightwatcher on Instagram: Select the level"
    }
    assert list(errors_of(LINKS, {})) == ["link.0.level", "link.1.level"]


def test_row_of_a_list_is_given_once_and_is_of_the_list() -> None:
    twice = [
        {"alias": "A1", "level": "possible"},
        {"alias": "A1", "level": "probable"},
        {"alias": "A2", "level": "possible"},
    ]
    assert errors_of(LINKS, {"link": twice}) == {"link.1.alias": "nightwatcher on Instagram is given twice"}
    foreign = [
        {"alias": "A1", "level": "possible"},
        {"alias": "A7", "level": "probable"},
        {"alias": "A2", "level": "possible"},
    ]
    assert list(errors_of(LINKS, {"link": foreign})) == ["link.1.alias"]


def test_disabled_option_gets_no_row_and_may_have_none() -> None:
    options = {"aliases": [Option("A1", "a"), Option("A2", "b", hint="Ungraded.", disabled=True)]}
    assert list(errors_of(LINKS, {}, options)) == ["link.0.level"]
    given = [{"alias": "A1", "level": "possible"}, {"alias": "A2", "level": "possible"}]
    assert errors_of(LINKS, {"link": given}, options) == {"link.1.alias": "b: “b” cannot be selected: Ungraded."}


def test_list_that_is_empty_asks_nothing() -> None:
    assert clean(LINKS, {}, {}) == {"link": []}


def test_rows_may_follow_the_options_of_their_own_first_question() -> None:
    assert errors_of(CHECKS, {"check": [{"name": "fair", "met": True}]}) == {
        "check.1.met": "Lawful: Select yes if it is met"
    }
    given = [{"name": "lawful", "met": True}, {"name": "fair", "met": False}]
    assert clean(CHECKS, {"check": given}) == {"check": given}


def test_sentence_after_a_row_that_is_a_question_has_no_colon() -> None:
    options = {"aliases": [Option("A1", "Is it met?")]}
    assert errors_of(LINKS, {}, options) == {"link.0.level": "Is it met? Select the level"}


def test_conditions_in_rows_may_name_questions_of_the_form() -> None:
    definition = form(
        yes_no("more"), rows("r", component("textfield", "note", required=True, hide='=more != "yes"'), SITE)
    )
    assert clean(definition, {"more": False, "r": [{"site": "other"}]})["r"] == [{"site": "other"}]
    assert list(errors_of(definition, {"more": True, "r": [{"site": "other"}]})) == ["r.0.note"]
