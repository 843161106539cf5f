"""Where a task stands in a list."""

from datetime import UTC, datetime, timedelta

import pytest

from webapp.instances import rules

OPENED = datetime(2026, 3, 2, 3, 0, 5, 250, tzinfo=UTC)
DUE = datetime(2026, 3, 6, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "priority", "expected"),
    [
        (DUE, "P1_IMMEDIATE", DUE),
        (DUE, "", DUE),
        (None, "P1_IMMEDIATE", OPENED),
        (None, "P2_HIGH", OPENED + timedelta(days=1)),
        (None, "P3_STANDARD", OPENED + timedelta(days=28)),
        (None, "", OPENED + timedelta(days=28)),
    ],
)
def test_task_stands_where_it_is_due_or_where_its_priority_is_wanted(
    due: datetime | None, priority: str, expected: datetime
) -> None:
    assert rules.listed_at(due, OPENED, priority) == expected.replace(microsecond=0)
