"""Clocks warn, breach, stop and are worked out again: told of once, kept for good, and never deciding anything."""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from tests.fixtures.trial import SETTINGS, Trial, files
from webapp import clock
from webapp.access import queries as people
from webapp.access import service as accounts
from webapp.access.actor import SYSTEM
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.cases.model import Case
from webapp.config import Settings
from webapp.database import Database, session
from webapp.errors import NotPermitted
from webapp.inbox import queries as inbox_lists
from webapp.inbox import service as inbox
from webapp.instances import advancing, clock_queries, deadlines, escalation
from webapp.instances.clock_model import Deadline
from webapp.instances.model import ProcessInstance, UserTask
from webapp.notifications.model import OutboxMessage
from webapp.worker.escalation import escalate_due
from webapp.worker.loop import run_once

# A Monday in winter, 09:00 in London.
MONDAY = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
ESCALATION = """
[clocks.answered]
title = "From question to answer"
P1_IMMEDIATE = "PT2H"
P3_STANDARD = "P10D"
starts_after = ["question"]
starts_if = "=fails = false"
ends_after = ["answer"]
[escalation]
warns_at = 80
warning = ["supervisor"]
breach = ["supervisor", "scheme_coordinator"]
P1_IMMEDIATE = ["duty_inspector"]
"""
WORKER = Settings("sqlite://", "x" * 32)


def package() -> dict[str, bytes]:
    """The trial's package with escalation, and a clock for the whole case."""
    content = files()
    drawn = content["trial.bpmn"].decode()
    step = '<zeebe:properties><zeebe:property name="legalStep" value="question"/></zeebe:properties>'
    ask = '<zeebe:formDefinition formId="question"/>'
    assert ask in drawn
    drawn = drawn.replace(ask, ask + step)
    answer = '<zeebe:property name="clock" value="review"/>'
    drawn = drawn.replace(answer, answer + '<zeebe:property name="legalStep" value="answer"/>')
    return {**content, "trial.bpmn": drawn.encode(), "package.toml": (SETTINGS + ESCALATION).encode()}


@dataclass
class Asked:
    """A case in which the question was asked on Monday at nine, and the review waits for a lawyer."""

    trial: Trial
    instance_id: UUID

    @property
    def database(self) -> Database:
        return self.trial.database

    @property
    def case_id(self) -> UUID:
        with self.database.transaction():
            return session().get_one(ProcessInstance, self.instance_id).case_id

    def at(self, moment: datetime) -> int:
        """How many clocks the worker tells of at a moment."""
        clock.move(moment)
        return escalate_due(self.database)

    def rows(self, name: str) -> list[Deadline]:
        with self.database.transaction():
            order = (Deadline.started_at, Deadline.stopped_at.is_(None), Deadline.stopped_at)
            return list(session().scalars(select(Deadline).where(Deadline.name == name).order_by(*order)))

    def told(self) -> list[tuple[str, str]]:
        """Whom messages about deadlines are for, a person by login, and of what kind."""
        kinds = ("due_soon", "deadline_near", "late", "late_at_once")
        with self.database.transaction():
            found = session().scalars(select(OutboxMessage).where(OutboxMessage.kind.in_(kinds)))
            return sorted((self._login(row.to_person) if row.to_person else row.to_group, row.kind) for row in found)

    def _login(self, person: UUID) -> str:
        found = people.actor_by_id(person)
        assert found is not None
        return found.login

    def events(self, *wanted: Event) -> list[str]:
        with self.database.transaction():
            query = select(AuditEvent.event).where(AuditEvent.event.in_([each.value for each in wanted]))
            return list(session().scalars(query.order_by(AuditEvent.sequence)))

    def confirm(self, priority: str) -> None:
        """A supervisor confirms another priority."""
        with self.database.transaction():
            advancing.locked(self.instance_id)
            session().execute(update(Case).values(priority=priority))
            session().expire_all()
            deadlines.keep_to_priority(self.case_of())

    def case_of(self) -> UUID:
        return session().get_one(ProcessInstance, self.instance_id).case_id


@pytest.fixture
def asked(trial: Trial) -> Iterator[Asked]:
    trial.install(package())
    with clock.fixed(MONDAY):
        yield Asked(trial, trial.asked())


def test_clocks_start_with_their_steps_and_warn_in_their_own_units(asked: Asked) -> None:
    [review] = asked.rows("review")
    assert review.due_at == datetime(2026, 1, 14, 17, 0, tzinfo=UTC)
    # 80 per cent of 24 working hours, not of two days and eight hours.
    assert review.warn_at == datetime(2026, 1, 14, 12, 12, tzinfo=UTC)
    [whole] = asked.rows("answered")
    assert (whole.task_id, whole.due_at) == (None, MONDAY + timedelta(days=10))
    assert whole.warn_at == MONDAY + timedelta(days=8)


def test_case_clock_does_not_start_where_its_condition_does_not_hold(trial: Trial) -> None:
    trial.install(package())
    trial.asked(fails=True)
    with trial.database.transaction():
        assert session().scalars(select(Deadline.name)).all() == ["review"]


def test_warning_goes_to_the_group_and_the_supervisor_once_and_the_breach_to_those_who_can_act(asked: Asked) -> None:
    assert asked.at(datetime(2026, 1, 14, 12, 11, 59, tzinfo=UTC)) == 0
    assert asked.at(datetime(2026, 1, 14, 12, 12, tzinfo=UTC)) == 1
    assert asked.at(datetime(2026, 1, 14, 12, 13, tzinfo=UTC)) == 0
    assert asked.told() == [("legal_reviewer", "due_soon"), ("supervisor", "deadline_near")]
    assert asked.at(datetime(2026, 1, 14, 17, 0, tzinfo=UTC)) == 1
    assert asked.at(datetime(2026, 1, 16, 17, 0, tzinfo=UTC)) == 0
    assert asked.told()[1:] == [
        ("scheme_coordinator", "late"),
        ("supervisor", "deadline_near"),
        ("supervisor", "late"),
    ]
    assert asked.events(Event.CLOCK_WARNED, Event.CLOCK_BREACHED) == ["clock_warned", "clock_breached"]
    # The task itself waits as before: lateness decides nothing.
    assert set(asked.trial.open(asked.instance_id)) == {"review"}


def test_warning_goes_to_whoever_has_claimed_the_task(asked: Asked) -> None:
    lena = asked.trial.person("lena")
    with asked.database.transaction():
        inbox.claim(lena, asked.trial.open(asked.instance_id)["review"].id)
    asked.at(datetime(2026, 1, 14, 12, 12, tzinfo=UTC))
    assert asked.told() == [("lena", "due_soon"), ("supervisor", "deadline_near")]


def test_after_a_time_without_a_worker_only_the_breach_is_told(asked: Asked) -> None:
    assert asked.at(datetime(2026, 1, 30, 9, 0, tzinfo=UTC)) == 2
    assert {kind for _, kind in asked.told()} == {"late"}
    assert asked.events(Event.CLOCK_WARNED) == []
    assert asked.at(datetime(2026, 1, 30, 9, 0, 5, tzinfo=UTC)) == 0


def test_late_work_keeps_its_reason_with_the_breach_whether_or_not_a_worker_saw_it(asked: Asked) -> None:
    lena = asked.trial.person("lena")
    clock.move(datetime(2026, 1, 23, 9, 0, tzinfo=UTC))
    task = asked.trial.open(asked.instance_id)["review"]
    with asked.database.transaction():
        assert inbox_lists.task_page(lena, task.id).late == ["Review the answer", "From question to answer"]
        inbox.complete(lena, task.id, {}, task.revision, "  The file came late from the other force. ")
        rows = clock_queries.of_case(task.case_id)
        assert [(row.title, row.state, row.reason, row.reason_by) for row in rows] == [
            ("From question to answer", "missed", "The file came late from the other force.", "Lena"),
            ("Review the answer", "missed", "The file came late from the other force.", "Lena"),
        ]
    assert asked.events(Event.CLOCK_BREACHED, Event.BREACH_EXPLAINED) == ["clock_breached", "breach_explained"] * 2
    # It is done: nobody is called to it any more.
    assert asked.at(datetime(2026, 2, 23, 9, 0, tzinfo=UTC)) == 0
    assert asked.told() == []


def test_work_in_time_stops_the_clock_and_is_asked_for_no_reason(asked: Asked) -> None:
    lena = asked.trial.person("lena")
    task = asked.trial.open(asked.instance_id)["review"]
    with asked.database.transaction():
        assert inbox_lists.task_page(lena, task.id).late == []
        inbox.complete(lena, task.id, {}, task.revision, "I need not say this.")
    assert [(row.breached_at, row.reason_by, row.next_at) for row in asked.rows("review")] == [(None, None, None)]
    with asked.database.transaction():
        assert clock_queries.newest_state(task.case_id, "answered") == "kept"
    assert asked.at(datetime(2026, 2, 23, 9, 0, tzinfo=UTC)) == 0


def test_raised_priority_works_every_clock_out_from_its_own_start_and_a_breach_is_told_at_once(asked: Asked) -> None:
    clock.move(MONDAY + timedelta(hours=1))
    asked.confirm("P1_IMMEDIATE")
    # The review had one hour from Monday nine: that moment counts as late. The span of the case has another hour.
    old, new = asked.rows("review")
    assert (old.breached_at, old.stopped_at) == (None, clock.now())
    assert (new.started_at, new.due_at, new.breached_at) == (MONDAY, clock.now(), clock.now())
    assert asked.told() == [("duty_inspector", "late_at_once"), ("scheme_coordinator", "late_at_once"),
                            ("supervisor", "late_at_once")]  # fmt: skip
    whole = asked.rows("answered")[-1]
    assert (whole.priority, whole.due_at, whole.breached_at) == ("P1_IMMEDIATE", MONDAY + timedelta(hours=2), None)
    task = asked.trial.open(asked.instance_id)["review"]
    assert (task.due_at, task.priority) == (clock.now(), "P1_IMMEDIATE")
    assert asked.events(Event.CLOCKS_RECALCULATED) == ["clocks_recalculated"]
    assert asked.at(MONDAY + timedelta(hours=1, minutes=35)) == 0
    assert asked.at(MONDAY + timedelta(hours=1, minutes=36)) == 1


def test_raised_priority_a_second_before_the_new_end_is_no_breach(asked: Asked) -> None:
    clock.move(MONDAY + timedelta(minutes=59, seconds=59))
    asked.confirm("P1_IMMEDIATE")
    assert asked.events(Event.CLOCK_BREACHED) == []
    assert asked.at(MONDAY + timedelta(hours=1)) == 1
    assert asked.events(Event.CLOCK_BREACHED) == ["clock_breached"]


def test_lowered_priority_gives_time_and_the_breach_before_it_stays_a_fact(asked: Asked) -> None:
    asked.confirm("P1_IMMEDIATE")
    asked.at(MONDAY + timedelta(hours=1))
    asked.confirm("P3_STANDARD")
    promises = {(row.priority, row.breached_at is not None, row.stopped_at is None) for row in asked.rows("review")}
    assert promises == {
        ("P1_IMMEDIATE", True, False),
        ("", False, False),
        ("P3_STANDARD", False, True),
    }
    assert asked.trial.open(asked.instance_id)["review"].due_at == datetime(2026, 1, 14, 17, 0, tzinfo=UTC)


def test_clock_without_a_period_at_the_priority_rests_until_the_priority_has_one_again(asked: Asked) -> None:
    asked.confirm("P2_HIGH")
    resting = asked.rows("review")[-1]
    assert asked.trial.open(asked.instance_id)["review"].due_at is None
    assert (resting.due_at, resting.next_at, resting.stopped_at) == (None, None, None)
    assert asked.at(datetime(2026, 3, 1, 9, 0, tzinfo=UTC)) == 0
    asked.confirm("P3_STANDARD")
    assert asked.trial.open(asked.instance_id)["review"].due_at == datetime(2026, 1, 14, 17, 0, tzinfo=UTC)
    assert asked.events(Event.CLOCK_BREACHED) == ["clock_breached"] * 2


def test_late_cases_are_listed_for_those_who_were_told_and_only_while_they_are_late(asked: Asked) -> None:
    coordinator = asked.trial.person("cora", "scheme_coordinator")
    lena = asked.trial.person("lena")
    with asked.database.transaction():
        accounts.create_user(SYSTEM, "bea", "Bea", None, ["supervisor"], force="Borders")
        stranger = people.actor_by_login("bea")
        assert stranger is not None
        assert inbox_lists.late(coordinator).rows == []
    asked.at(datetime(2026, 1, 14, 17, 0, tzinfo=UTC))
    with asked.database.transaction():
        [row] = inbox_lists.late(coordinator).rows
        assert (row.title, row.group_title, row.assignee_name) == ("Review the answer", "Legal reviewer", "")
        assert inbox_lists.counts(coordinator).escalated == 1
        assert inbox_lists.late(stranger).rows == []
        assert inbox_lists.counts(lena).escalated is None
        with pytest.raises(NotPermitted):
            inbox_lists.late(lena)
    asked.trial.complete(lena, asked.instance_id, "review")
    with asked.database.transaction():
        assert inbox_lists.late(coordinator).rows == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_worker_and_list_walk_along_an_index_of_what_is_due_and_not_of_what_there_is(asked: Asked) -> None:
    escalated = "stopped_at IS NULL AND (warned_at IS NOT NULL OR breached_at IS NOT NULL)"
    queries = {
        "ix_deadline_next": "next_at IS NOT NULL AND next_at <= '2026-01-01' ORDER BY next_at LIMIT 100",
        "ix_deadline_escalated": f"{escalated} ORDER BY due_at, id LIMIT 51",
    }
    with asked.database.transaction() as opened:
        for index, query in queries.items():
            asked_for = f"EXPLAIN QUERY PLAN SELECT id FROM deadline WHERE {query}"  # noqa: S608 - our own words
            plan = str(opened.execute(text(asked_for)).all())
            assert index in plan
            assert "TEMP B-TREE" not in plan


def dies_telling(asked: Asked, at: int) -> str:
    """A worker is killed at the given place while it tells; the place's name, "" when it came through."""
    asked.database.engine.dispose()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            asked.database.engine.dispose(close=False)
            passed = 0

            def at_point(name: str) -> None:
                nonlocal passed
                passed += 1
                if passed == at:
                    os.write(writer, name.encode())
                    os.kill(os.getpid(), signal.SIGKILL)

            asked.database.watch(at_point)
            escalate_due(asked.database)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        name = said.read()
    os.waitpid(child, 0)
    return name


def test_worker_that_is_killed_anywhere_has_told_once_when_another_has_come(asked: Asked) -> None:
    places = 0
    for day, at in enumerate(range(1, 200, 7)):
        # Each round another week has gone by, and a new case is late in it.
        clock.move(MONDAY + timedelta(days=7 * day))
        instance_id = asked.trial.asked()
        clock.move(clock.now() + timedelta(days=6))
        place = dies_telling(asked, at)
        run_once(asked.database, WORKER)
        with asked.database.transaction():
            late = select(Deadline.id).where(Deadline.instance_id == instance_id, Deadline.name == "review")
            about = session().scalar(late)
            messages = select(OutboxMessage.to_group).where(OutboxMessage.about == about)
            case_id = session().get_one(ProcessInstance, instance_id).case_id
            entries = select(AuditEvent.id).where(
                AuditEvent.scope == str(case_id), AuditEvent.event == Event.CLOCK_BREACHED.value
            )
            assert sorted(session().scalars(messages)) == ["scheme_coordinator", "supervisor"], place
            assert len(session().scalars(entries).all()) == 1, place
        if not place:
            break
        places += 1
    assert places >= 3


def test_broken_clock_does_not_hold_up_the_others(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    [broken] = asked.rows("review")
    tell = deadlines.tell

    def fails_for_one(row: Deadline) -> bool:
        if row.id == broken.id:
            raise RuntimeError("broken")
        return tell(row)

    monkeypatch.setattr(deadlines, "tell", fails_for_one)
    assert asked.at(datetime(2026, 1, 30, 9, 0, tzinfo=UTC)) == 1
    with asked.database.transaction():
        assert escalation.waiting(10) == []
    monkeypatch.undo()
    assert asked.at(datetime(2026, 1, 30, 10, 0, tzinfo=UTC)) == 1


def test_clock_of_a_task_that_is_no_longer_needed_stops(asked: Asked) -> None:
    asked.trial.complete(asked.trial.person("lena"), asked.instance_id, "review")
    with asked.database.transaction():
        assert session().scalars(select(Deadline).where(Deadline.stopped_at.is_(None))).all() == []
        assert session().scalars(select(UserTask).where(UserTask.status == "open")).all() == []
