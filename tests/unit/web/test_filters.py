"""Dates are read aloud the way a colleague would say them."""

from datetime import UTC, datetime

import pytest

from webapp import clock
from webapp.web.filters import clock_time, day, due, due_class, moment, plain, reasons

# A Wednesday in winter, 10:00 in London.
WEDNESDAY = datetime(2026, 1, 14, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 1, 14, 10, 30, tzinfo=UTC), "due in 30 minutes"),
        (datetime(2026, 1, 14, 10, 0, 30, tzinfo=UTC), "due in 1 minute"),
        (datetime(2026, 1, 14, 17, 0, tzinfo=UTC), "due today 17:00"),
        (datetime(2026, 1, 15, 17, 0, tzinfo=UTC), "due tomorrow 17:00"),
        (datetime(2026, 1, 16, 17, 0, tzinfo=UTC), "due Friday 17:00"),
        (datetime(2026, 1, 21, 17, 0, tzinfo=UTC), "due 21 January 2026, 17:00"),
        (datetime(2026, 1, 14, 9, 59, tzinfo=UTC), "1 minute late"),
        (datetime(2026, 1, 14, 9, 15, tzinfo=UTC), "45 minutes late"),
        (datetime(2026, 1, 14, 8, 0, tzinfo=UTC), "2 hours late"),
        (datetime(2026, 1, 13, 17, 0, tzinfo=UTC), "1 working day late"),
        (datetime(2026, 1, 9, 17, 0, tzinfo=UTC), "3 working days late"),
    ],
)
def test_due_date_is_said_in_words(at: datetime, words: str) -> None:
    with clock.fixed(WEDNESDAY):
        assert due(at) == words


def test_task_that_became_late_on_a_weekend_counts_no_working_day() -> None:
    with clock.fixed(datetime(2026, 1, 10, 9, 0, tzinfo=UTC)):
        assert due(datetime(2026, 1, 9, 17, 0, tzinfo=UTC)) == "late since Friday 17:00"


def test_bank_holiday_is_no_working_day_late() -> None:
    # Good Friday and Easter Monday 2026 lie between Thursday 2 and Tuesday 7 April.
    with clock.fixed(datetime(2026, 4, 7, 9, 0, tzinfo=UTC)):
        assert due(datetime(2026, 4, 2, 16, 0, tzinfo=UTC)) == "1 working day late"


def test_times_are_londons_in_summer_too() -> None:
    at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert (clock_time(at), day(at), moment(at)) == ("00:30", "2 July 2026", "2 July 2026 at 00:30")


def test_late_tasks_are_red_and_close_ones_yellow() -> None:
    with clock.fixed(WEDNESDAY):
        assert due_class(datetime(2026, 1, 14, 9, tzinfo=UTC)) == "govuk-tag--red"
        assert due_class(datetime(2026, 1, 14, 13, tzinfo=UTC)) == "govuk-tag--yellow"
        assert due_class(datetime(2026, 1, 15, 13, tzinfo=UTC)) == ""


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
