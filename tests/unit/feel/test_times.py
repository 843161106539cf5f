"""Dates, times, durations, ranges and working days."""

from typing import Any

import pytest

from tests.unit.feel.asking import answer, remarks
from webapp.feel import compile_expression, to_json

DATES: list[tuple[str, Any]] = [
    ('date("2026-01-31")', "2026-01-31"),
    ('date("2026-02-29")', None),
    ('date("2024-02-29")', "2024-02-29"),
    ('date("1900-02-29")', None),
    ('date("2026-1-31")', None),
    ('date("-0044-03-15")', "-0044-03-15"),
    ('date("999999999-12-31")', "999999999-12-31"),
    ("date(2026, 1, 31)", "2026-01-31"),
    ("date(2026, 13, 1)", None),
    ('date(date and time("2026-01-31T10:00:00"))', "2026-01-31"),
    ('time("09:30:00")', "09:30:00"),
    ('time("09:30:00.5")', "09:30:00.5"),
    ('time("24:30:00")', None),
    ('time("09:30:00+01:00")', "09:30:00+01:00"),
    ('time("09:30:00@Europe/London")', "09:30:00@Europe/London"),
    ('time("09:30:00@Nowhere/Land")', None),
    ('time("09:30:00@../../etc/passwd")', None),
    ('time(9, 30, 0.5, @"PT1H")', "09:30:00.5+01:00"),
    ('date and time("2026-01-31")', "2026-01-31T00:00:00"),
    ('date and time(date("2026-01-31"), time("09:30:00"))', "2026-01-31T09:30:00"),
    ('duration("P1Y14M")', "P2Y2M"),
    ('duration("PT36H")', "P1DT12H"),
    ('duration("P1Y1D")', None),
    ('years and months duration(date("2024-12-24"), date("2026-03-23"))', "P1Y2M"),
    ('@"2026-01-31" + @"P1M"', "2026-02-28"),
    ('@"2026-03-31" - @"P1M"', "2026-02-28"),
    ('@"2026-01-31" + @"P1D"', "2026-02-01"),
    ('@"2026-02-01" - @"2026-01-30"', "P2D"),
    ('@"2026-01-31T23:30:00" + @"PT1H"', "2026-02-01T00:30:00"),
    ('@"2026-03-28T12:00:00@Europe/London" + @"P1D"', "2026-03-29T13:00:00@Europe/London"),
    ('@"2026-01-01T00:00:00Z" - @"2025-12-31T00:00:00Z"', "P1D"),
    ('@"2026-01-01T00:00:00Z" - @"2025-12-31T00:00:00"', None),
    ('@"10:00:00" + @"PT15H"', "01:00:00"),
    ('@"10:00:00" - @"09:00:00"', "PT1H"),
    ('@"P1Y" + @"P2M"', "P1Y2M"),
    ('@"P1Y" + @"P1D"', None),
    ('@"P1D" * 2', "P2D"),
    ('3 * @"P1M"', "P3M"),
    ('@"P1D" / 2', "PT12H"),
    ('@"P2D" / @"PT12H"', 4),
    ('@"P1D" / 0', None),
    ('@"2026-01-31" + 1', None),
    ('@"2026-01-31".year', 2026),
    ('@"2026-01-31".weekday', 6),
    ('@"2026-01-31T09:30:01+01:00".time offset', "PT1H"),
    ('@"2026-07-31T09:30:01@Europe/London".time offset', "PT1H"),
    ('@"2026-07-31T09:30:01@Europe/London".timezone', "Europe/London"),
    ('@"P1Y2M".months', 2),
    ('@"-P1DT2H".days', -1),
    ('@"P1D".months', None),
    ('day of week(@"2026-03-09")', "Monday"),
    ('month of year(@"2026-03-09")', "March"),
    ('day of year(@"2026-03-01")', 60),
    ('week of year(@"2027-01-01")', 53),
    ('week of year(@"2026-12-31")', 53),
    ('week of year(@"2025-12-29")', 1),
    ('last day of month(@"2028-02-03")', "2028-02-29"),
    ("now()", "2026-03-09T10:30:00Z"),
    ("today()", "2026-03-09"),
    ('today() > @"2026-03-08"', True),
    ('now() + @"PT1H" > @"2026-03-09T11:00:00Z"', True),
]

RANGES: list[tuple[str, Any]] = [
    ("[1..10].start", 1),
    ("[1..10).end included", False),
    ("(< 10).start", None),
    ('[1.."a"]', None),
    ("[null..10]", None),
    ("before(1, 10)", True),
    ("before([1..5), [5..10])", True),
    ("before([1..5], [5..10])", False),
    ("after(12, [1..10])", True),
    ("meets([1..5], [5..10])", True),
    ("met by([5..10], [1..5])", True),
    ("overlaps([1..5], [3..8])", True),
    ("overlaps([1..5), [5..8])", False),
    ("overlaps before([1..5], [3..8])", True),
    ("overlaps after([3..8], [1..5])", True),
    ("finishes(10, [1..10])", True),
    ("finished by([1..10], [5..10])", True),
    ("includes([1..10], 10)", True),
    ("includes([1..10), 10)", False),
    ("during([4..6], [1..10])", True),
    ("starts(1, [1..10])", True),
    ("started by([1..10], [1..5])", True),
    ("coincides([1..5], [1..5])", True),
    ('before(1, "a")', None),
    ('range("[1..3]") = [1..3]', True),
    ('range("[3..1]")', None),
    ('range("[1..x]")', None),
]


@pytest.mark.parametrize(("source", "wanted"), [*DATES, *RANGES])
def test_value(source: str, wanted: Any) -> None:
    assert answer(source) == wanted


# 9 March 2026 is a Monday; Christmas Day 2026 is a Friday, and Boxing Day is kept on Monday the 28th.
WORKING_DAYS: list[tuple[str, Any]] = [
    ('add working days(@"2026-03-09", 1)', "2026-03-10"),
    ('add working days(@"2026-03-13", 1)', "2026-03-16"),
    ('add working days(@"2026-03-14", 1)', "2026-03-16"),
    ('add working days(@"2026-12-24", 1)', "2026-12-29"),
    ('add working days(@"2026-12-24", 4)', "2027-01-04"),
    ('add working days(@"2026-12-29", -1)', "2026-12-24"),
    ('add working days(@"2026-03-09", 0)', "2026-03-09"),
    ('add working days(@"2026-03-13T16:00:00Z", 2)', "2026-03-17T16:00:00Z"),
    ('add working days(@"2026-03-09", 1.5)', None),
    ('is working day(@"2026-12-25")', False),
    ('is working day(@"2026-12-24")', True),
    ('is working day(@"2026-12-26")', False),
    ('working days between(@"2026-12-24", @"2027-01-04")', 4),
    ('working days between(@"2027-01-04", @"2026-12-24")', -4),
    ('add working days(@"2026-03-09", 1, "Elsewhere")', "2026-03-11"),
    ('add working days(date: @"2026-03-09", days: 1, calendar: "Elsewhere")', "2026-03-11"),
    ('add working days(@"2026-03-09", 1, null)', None),
    ('is working day(@"2026-03-10", "Elsewhere")', False),
    ('is working day(@"2026-12-25", "Elsewhere")', True),
    ('is working day(@"2026-03-14", "Elsewhere")', False),
    ('working days between(@"2026-03-09", @"2026-03-11", "Elsewhere")', 1),
]


@pytest.mark.parametrize(("source", "wanted"), WORKING_DAYS)
def test_working_days_leave_out_weekends_and_bank_holidays(source: str, wanted: Any) -> None:
    assert answer(source) == wanted


@pytest.mark.parametrize(
    "source",
    [
        'add working days(@"2026-03-09", 1, "Nowhere")',
        'is working day(@"2026-03-09", "")',
        'working days between(@"2026-03-09", @"2026-03-11", "Nowhere")',
    ],
)
def test_calendar_that_does_not_exist_is_remarked_and_gives_no_answer(source: str) -> None:
    assert answer(source) is None
    [remark] = remarks(source)
    assert "no calendar of bank holidays of the name" in remark.message
    assert "Nowhere" not in remark.message


def test_working_days_without_a_calendar_are_not_guessed() -> None:
    found: list[Any] = []
    value = compile_expression('add working days(@"2026-03-09", 1)').evaluate({}, remarks=found)
    assert to_json(value) is None
    assert "no calendar" in found[0].message


def test_times_that_cannot_be_compared_say_why() -> None:
    (remark,) = remarks('@"2026-01-31T10:00:00Z" < @"2026-01-31T10:00:00"')
    assert "time zone" in remark.message
