"""When timers are due: calendar, clock changes, month ends, cycles."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engine.timers import after_firing, check_literal, parse_cycle, parse_duration, parse_moment, start


def at(text):
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("begin", "duration", "due"),
    [
        ("2026-01-31T09:00:00Z", "P1M", "2026-02-28T09:00:00Z"),
        ("2028-01-31T09:00:00Z", "P1M", "2028-02-29T09:00:00Z"),
        ("2026-11-30T09:00:00Z", "P3M", "2027-02-28T09:00:00Z"),
        ("2028-02-29T09:00:00Z", "P1Y", "2029-02-28T09:00:00Z"),
        # The clocks go forward on 29 March 2026 and back on 25 October 2026: a day ends at the same time of day.
        ("2026-03-28T09:00:00Z", "P1D", "2026-03-29T09:00:00+01:00"),
        ("2026-10-24T09:00:00+01:00", "P1D", "2026-10-25T09:00:00Z"),
        # Hours are counted as they pass.
        ("2026-03-28T12:00:00Z", "PT24H", "2026-03-29T12:00:00Z"),
        ("2026-10-24T12:00:00+01:00", "PT24H", "2026-10-25T11:00:00Z"),
        # 01:30 does not exist on the night the clocks go forward.
        ("2026-03-28T01:30:00Z", "P1D", "2026-03-29T01:30:00Z"),
        ("2026-03-02T12:00:00Z", "P1W", "2026-03-09T12:00:00Z"),
        ("2026-03-02T12:00:00Z", "P1DT2H30M", "2026-03-03T14:30:00Z"),
    ],
)
def test_duration_ends_where_the_calendar_of_london_says(begin, duration, due):
    assert parse_duration(duration).after(at(begin)) == at(due)


def test_moment_without_offset_is_london_time():
    assert parse_moment("2026-07-01T09:00:00") == at("2026-07-01T08:00:00Z")
    assert parse_moment("2026-01-01T09:00:00") == at("2026-01-01T09:00:00Z")


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "1H", "P1H", "-PT1H", "PT-1H", "PT1.5H", "P1D2H", "PT1H;", "P１D", "p1d", "P1D\nP1D"]
)
def test_text_that_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="ISO 8601"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["R", "R/", "R0/PT1H", "R/PT0S", "R3", "PT1H", "R-1/PT1H", "R3/PT1H/PT1H", "R//PT1H"])
def test_text_that_is_no_cycle_is_refused(text):
    with pytest.raises(ValueError, match=r"cycle|ISO"):
        parse_cycle(text)


@pytest.mark.parametrize("text", ["P9999Y", "P99999M", "P999999D", "PT9999999H"])
def test_moment_beyond_a_hundred_years_is_refused(text):
    with pytest.raises(ValueError, match=r"future|hundred years"):
        parse_duration(text).after(at("2026-01-01T00:00:00Z"))


def test_monthly_cycle_comes_back_to_the_thirty_first():
    marks = start("cycle", "R4/P1M", at("2025-12-31T09:00:00Z"))
    dues = [marks["due"]]
    while (following := after_firing(marks)) is not None:
        marks.update(following)
        dues.append(marks["due"])
    assert [due[:10] for due in dues] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]


def test_cycle_may_begin_at_a_moment():
    marks = start("cycle", "R2/2026-05-01T09:00:00Z/P1D", at("2026-01-01T00:00:00Z"))
    assert marks["due"] == "2026-05-01T09:00:00+00:00"
    assert after_firing(marks)["due"] == "2026-05-02T09:00:00+00:00"


def test_literal_timers_are_checked_by_their_form():
    check_literal("date", "2026-05-01T09:00:00Z")
    check_literal("duration", "PT1H")
    check_literal("cycle", "R/P1D")
    for form, text in (("date", "PT1H"), ("duration", "2026-05-01"), ("cycle", "PT1H")):
        with pytest.raises(ValueError, match="ISO"):
            check_literal(form, text)


@given(
    st.integers(946_684_800, 3_471_292_800),
    st.integers(0, 40),
    st.integers(0, 400),
    st.integers(0, 10**6),
)
def test_due_moment_is_never_before_the_start_and_grows_with_the_duration(begin, months, days, seconds):
    moment = datetime.fromtimestamp(begin, UTC)
    shorter = parse_duration(f"P{months}M{days}DT{seconds}S").after(moment)
    assert shorter >= moment - timedelta(hours=1)
    assert parse_duration(f"P{months}M{days + 1}DT{seconds}S").after(moment) > shorter
