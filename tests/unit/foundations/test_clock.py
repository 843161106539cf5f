"""Working days and the one source of time."""

from datetime import UTC, date, datetime

import pytest

from webapp import clock


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
