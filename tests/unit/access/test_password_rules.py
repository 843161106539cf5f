"""Which passwords people may choose."""

import pytest

from webapp.access.password_rules import why_not

ABOUT = ("olive", "Olive Archer")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "tealight-gravel-9",
        "ÆØÅ æøå ñandú 42",
        "violet archers sing",
        "   spaces count   ",
        "police box on the moor",
        "x7!kQ2_vR9#m",
    ],
)
def test_long_and_unusual_is_enough(password: str) -> None:
    assert why_not(password, *ABOUT) == ""


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "12 characters or more"),
        ("short-one-1", "12 characters or more"),
        ("x" * 257, "256 characters or fewer"),
        ("aaaaaaaaaaaa", "easy to guess"),
        ("123456789012", "easy to guess"),
        ("qwertyuiop12", "easy to guess"),
        ("0987654321ab", "easy to guess"),
        ("ababababababab", "easy to guess"),
        ("Password2026!", "list of guesses"),
        ("!!letmein1234", "list of guesses"),
        ("police-police", "list of guesses"),
        ("Olive-2026-!!", "your name"),
        ("archer-1985-7", "your name"),
    ],
)
def test_what_everybody_would_try_is_refused_with_a_hint(password: str, reason: str) -> None:
    assert reason in why_not(password, *ABOUT)
