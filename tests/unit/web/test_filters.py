"""Dates are read aloud the way a colleague would say them."""

from datetime import UTC, datetime

import pytest

from webapp import clock
from webapp.web.filters import answer, clock_time, day, due_mark, moment, plain, reasons

# A Wednesday in winter, 10:00 in London.
WEDNESDAY = datetime(2026, 1, 14, 10, 0, tzinfo=UTC)


def test_times_are_londons_in_summer_too() -> None:
    at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert (clock_time(at), day(at), moment(at)) == ("00:30", "2 July 2026", "2 July 2026 at 00:30")


def test_deadline_is_marked_once_most_of_its_time_is_over_and_once_it_is_past() -> None:
    with clock.fixed(WEDNESDAY):
        tomorrow = datetime(2026, 1, 15, 13, tzinfo=UTC)
        assert due_mark(datetime(2026, 1, 14, 9, tzinfo=UTC)) == "late"
        assert due_mark(tomorrow, datetime(2026, 1, 14, 9, 59, tzinfo=UTC)) == "due soon"
        assert due_mark(tomorrow, datetime(2026, 1, 14, 10, 1, tzinfo=UTC)) == ""
        assert due_mark(tomorrow) == ""


def test_closed_values_are_shown_as_words() -> None:
    assert plain("DISCLOSED_FULL") == "Disclosed in full"


def test_rows_that_gave_no_answer_are_kept_apart_from_those_that_did():
    told = (
        "Scope: X.\nRow 2 applies. Basis: s.35.\nRow 1 does not apply: “a” is no, and the row asks for yes.\n"
        "Row 3 also applies but does not count.\nRow 4 was not looked at: the first row that applies counts.\n"
        "Rows 5 to 9 were not looked at: the first row that applies counts."
    )
    found = reasons(told)
    assert found.applied == ("Row 2 applies. Basis: s.35.",)
    assert len(found.others) == 4


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("P1M", "1 month"),
        ("P28D", "28 days"),
        ("P3_STANDARD", "P3 standard"),
        ("Approved items only.", "Approved items only."),
    ],
)
def test_answer_of_a_table_is_shown_in_words(given: str, shown: str) -> None:
    assert answer(given) == shown
