"""Names of several words, and what is said when something is wrong."""

import pytest

from tests.unit.feel.asking import answer, remarks
from webapp.feel import (
    FeelError,
    FeelEvaluationError,
    FeelSyntaxError,
    compile_expression,
    compile_unary_tests,
)


@pytest.mark.parametrize(
    ("source", "context", "wanted"),
    [
        ("risk level", {"risk level": "HIGH"}, "HIGH"),
        ("risk   level = level", {"risk level": 1, "level": 1}, True),
        ("a-b", {"a-b": 5, "a": 1, "b": 1}, 5),
        ("a-b", {"a": 3, "b": 1}, 2),
        ("terms and conditions", {"terms and conditions": True}, True),
        ("officer's note", {"officer's note": "x"}, "x"),
        ("`officer (lead)` + 1", {"officer (lead)": 1}, 2),
        ("strand 2 + 1", {"strand 2": 4}, 5),
        ("person.date of birth", {"person": {"date of birth": "x"}}, "x"),
        ("date and time", {"date and time": 1}, 1),
        ("count", {"count": 7}, 7),
        ("count([1]) + count", {"count": 7}, 8),
        ("aliases[platform = wanted].handle", {"aliases": [{"platform": "p", "handle": "h"}], "wanted": "p"}, ["h"]),
        ("größe", {"größe": 2}, 2),
    ],
)
def test_name_is_read_whole(source: str, context: dict[str, object], wanted: object) -> None:
    assert answer(source, context) == wanted


def test_free_names_and_functions_are_told() -> None:
    expression = compile_expression("for x in aliases return x + count(strands[grade > limit]) + max(a, b)")
    assert expression.names == {"aliases", "strands", "a", "b"}
    assert expression.possible_names == {"grade", "limit"}
    assert expression.functions == {"count", "max"}
    assert compile_unary_tests("> limit").names == {"limit"}
    assert compile_expression("{a: 1, b: a + c}").names == {"c"}
    assert compile_expression("function(a) a + b").names == {"b"}


@pytest.mark.parametrize(
    ("source", "position", "words"),
    [
        ("1 +", 3, "the end stands there"),
        ("a == b", 3, "single “=”"),
        ("=a", 0, "does not begin with “=”"),
        ("a && b", 2, "“and” and “or”"),
        ("!a", 0, "not(…)"),
        ("(1 + 2", 6, "“)” is expected"),
        ("[1, 2", 5, "“]” is expected"),
        ("if a then b", 11, "needs its “else”"),
        ("for x in y", 10, "“return” is expected"),
        ("some x in y", 11, "“satisfies” is expected"),
        ('"open', 0, "closing quotation mark"),
        ("“a”", 0, "straight quotation marks"),
        ("{a 1}", 1, "A name and a colon"),
        ("{a: 1, a: 2}", 10, "twice"),
        ('@"31.1.2026"', 0, "no date, time or duration"),
        ("@5", 1, "Text is expected after “@”"),
        ("f(a: 1, 2)", 8, "not some of each"),
        ("x instance of numbers", 14, "is no type"),
        ("1 2", 2, "not expected here"),
        ("10 %", 3, "modulo"),
        ("1e99999", 0, "too large"),
        ("a between 1", 11, "between the two bounds"),
        ("", 0, "A value is expected"),
        ("a;b", 1, "is not understood"),
    ],
)
def test_mistake_is_named_with_its_place(source: str, position: int, words: str) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        compile_expression(source)
    assert words in refused.value.message
    assert refused.value.position == position


@pytest.mark.parametrize(
    ("source", "position", "words"),
    [
        ("1 + missing", 4, "“missing” has no value here"),
        ("missing(1)", 0, "no function called “missing”"),
        ('1 < "a"', 0, "neither smaller nor larger"),
        ('1 = "a"', 0, "cannot equal"),
        ("1 / 0", 0, "division by zero"),
        ('1 + "a"', 0, "cannot be added"),
        ("{a: 1}.b", 6, "has no “b”"),
        ("substring(5, 1)", 0, "takes (string, start position, length?)"),
        ("count()", 0, "was given 0 arguments"),
        ("[1][5]", 3, "no item at that place"),
        ('matches("a", "(")', 0, "does not close"),
    ],
)
def test_null_has_a_reason_and_a_strict_evaluation_ends(source: str, position: int, words: str) -> None:
    found = remarks(source)
    assert any(words in remark.message and remark.position == position for remark in found)
    with pytest.raises(FeelEvaluationError):
        compile_expression(source).evaluate({}, strict=True)


def test_strict_evaluation_lets_the_right_pass() -> None:
    source = 'if is defined(level) then level else get or else(other.level, "none")'
    assert compile_expression(source).evaluate({}, strict=True) == "none"
    assert compile_expression("x != null and x > 3").evaluate({"x": None}, strict=True) is False


def test_assertion_ends_the_evaluation_with_its_cause() -> None:
    with pytest.raises(FeelError, match="No strand is recorded"):
        compile_expression('assert(strands, count(strands) > 0, "No strand is recorded")').evaluate({"strands": []})
    assert answer("assert(5, 5 > 3)") == 5


def test_message_never_repeats_a_text_of_the_case() -> None:
    found = remarks("name + 1", {"name": "Alice Example"})
    assert found
    assert all("Alice" not in remark.message for remark in found)
