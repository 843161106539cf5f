"""Regular expressions of XML Schema and XPath."""

import pytest

from tests.unit.feel.asking import answer
from webapp.feel.budget import Run
from webapp.feel.patterns import PatternError, compile_pattern

FOUND: list[tuple[str, str, str, bool]] = [
    ("abc", "b", "", True),
    ("abc", "^b", "", False),
    ("abc", "^a.c$", "", True),
    ("a\nc", "a.c", "", False),
    ("a\nc", "a.c", "s", True),
    ("x\nabc\ny", "^abc$", "", False),
    ("x\nabc\ny", "^abc$", "m", True),
    ("ABC", "b", "i", True),
    ("a b", "a\\sb", "", True),
    ("hello world", "hello\\ sworld", "x", True),
    ("hello world", "hello[ ]world", "x", True),
    ("a.c", "a.c", "q", True),
    ("abc", "a.c", "q", False),
    ("aaa", "^a{3}$", "", True),
    ("aaa", "^a{4,}$", "", False),
    ("aaa", "^a{1,3}$", "", True),
    ("abab", "^(ab)\\1$", "", True),
    ("abba", "^(ab)\\1$", "", False),
    ("aA", "(a)\\1", "i", True),
    ("foobar", "foo|bar$", "", True),
    ("xyz", "^(?:x)(y)", "", True),
    ("é", "^\\p{L}$", "", True),
    ("é", "^\\p{IsBasicLatin}$", "", False),
    ("5", "^\\P{L}$", "", True),
    ("x", "[a-z-[aeiou]]", "", True),
    ("e", "[a-z-[aeiou]]", "", False),
    ("e", "[^a-d]", "", True),
    ("-", "[a-]", "", True),
    ("]", "[\\]]", "", True),
    ("q", "[^Q]", "i", False),
    ("SW1A 1AA", "^[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}$", "", True),
    ("", "^$", "", True),
    ("ab", "(a*)*b", "", True),
]


@pytest.mark.parametrize(("text", "pattern", "flags", "wanted"), FOUND)
def test_pattern_finds(text: str, pattern: str, flags: str, wanted: bool) -> None:
    found = compile_pattern(pattern, flags).search(text, Run())
    assert (found is not None) is wanted


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "[", "[]", "a**", "*a", "a{2,1}", "a{x}", "\\1", "(a)\\2", "[\\1]", "\\y", "\\p{Xx}", "\\p{IsNowhere}",
     "(?=a)", "(?<n>a)", "[z-a]", "a{5000}", "(" * 50 + ")" * 50, "x" * 2_000],
)  # fmt: skip
def test_unreadable_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern, "")


@pytest.mark.parametrize("flags", ["p", " ", "X", "gi"])
def test_unknown_flag_is_refused(flags: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern("a", flags)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ('replace("abracadabra", "bra", "*")', "a*cada*"),
        ('replace("abracadabra", "a.*a", "*")', "*"),
        ('replace("abracadabra", "a.*?a", "*")', "*c*bra"),
        ('replace("abracadabra", "a(.)", "a$1$1")', "abbraccaddabbra"),
        ('replace("AAAA", "A+?", "b")', "bbbb"),
        ('replace("darted", "^(.*?)d(.*)$", "$1c$2")', "carted"),
        ('replace("a1", "(a)(1)", "$2$1$0")', "1aa1"),
        ('replace("a", "a", "\\$")', "$"),
        ('replace("a", "a", "$")', None),
        ('replace("a.b", ".", "$", "q")', "a$b"),
    ],
)
def test_replacement(source: str, wanted: str | None) -> None:
    assert answer(source) == wanted
