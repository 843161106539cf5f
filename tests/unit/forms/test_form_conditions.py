"""When questions are hidden, and what the page is told of it."""

from typing import Any

import pytest

from tests.unit.forms.building import choice, component, form, group, rows, text_of, yes_no
from webapp.errors import DefinitionRefused
from webapp.forms.definition import read
from webapp.forms.visibility import asked

KIND = choice("select", "kind", "court", "card", "none")
NEEDS = choice("checklist", "needs", "interpreter", "capacity")
AGREED = yes_no("agreed")
TICK = component("checkbox", "tick")
COUNT = component("number", "count", properties={"type": "integer"})
BORN = component("datetime", "born", subtype="date")
ROWS = rows("alias", component("textfield", "handle"))
RECORD = group("Contact", component("textfield", "channel"), key="safe")
ALL = (KIND, NEEDS, AGREED, TICK, COUNT, BORN, ROWS, RECORD)


def is_asked(hide: str, answers: dict[str, Any]) -> bool:
    definition = form(*ALL, component("textfield", "last", hide=hide))
    return any(field.key == "last" for field in asked(definition.fields, answers, {}, {}).questions)


@pytest.mark.parametrize(
    ("hide", "answers", "shown"),
    [
        ('=kind != "court"', {"kind": "court"}, True),
        ('=kind != "court"', {"kind": "card"}, False),
        ('=kind != "court"', {"kind": "bogus"}, False),
        ('=kind != "court"', {"kind": ["court"]}, False),
        ('=kind != "court"', {}, False),
        ('kind != "court"', {"kind": "court"}, True),
        ('=kind = "none"', {"kind": "none"}, False),
        ('=kind = "none"', {}, True),
        ('=not(kind = "court" or kind = "card")', {"kind": "card"}, True),
        ('=not(kind = "court" or kind = "card")', {"kind": "none"}, False),
        ('=kind in ("court", "card")', {"kind": "card"}, False),
        ('=agreed != "yes"', {"agreed": "yes"}, True),
        ('=agreed != "yes"', {"agreed": True}, True),
        ('=agreed != "yes"', {"agreed": "no"}, False),
        ('=agreed != "yes"', {"agreed": False}, False),
        ("=agreed != true", {"agreed": True}, True),
        ("=agreed != true", {"agreed": "no"}, False),
        ("=not(agreed)", {"agreed": "yes"}, True),
        ("=not(agreed)", {"agreed": "no"}, False),
        ('=agreed = "no"', {"agreed": False}, False),
        ('=agreed = "no"', {}, True),
        ("=not(tick)", {"tick": "yes"}, True),
        ("=not(tick)", {}, False),
        ('=tick != "yes"', {"tick": True}, True),
        ('=not(list contains(needs, "capacity"))', {"needs": ["capacity"]}, True),
        ('=not(list contains(needs, "capacity"))', {"needs": ["interpreter"]}, False),
        ('=not(list contains(needs, "capacity"))', {"needs": []}, False),
        ("=count < 3", {"count": "2"}, False),
        ("=count < 3", {"count": 3}, True),
        ("=count < 3", {"count": "many"}, True),
        ("=count < 3", {}, True),
        ('=born > date("2010-01-01")', {"born": {"day": "1", "month": "2", "year": "2012"}}, False),
        ('=born > date("2010-01-01")', {"born": "1999-02-01"}, True),
        ("=count(alias) > 1", {"alias": [{"handle": "a"}]}, True),
        ("=count(alias) > 1", {"alias": [{"handle": "a"}, {"handle": "b"}]}, False),
        ('=count(alias[handle = "x"]) = 0', {"alias": [{"handle": "x"}]}, True),
        ('=count(alias[handle = "x"]) = 0', {"alias": [{"handle": "y"}]}, False),
        ('=some a in alias satisfies a.handle = "x"', {"alias": [{"handle": "x"}]}, False),
        ('=safe.channel = "none"', {"safe": {"channel": "none"}}, False),
        ('=safe.channel = "none"', {"safe": "hostile"}, True),
        ("=1", {}, True),
        ('="yes"', {}, True),
        ("=count / 0 = 1", {"count": 1}, True),
        ("=null", {}, True),
    ],
)
def test_question_is_asked_unless_its_condition_is_true(hide: str, answers: dict[str, Any], shown: bool) -> None:
    assert is_asked(hide, answers) is shown


@pytest.mark.parametrize(
    ("hide", "told"),
    [
        ("=", "empty"),
        ("=last = 1", "“last”"),
        ("=later = 1", "“later”"),
        ("=secret", "“secret”"),
        ("=handle = 1", "“handle”"),
        ("=kind =", "cannot be read"),
        ('=kind == "a"', "cannot be read"),
        ("=kind && agreed", "cannot be read"),
        ("=__import__('os').system('id')", "cannot be read"),
        ("=some x in kind satisfies y", "“y”"),
        ("=alias[other = 1] = null", "“other”"),
        ("=now() > null", "depends on the time"),
        ('=today() > date("2026-01-01")', "depends on the time"),
        ("=" + "(" * 2_000 + "1" + ")" * 2_000, "cannot be read"),
        ("=" + "1+" * 4_000 + "1", "cannot be read"),
    ],
)
def test_condition_that_cannot_be_used_is_refused(hide: str, told: str) -> None:
    content = text_of(*ALL, component("textfield", "last", hide=hide), component("textfield", "later"))
    with pytest.raises(DefinitionRefused) as refused:
        read(content, "forms/made_up.form")
    (problem,) = refused.value.problems
    assert (problem.rule, problem.element) == ("form-condition", "last")  # type: ignore[attr-defined]
    assert told in problem.message  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("hide", "pairs"),
    [
        ('=kind != "court"', [("kind", "court")]),
        ('=kind != "court" and kind != "card"', [("kind", "court"), ("kind", "card")]),
        ('=not(kind = "court")', [("kind", "court")]),
        ('=not(kind = "court" or agreed = true)', [("kind", "court"), ("agreed", "yes")]),
        ('=not(list contains(needs, "capacity"))', [("needs", "capacity")]),
        ('=agreed != "yes"', [("agreed", "yes")]),
        ("=agreed != false", [("agreed", "no")]),
        ('=kind = "court"', []),
        ('=kind != "court" or agreed != true', []),
        ('=kind != "court" and count < 3', []),
        ('=not(kind = "court" and agreed = true)', []),
        ("=not(agreed)", []),
        ("=count != 3", []),
        ('="court" != kind', []),
    ],
)
def test_simple_conditions_are_known_as_the_answers_that_show(hide: str, pairs: list[tuple[str, str]]) -> None:
    last = list(form(*ALL, component("textfield", "last", hide=hide)).questions())[-1]
    assert last.hide_when is not None
    assert list(last.hide_when.shown_for) == pairs


def test_answer_to_a_hidden_question_shows_nothing_further_down() -> None:
    definition = form(
        KIND,
        yes_no("appeal", hide='=kind != "court"'),
        component("textfield", "grounds", hide='=appeal != "yes"'),
    )
    found = asked(definition.fields, {"kind": "card", "appeal": "yes", "grounds": "x"}, {}, {})
    assert [field.key for field in found.hidden] == ["appeal", "grounds"]


def test_hidden_group_hides_what_is_in_it() -> None:
    definition = form(KIND, group("G", component("textfield", "a"), group("H", yes_no("b")), hide='=kind != "court"'))
    found = asked(definition.fields, {"kind": "card", "a": "x"}, {}, {})
    assert [field.key for field in found.hidden] == ["a", "b"]


def test_condition_in_a_row_looks_at_the_row_before_the_form() -> None:
    row = rows("r", choice("select", "kind", "court", "card"), component("textfield", "name", hide='=kind != "court"'))
    definition = form(KIND, row)
    (_, group_field) = definition.questions()
    found = asked(group_field.fields, {"kind": "court"}, {}, {"kind": "card"})
    assert [field.key for field in found.questions] == ["kind", "name"]
