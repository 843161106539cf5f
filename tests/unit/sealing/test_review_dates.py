"""When the record of a closed case is reviewed."""

from datetime import date

import pytest

from webapp.cases.keeping import YEARS, first_review, years_after, years_by_outcome
from webapp.cases.vocabulary import Outcome
from webapp.config import SettingsError


def test_every_outcome_has_its_period() -> None:
    assert set(YEARS) == set(Outcome)


def test_review_is_on_the_day_asked_for_and_never_after_the_period() -> None:
    closed = date(2026, 4, 13)
    assert first_review(Outcome.REFUSED, closed, date(2027, 1, 1)) == date(2027, 1, 1)
    assert first_review(Outcome.REFUSED, closed, date(2099, 1, 1)) == date(2032, 4, 13)


def test_end_of_february_stays_its_end() -> None:
    assert years_after(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert years_after(date(2028, 2, 29), 4) == date(2032, 2, 29)


def test_force_sets_its_own_periods_in_one_place() -> None:
    years = years_by_outcome({"RTK_REVIEW_YEARS": " REFUSED=7, TRANSFERRED = 1,"})
    assert (years[Outcome.REFUSED], years[Outcome.TRANSFERRED]) == (7, 1)
    assert years[Outcome.DISCLOSED_FULL] == YEARS[Outcome.DISCLOSED_FULL]


@pytest.mark.parametrize("text", ["REFUSED", "REFUSED=0", "REFUSED=101", "REFUSED=x", "NEVER=3", "REFUSED=-1"])
def test_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="OUTCOME=YEARS"):
        years_by_outcome({"RTK_REVIEW_YEARS": text})
