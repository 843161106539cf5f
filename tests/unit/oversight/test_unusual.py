"""What the report on unusual access finds, and what it leaves alone."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from webapp.audit.events import Event
from webapp.audit.operations import Purpose
from webapp.oversight.rules import Limits, Look, Rule, Unusual, unusual

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAM, SUE, SID = UUID(int=1), UUID(int=2), UUID(int=3)


def look(
    actor: UUID = SAM, case: int = 1, at: datetime = NOON, purpose: Purpose = Purpose.TASK, **other: object
) -> Look:
    event = other.get("event", Event.CASE_VIEWED)
    assert isinstance(event, Event)
    roles = other.get("roles", ("supervisor",))
    assert isinstance(roles, tuple)
    return Look(event, actor, UUID(int=1000 + case), at, purpose, roles)


def test_ordinary_day_is_not_unusual() -> None:
    day = [look(case=case) for case in range(20)] + [look(SUE, case=case) for case in range(9)]
    assert unusual([*day, *(look(event=Event.ACCESS_DENIED) for _ in range(4))]) == []


def test_look_without_a_task_is_told() -> None:
    found = unusual([look(purpose=Purpose.NO_TASK), look(), look(purpose=Purpose.OPEN_TASK)])
    assert found == [Unusual(Rule.NO_TASK, SAM, 1)]


def test_twenty_first_case_of_a_day_is_one_too_many_and_the_same_case_counts_once() -> None:
    many = [look(case=case) for case in range(20)] * 3
    assert unusual(many) == []
    assert unusual([*many, look(case=20)]) == [Unusual(Rule.MANY_CASES, SAM, 21, date(2026, 3, 2))]
    assert unusual([*many, look(case=20, at=NOON + timedelta(days=1))]) == []


def test_night_is_londons() -> None:
    # 21:30 in summer time is 20:30 UTC; 22:30 is 21:30 UTC.
    summer = datetime(2026, 7, 1, 20, 30, tzinfo=UTC)
    assert unusual([look(at=summer)]) == []
    assert unusual([look(at=summer + timedelta(hours=1))]) == [Unusual(Rule.AT_NIGHT, SAM, 1)]
    assert unusual([look(at=datetime(2026, 1, 5, 6, tzinfo=UTC))]) == []
    assert unusual([look(at=datetime(2026, 1, 5, 5, 59, tzinfo=UTC))]) == [Unusual(Rule.AT_NIGHT, SAM, 1)]


def test_outlier_is_measured_against_people_of_the_same_role() -> None:
    others = [look(SUE, case=case) for case in range(3)] + [look(SID, case=case) for case in range(5)]
    mine = [look(case=case) for case in range(12)]
    assert unusual([*others, *mine]) == [Unusual(Rule.OUTLIER, SAM, 12, usual=4)]
    assert unusual([*others, *mine[:9]]) == []
    of_another_role = [look(case=case, roles=("legal_reviewer",)) for case in range(12)]
    assert unusual([*others, *of_another_role]) == []


def test_refusals_and_failed_sign_ins_count_by_day() -> None:
    refused = [look(event=Event.ACCESS_DENIED) for _ in range(5)]
    failed = [look(SUE, event=Event.SIGN_IN_FAILED, at=NOON + timedelta(days=n)) for n in range(9)]
    assert unusual([*refused, *failed]) == [Unusual(Rule.REFUSALS, SAM, 5, date(2026, 3, 2))]
    assert unusual(failed, Limits(failed_sign_ins_a_day=1))[0].rule is Rule.SIGN_INS


def test_emergency_access_always_comes_first() -> None:
    found = unusual([look(purpose=Purpose.NO_TASK), look(SUE, purpose=Purpose.BREAK_GLASS)])
    assert [one.rule for one in found] == [Rule.BREAK_GLASS, Rule.NO_TASK]
