"""Whatever text arrives: a value, or an error of the listed kinds."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.feel import (
    FeelError,
    compile_expression,
    compile_unary_tests,
    to_feel,
    to_json,
)
from webapp.feel.functions import BUILTINS
from webapp.feel.lexer import KEYWORDS

# RTK_FUZZ_EXAMPLES asks for a longer run, such as a million.
EXAMPLES = int(os.environ.get("RTK_FUZZ_EXAMPLES", "150"))
bounded = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

PIECES = [
    *sorted(KEYWORDS),
    *sorted(BUILTINS),
    *[
        "+",
        "-",
        "*",
        "/",
        "**",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ".",
        "..",
        "?",
        "@",
        "'",
        "->",
        "//",
    ],
    *[
        "1",
        "0",
        "-1",
        "2.5",
        "1e400",
        '"a"',
        '"(a+)+"',
        '"P1D"',
        '@"2026-01-31"',
        '@"P1Y"',
        "x",
        "list",
        "item",
        "partial",
    ],
    *["risk level", "instance of", "list<number>", "date and time", "external", "`q`", "\n", "é", "🐎"],
]
CONTEXT = {"x": 5, "list": [1, 2, {"a": 3}], "risk level": "HIGH", "nothing": None}

pieces = st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)
values = st.sampled_from(
    ["1", "-2.5", "null", "true", '"ab"', "[1, 2]", '{a: "b"}', "[1..5]", "(< 3)", '@"2026-01-31"', '@"10:00:00Z"',
     '@"2026-01-31T10:00:00"', '@"P1D"', '@"P2M"', "x", "list", "function(a, b) a", "missing"]
)  # fmt: skip


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    binary = st.tuples(
        inner, st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"]), inner
    )
    call = st.tuples(st.sampled_from(sorted(BUILTINS)), st.lists(inner, max_size=4).map(", ".join))
    return st.one_of(
        binary.map(lambda parts: f"({' '.join(parts)})"),
        call.map(lambda parts: f"{parts[0]}({parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"{parts[0]}[{parts[1]}]"),
        st.tuples(inner, inner, inner).map(lambda parts: f"(if {parts[0]} then {parts[1]} else {parts[2]})"),
        st.tuples(inner, inner).map(lambda parts: f"(for i in {parts[0]} return {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"(every i in {parts[0]} satisfies {parts[1]})"),
        inner.map(lambda part: f"{{a: {part}, b: a}}.b"),
    )


expressions = st.recursive(values, _grow, max_leaves=12)


def _try(source: str) -> None:
    for remarks in (None, []):
        try:
            to_json(compile_expression(source, names=CONTEXT).evaluate(CONTEXT, remarks=remarks, budget=5_000))
        except FeelError as error:
            assert error.message
            assert error.position is None or 0 <= error.position <= len(source) + 1
    try:
        answer = compile_unary_tests(source, names=CONTEXT).matches(5, CONTEXT, budget=5_000)
        assert answer in (True, False, None)
    except FeelError as error:
        assert error.message


@bounded
@given(st.text(max_size=60))
def test_any_text(source: str) -> None:
    _try(source)


@bounded
@given(pieces)
def test_any_row_of_words(source: str) -> None:
    _try(source)


@bounded
@given(expressions)
def test_any_expression(source: str) -> None:
    _try(source)


@bounded
@given(st.text(alphabet="ab(|)*+?{}[]^$.\\d1,-", max_size=15), st.text(alphabet="ab1\n", max_size=20))
def test_any_pattern(pattern: str, text: str) -> None:
    for name in ("matches", "split", "extract"):
        try:
            compile_expression(f"{name}(text, pattern)").evaluate({"text": text, "pattern": pattern})
        except FeelError as error:
            assert error.message


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(-1e15, 1e15) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


@bounded
@given(json_values)
def test_json_comes_back_as_it_went_in(value: object) -> None:
    assert to_json(to_feel(value)) == value
