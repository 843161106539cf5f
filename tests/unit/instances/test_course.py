"""What elements of a case were called before it was moved, once or more often."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from webapp.instances.formerly import Course, Former

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
COURSE = Course(
    [
        Former(ONE, {"a": "b", "b": "a", "gone": ""}, NOON, path_until=4),
        Former(TWO, {"a": "a", "b": "c"}, NOON + timedelta(hours=1), path_until=9),
    ],
    THREE,
)


def test_element_done_before_two_moves_goes_through_both_mappings() -> None:
    assert COURSE.now_called("a", sequence=4) == "c"
    assert COURSE.now_called("b", at=NOON - timedelta(hours=1)) == "a"


def test_element_done_between_two_moves_goes_through_the_second_alone() -> None:
    assert COURSE.now_called("a", sequence=5) == "a"
    assert COURSE.now_called("b", at=NOON + timedelta(minutes=1)) == "c"


def test_element_done_after_both_keeps_its_name_and_one_without_counterpart_has_none() -> None:
    assert COURSE.now_called("b", sequence=10) == "b"
    assert COURSE.now_called("gone", sequence=1) == ""


def test_version_at_each_entry_of_the_path() -> None:
    assert [COURSE.version_at(number) for number in (1, 4, 5, 9, 10)] == [ONE, ONE, TWO, TWO, THREE]
    assert Course([], ONE).version_at(1) == ONE
