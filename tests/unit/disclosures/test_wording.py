"""What is said aloud says how sure the police are, and, when nothing is told, nothing at all."""

from datetime import date

import pytest

from webapp.cases.vocabulary import IdentityLevel, Outcome
from webapp.disclosures import wording

DAYS = [date(2026, 3, 10), date(2026, 3, 2), date(2026, 3, 10)]


@pytest.mark.parametrize(
    ("level", "said"), [("CONFIRMED", "satisfied"), ("PROBABLE", "probably"), ("POSSIBLE", "no more than that")]
)
def test_caveat_says_level_dates_and_that_it_may_change(level: str, said: str) -> None:
    caveat = wording.caveat(level, DAYS)
    assert said in caveat
    assert "It was so on 2 March 2026 and 10 March 2026." in caveat
    assert caveat.endswith(wording.MAY_CHANGE)


def test_caveat_of_an_unknown_level_claims_no_certainty() -> None:
    assert wording.caveat("", []) == wording.MAY_CHANGE
    assert set(wording.CERTAINTY) == set(IdentityLevel)


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.CLOSED_NO_IDENTITY}))
def test_safe_words_neither_calm_nor_hint(outcome: Outcome) -> None:
    said = wording.safe_words(outcome)
    for sentence in ("does not mean that there is something", "does not mean that there is nothing", "999"):
        assert sentence in said.replace("and it does not mean", "does not mean")
    assert ("We will speak to you again" in said) is (outcome is Outcome.DEFERRED)


def test_words_that_nobody_was_identified_calm_nobody_and_leave_the_door_open() -> None:
    said = wording.safe_words(Outcome.CLOSED_NO_IDENTITY)
    for sentence in ("does not mean that you are safe", "999", "The door stays open", "look at your case again"):
        assert sentence in said


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("We cannot say whether SAM  SAMPLE is known.", "Sam Sample"),
        ("Nothing about night-owl.", "night_owl"),
        ("Samples of your handwriting are kept.", ""),
        ("We are not telling you anything further.", ""),
    ],
)
def test_words_that_name_somebody_on_record_are_found(said: str, found: str) -> None:
    assert wording.what_identifies(said, ["Sam Sample", "night_owl", " "]) == found
