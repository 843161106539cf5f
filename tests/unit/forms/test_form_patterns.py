"""Which patterns are safe to try on what people type."""

import pytest

from webapp.forms.pattern import ANSWER_LIMIT, LENGTH_LIMIT, PatternRefused, check_pattern


@pytest.mark.parametrize(
    "pattern",
    [
        "^[A-Z]{2}[0-9]{6}$",
        "^[A-Za-z0-9][A-Za-z0-9 ./\\-]{1,39}$",
        r"^\d+$",
        r"^\d{1,6}/\d{2}$",
        "^(?:RTK|CSODS)-[0-9]{4}-[0-9]{4}$",
        "^(yes|no)$",
        "^[^<>]*$",
        "^[]a]$",
        r"^a\.b\$c$",
        "^$",
        "^(?:[0-9]{2}){3}$",
    ],
)
def test_plain_patterns_are_accepted(pattern: str) -> None:
    check_pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("^(a+)+$", "too many ways"),
        ("^(a*)*$", "too many ways"),
        ("^(a|a)*$", "too many ways"),
        ("^(?:a?){60}a{60}$", "too many ways"),
        (r"^\w+\s\w+\s\w+$", "too many ways"),
        ("^" + "a?" * 30 + "$", "too many ways"),
        ("^(?:(?:(?:a{1,9}){1,9}){1,9}){1,9}$", "too many ways"),
        ("^(?=a)a$", "group with"),
        ("^(?!a)a$", "group with"),
        ("^(?P<n>a)$", "group with"),
        ("^(?i)a$", "group with"),
        (r"^(a)\1$", "not allowed"),
        (r"^\Aa$", "not allowed"),
        (r"^\p{L}$", "not allowed"),
        (r"^\x41$", "not allowed"),
        ("^a**$", "repeats a repetition"),
        ("^a+?$", "repeats a repetition"),
        ("^a{2}{3}$", "repeats a repetition"),
        ("^*a$", "repeats nothing"),
        ("^{2}$", "repeats nothing"),
        ("^a{,3}$", "Write a repetition"),
        ("^a{x}$", "Write a repetition"),
        ("^a{٣}$", "Write a repetition"),
        ("^a{3,1}$", "from the smaller"),
        (f"^a{{{ANSWER_LIMIT + 1}}}$", "may go up to"),
        ("^a{99999999}$", "may go up to"),
        ("^(a$", "does not close"),
        ("^a)$", "did not open"),
        ("^[a$", "ends too early"),
        ("^[[:alpha:]]$", "inside a class"),
        ("abc", "must begin with"),
        ("^abc", "must begin with"),
        ("^abc\\$", "must begin with"),
        ("^a$|^b$", "into brackets"),
        ("^a|b$", "into brackets"),
        ("^" + "(" * 20 + ")" * 20 + "$", "too deeply"),
        ("^" + "a" * LENGTH_LIMIT + "$", "more than"),
    ],
)
def test_other_patterns_are_refused_with_a_reason(pattern: str, told: str) -> None:
    with pytest.raises(PatternRefused, match=told):
        check_pattern(pattern)
