"""A deadline is said the way a colleague would say it, in London's time and by the force's calendar."""

from datetime import UTC, datetime

import pytest

from webapp.clock import LONDON, share_of
from webapp.instances.due_words import due_in_words


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "due", "words"),
    [
        # A Wednesday in winter.
        ("2026-01-14T10:00", "2026-01-14T10:40", "due in 40 minutes"),
        ("2026-01-14T10:00:01", "2026-01-14T10:00:30", "due in 1 minute"),
        ("2026-01-14T10:00", "2026-01-14T11:00", "due today 11:00"),
        ("2026-01-14T10:00", "2026-01-15T17:00", "due tomorrow 17:00"),
        ("2026-01-14T10:00", "2026-01-16T17:00", "due in 2 working days (Friday 16 January)"),
        ("2026-01-14T10:00", "2026-01-21T17:00", "due in 5 working days (Wednesday 21 January)"),
        ("2026-01-14T10:00", "2026-01-14T10:00", "due now"),
        ("2026-01-14T10:00:59", "2026-01-14T10:00", "due now"),
        ("2026-01-14T10:01", "2026-01-14T10:00", "1 minute late"),
        ("2026-01-14T10:59", "2026-01-14T10:00", "59 minutes late"),
        ("2026-01-14T12:00", "2026-01-14T10:00", "2 hours late"),
        ("2026-01-14T10:00", "2026-01-13T17:00", "1 working day late"),
        ("2026-01-14T10:00", "2026-01-12T17:00", "2 working days late"),
        # Over a weekend.
        ("2026-01-16T16:00", "2026-01-19T17:00", "due in 1 working day (Monday 19 January)"),
        ("2026-01-16T10:00", "2026-01-18T10:00", "due Sunday 18 January, 10:00"),
        ("2026-01-17T09:00", "2026-01-16T17:00", "late since Friday 17:00"),
        ("2026-01-19T09:00", "2026-01-16T17:00", "1 working day late"),
        # Good Friday and Easter Monday 2026 lie between Thursday 2 and Tuesday 7 April.
        ("2026-04-01T10:00", "2026-04-08T17:00", "due in 3 working days (Wednesday 8 April)"),
        ("2026-04-02T10:00", "2026-04-07T17:00", "due in 1 working day (Tuesday 7 April)"),
        ("2026-04-07T09:00", "2026-04-02T17:00", "1 working day late"),
        ("2026-04-06T09:00", "2026-04-02T17:00", "late since Thursday 17:00"),
        # The turn of a year: New Year's Day is no working day.
        ("2026-12-30T10:00", "2027-01-04T17:00", "due in 2 working days (Monday 4 January 2027)"),
        # Midnight belongs to the day that it ends.
        ("2026-03-04T10:00", "2026-03-05T00:00", "due today midnight"),
        ("2026-03-04T10:00", "2026-03-06T00:00", "due tomorrow midnight"),
        ("2026-03-04T10:00", "2026-03-07T00:00", "due in 2 working days (Friday 6 March)"),
        ("2026-03-04T23:50", "2026-03-05T00:10", "due in 20 minutes"),
        ("2026-03-05T00:10", "2026-03-04T23:50", "20 minutes late"),
        ("2026-03-05T01:30", "2026-03-04T23:50", "1 hour late"),
        # In summer what stands in the database is an hour behind London.
        ("2026-07-01T23:30", "2026-07-02T17:00", "due tomorrow 17:00"),
        ("2026-07-02T00:30", "2026-07-02T17:00", "due today 17:00"),
        # The clocks go forward at 01:00 on 29 March 2026 and back at 02:00 on 25 October 2026.
        ("2026-03-29T00:30", "2026-03-29T02:15", "due in 45 minutes"),
        ("2026-03-29T04:00", "2026-03-29T00:30", "2 hours late"),
        ("2026-10-25T00:30", "2026-10-25T03:00", "due today 03:00"),
        ("2026-10-25T04:00", "2026-10-25T00:30", "4 hours late"),
        ("2026-03-27T12:00", "2026-03-30T17:00", "due in 1 working day (Monday 30 March)"),
    ],
)
def test_deadline_in_words(now: str, due: str, words: str) -> None:
    assert due_in_words(london(due), london(now)) == words


@pytest.mark.parametrize(
    ("begin", "end", "working", "expected"),
    [
        ("2026-01-14T10:00", "2026-01-15T10:00", False, "2026-01-15T05:12"),
        # Two working days from Wednesday noon: 5 + 8 + 8 hours, of which 16 h 48 min have gone by Friday 12:48.
        ("2026-01-14T12:00", "2026-01-16T17:00", True, "2026-01-16T12:48"),
        # From Friday evening nothing counts before Monday morning: 80 % of 8 hours.
        ("2026-01-16T21:00", "2026-01-19T17:00", True, "2026-01-19T15:24"),
        # Easter lies between.
        ("2026-04-02T17:00", "2026-04-07T17:00", True, "2026-04-07T15:24"),
        # The clocks go forward in the night of Sunday; working hours do not notice, a span of time does.
        ("2026-03-27T17:00", "2026-03-30T17:00", True, "2026-03-30T15:24"),
        ("2026-03-29T00:00", "2026-03-29T11:00", False, "2026-03-29T09:00"),
        # A span without any working hour is divided as it is.
        ("2026-01-17T10:00", "2026-01-17T20:00", True, "2026-01-17T18:00"),
        ("2026-01-14T10:00", "2026-01-14T10:00", False, "2026-01-14T10:00"),
    ],
)
def test_warning_comes_when_four_fifths_of_the_time_are_over(
    begin: str, end: str, working: bool, expected: str
) -> None:
    assert share_of(london(begin), london(end), 80, working=working) == london(expected)
