"""Lines of the account by case, person, kind and time, a page at a time, on both databases."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Uuid, literal, select

from webapp import clock
from webapp.audit import context, service
from webapp.audit.events import Event
from webapp.audit.operations import Operation, Purpose
from webapp.audit.particulars import Particulars, cases_shown
from webapp.audit.queries import Place, Wanted, Within, lines, stream
from webapp.database import Database

SAM, SUE = UUID(int=7), UUID(int=8)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ONE, OTHER = uuid4(), uuid4()


@pytest.fixture
def filled(database: Database) -> Database:
    """Two cases, two people, two days; one look without a task, one list and one refusal."""
    with clock.fixed(MONDAY), database.transaction():
        for _ in range(5):
            service.record(Event.TASK_CLAIMED, SAM, ONE)
        service.record(Event.CASE_VIEWED, SUE, OTHER)
        service.record(Event.CASES_LISTED, SUE, particulars=Particulars(records=cases_shown([ONE, OTHER, ONE])))
    with clock.fixed(MONDAY + timedelta(days=1)), database.transaction():
        with context.because(Purpose.NO_TASK):
            service.record(Event.CASE_VIEWED, SUE, ONE)
        service.record(Event.ACCESS_DENIED, SAM, particulars=Particulars(records=(f"case:{OTHER}",)))
    return database


def found(database: Database, wanted: Wanted, size: int = 3) -> list[tuple[str, UUID | None]]:
    """All lines, read in pages."""
    seen, after = [], None
    with database.transaction():
        while page := lines(wanted, after, size):
            seen += [(row.event, row.case_id) for row in page]
            after = Place.read(str(Place(page[-1].at, page[-1].sequence, page[-1].id)))
            assert after is not None
    return seen


@pytest.mark.parametrize("size", [1, 2, 100])
def test_pages_of_any_size_hold_the_same_lines(filled: Database, size: int) -> None:
    of_case = found(filled, Wanted(case_id=ONE), size)
    assert of_case == [("case_viewed", ONE), *[("task_claimed", ONE)] * 5]


def test_lines_are_chosen_by_person_kind_time_and_purpose(filled: Database) -> None:
    assert len(found(filled, Wanted(actor_id=SAM))) == 6
    looks = Wanted(operations=frozenset({Operation.CONSULTATION}))
    assert sorted(event for event, _ in found(filled, looks)) == ["case_viewed", "case_viewed", "cases_listed"]
    assert found(filled, Wanted(without_task=True)) == [("case_viewed", ONE)]
    tuesday = Wanted(since=MONDAY + timedelta(hours=12))
    assert sorted(event for event, _ in found(filled, tuesday)) == ["access_denied", "case_viewed"]
    assert len(found(filled, Wanted(until=MONDAY + timedelta(hours=12)))) == 7


def test_list_and_refusal_are_found_by_the_cases_they_name(filled: Database) -> None:
    assert found(filled, Wanted(mentions=ONE)) == [("cases_listed", None)]
    assert found(filled, Wanted(mentions=OTHER)) == [("access_denied", None), ("cases_listed", None)]


def test_report_reads_a_period_and_no_more(filled: Database) -> None:
    with filled.transaction():
        period = MONDAY, MONDAY + timedelta(hours=1)
        # These people are in no force; of another one nothing is read but what was done in its own cases.
        rows = list(stream(*period, Within("", select(literal(None, Uuid)))))
        elsewhere = [row.case_id for row in stream(*period, Within("Elsewhere", select(literal(OTHER, Uuid))))]
    assert elsewhere == [OTHER]
    assert sorted(row.event for row in rows) == ["case_viewed", "cases_listed", *["task_claimed"] * 5]
