"""The cells of decision tables."""

from typing import Any

import pytest

from tests.unit.feel.asking import MOMENT, meets
from webapp.feel import FeelSyntaxError, compile_unary_tests

CELLS: list[tuple[str, Any, bool | None]] = [
    ("-", None, True),
    ("-", 5, True),
    ("5", 5, True),
    ("5", 6, False),
    ("-5", -5, True),
    ("> 5", 6, True),
    ("> 5", 5, False),
    (">= 5", 5, True),
    ("< 5, > 10", 11, True),
    ("< 5, > 10", 7, False),
    ("!= 5", 6, True),
    ("= 5", 5, True),
    ("[1..5]", 5, True),
    ("(1..5)", 5, False),
    ("]1..5[", 1, False),
    ("[1..5)", 4.5, True),
    ("1, 2", 2, True),
    ('"a", "b"', "b", True),
    ('"a", "b"', "c", False),
    ('not("a")', "b", True),
    ('not("a", "b")', "b", False),
    ("not(> 5)", 3, True),
    ("not(null)", 3, True),
    ("not(null)", None, False),
    ("true", True, True),
    ("true", False, False),
    ("false", False, True),
    ("false", None, False),
    ("null", None, True),
    ("null", 0, False),
    ("> 5", None, None),
    ("> 5", "a", None),
    ('"a"', 5, None),
    ('"a"', None, False),
    ("? > 5", 6, True),
    ("? > 5 and ? < 7", 7, False),
    ('contains(?, "stalk")', "stalking", True),
    ("not(? > 5)", 6, False),
    ("even(?)", 4, True),
    ("count(?) > 1", [1, 2], True),
    ("list contains(?, 2)", [1, 2], True),
    ("[1, 2, 3]", 2, True),
    ("[1, 2]", [1, 2], True),
    ("some x in ? satisfies x > 2", [1, 3], True),
    ('date("2026-01-31")', "2026-01-31", None),
    ("? in (1, 5)", 5, True),
    ("if ? > 3 then true else false", 4, True),
    ("?.level > 1", {"level": 2}, True),
    ('@"2026-01-01"', MOMENT.date(), False),
    ('< @"2026-12-31"', MOMENT.date(), True),
    ('>= date("2026-03-09")', MOMENT.date(), True),
    ("> today()", MOMENT.date(), False),
    ('[@"P1D"..@"P3D"]', None, None),
]


@pytest.mark.parametrize(("cell", "value", "wanted"), CELLS)
def test_cell(cell: str, value: Any, wanted: bool | None) -> None:
    assert meets(cell, value) is wanted


def test_cell_may_name_other_variables() -> None:
    assert meets("> threshold", 8, {"threshold": 7}) is True
    assert meets("level of risk", "HIGH", {"level of risk": "HIGH"}) is True
    assert meets("threshold = 7", "anything", {"threshold": 7}) is True


def test_dash_is_told_apart_from_a_negative_number() -> None:
    assert compile_unary_tests("-").always
    assert not compile_unary_tests("-1").always


@pytest.mark.parametrize("cell", ["", "> ", "1,", "not(", "> 5 > 6 <", "5 6", "high,, low", "- -"])
def test_unreadable_cell_is_refused(cell: str) -> None:
    with pytest.raises(FeelSyntaxError):
        compile_unary_tests(cell)
