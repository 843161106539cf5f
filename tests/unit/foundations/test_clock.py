"""Working days and the one source of time."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest

from webapp import clock
from webapp.config import CALENDARS


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("opened", "days", "due"),
    [
        ("2026-03-02T10:00", 1, "2026-03-03T17:00"),
        ("2026-03-06T10:00", 1, "2026-03-09T17:00"),
        ("2026-03-06T23:30", 2, "2026-03-10T17:00"),
        ("2026-03-07T10:00", 1, "2026-03-09T17:00"),
        # Good Friday and Easter Monday lie between, and the clocks go forward on 29 March.
        ("2026-04-02T10:00", 1, "2026-04-07T16:00"),
        ("2026-03-27T10:00", 1, "2026-03-30T16:00"),
        # The clocks go back on 25 October.
        ("2026-10-23T10:00", 1, "2026-10-26T17:00"),
        # Christmas: 25 December is a Friday, Boxing Day's substitute is Monday 28.
        ("2026-12-24T10:00", 1, "2026-12-29T17:00"),
        # Just before midnight UTC in summer is the next day in London.
        ("2026-06-01T23:30", 1, "2026-06-03T16:00"),
    ],
)
def test_working_days_end_at_five_in_london(opened: str, days: int, due: str) -> None:
    assert clock.add_working_days(at(opened), days) == at(due)


@pytest.mark.parametrize(
    ("day", "works"),
    [("2026-05-04", False), ("2026-05-05", True), ("2026-05-09", False), ("2026-08-31", False), ("2026-08-03", True)],
)
def test_working_day(day: str, works: bool) -> None:
    assert clock.is_working_day(date.fromisoformat(day)) is works


def test_a_stopped_clock_stands_until_it_is_moved() -> None:
    start = at("2026-03-02T09:00")
    with clock.fixed(start):
        assert clock.now() == start
        clock.move(at("2026-03-03T09:00"))
        assert clock.now() == at("2026-03-03T09:00")
    assert clock.now() > at("2026-03-03T09:00")


def test_a_running_clock_cannot_be_moved() -> None:
    with pytest.raises(RuntimeError, match="stopped"):
        clock.move(at("2026-03-03T09:00"))


# The bank holidays as gov.uk/bank-holidays lists them.
HOLIDAYS = {
    "England and Wales": [
        (
            "2026-01-01",
            "2026-04-03",
            "2026-04-06",
            "2026-05-04",
            "2026-05-25",
            "2026-08-31",
            "2026-12-25",
            "2026-12-28",
        ),
        (
            "2027-01-01",
            "2027-03-26",
            "2027-03-29",
            "2027-05-03",
            "2027-05-31",
            "2027-08-30",
            "2027-12-27",
            "2027-12-28",
        ),
    ],
    "Scotland": [
        (
            "2026-01-01",
            "2026-01-02",
            "2026-04-03",
            "2026-05-04",
            "2026-05-25",
            "2026-08-03",
            "2026-11-30",
            "2026-12-25",
        ),
        (
            "2026-12-28",
            "2027-01-01",
            "2027-01-04",
            "2027-03-26",
            "2027-05-03",
            "2027-05-31",
            "2027-08-02",
            "2027-11-30",
        ),
        ("2027-12-27", "2027-12-28"),
    ],
    "Northern Ireland": [
        (
            "2026-01-01",
            "2026-03-17",
            "2026-04-03",
            "2026-04-06",
            "2026-05-04",
            "2026-05-25",
            "2026-07-13",
            "2026-08-31",
        ),
        (
            "2026-12-25",
            "2026-12-28",
            "2027-01-01",
            "2027-03-17",
            "2027-03-26",
            "2027-03-29",
            "2027-05-03",
            "2027-05-31",
        ),
        ("2027-07-12", "2027-08-30", "2027-12-27", "2027-12-28"),
    ],
}
WORKED_ON = {
    "England and Wales": ("2026-01-02", "2026-03-17", "2026-07-13", "2026-08-03", "2026-11-30", "2027-01-04"),
    # Easter Monday and the last Monday of August are days like any other in Scotland.
    "Scotland": ("2026-04-06", "2027-03-29", "2026-08-31", "2027-08-30", "2026-03-17", "2026-07-13"),
    "Northern Ireland": ("2026-01-02", "2027-01-04", "2026-08-03", "2026-11-30"),
}


@pytest.fixture
def calendar() -> Iterator[Callable[[str], None]]:
    """Sets the force's calendar for one test."""
    yield clock.use_calendar
    clock.use_calendar("England and Wales")


@pytest.mark.parametrize("name", HOLIDAYS)
def test_bank_holidays_are_those_of_the_force_s_part_of_the_country(calendar: Callable[[str], None], name: str) -> None:
    calendar(name)
    closed = [date.fromisoformat(day) for row in HOLIDAYS[name] for day in row]
    assert [day for day in closed if clock.is_working_day(day)] == []
    assert all(clock.is_working_day(date.fromisoformat(day)) for day in WORKED_ON[name])
    # Whatever the force's own calendar is, each can be asked for by its name.
    for other, rows in HOLIDAYS.items():
        known = {year: clock.bank_holidays(year, other) or frozenset() for year in (2026, 2027)}
        assert all(date.fromisoformat(day) in known[int(day[:4])] for row in rows for day in row)


def test_deadline_counts_by_the_force_s_own_calendar(calendar: Callable[[str], None]) -> None:
    calendar("Scotland")
    # Hogmanay: 1 and 2 January are closed, 3 and 4 are a weekend.
    assert clock.add_working_days(at("2025-12-31T10:00"), 1) == at("2026-01-05T17:00")
    calendar("Northern Ireland")
    assert clock.add_working_days(at("2025-12-31T10:00"), 1) == at("2026-01-02T17:00")


def test_calendar_that_does_not_exist_is_refused_with_the_names_of_those_that_do() -> None:
    with pytest.raises(ValueError, match="England and Wales, Scotland, Northern Ireland"):
        clock.use_calendar("Wales")
    assert clock.bank_holidays(2026, "Wales") is None
    assert tuple(clock.CALENDARS) == CALENDARS
