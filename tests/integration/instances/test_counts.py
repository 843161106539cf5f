"""How many statements an act sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import event

from tests.fixtures.trial import Trial
from webapp.config import Settings
from webapp.database import session
from webapp.engine import parse, xmlgate
from webapp.instances.model import ProcessInstance
from webapp.worker.loop import run_once

# One more than the sixty of the work itself: whether the person is barred from the case.
MOST_FOR_A_COMPLETION = 61
# One case is compared with its saved state in each round, which takes eight of them; a seal takes six, and so do
# sessions that have run out; clocks that run out are two, in a transaction that no failing timer undoes, and
# emergencies that nobody reviews one, and people to be told of odd tries to sign in as them two.
MOST_FOR_A_ROUND = 42


@contextmanager
def statements(trial: Trial) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(trial.database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(trial.database.engine, "before_cursor_execute", note)


def test_completion_sends_few_statements_however_often_the_case_was_moved_before(trial: Trial) -> None:
    lena = trial.person("lena")
    instances = [trial.asked() for _ in range(3)]
    counts = []
    for instance_id in instances:
        with statements(trial) as seen:
            trial.complete(lena, instance_id, "review")
        counts.append(len(seen))
    assert max(counts) <= MOST_FOR_A_COMPLETION
    assert len(set(counts[1:])) == 1


def test_round_of_the_worker_with_nothing_to_do_sends_as_many_statements_for_one_case_as_for_ten(trial: Trial) -> None:
    counts = []
    for cases in (1, 9):
        for _ in range(cases):
            trial.asked()
        with statements(trial) as seen:
            assert run_once(trial.database, Settings("sqlite://", "x" * 32)) == 0
        counts.append(len(seen))
    assert counts[0] == counts[1] <= MOST_FOR_A_ROUND


def saved_state(trial: Trial, instance_id: UUID) -> bytes:
    """The engine's state of an instance."""
    with trial.database.transaction():
        found = session().get_one(ProcessInstance, instance_id).state
    assert found is not None
    return found


def test_engine_state_does_not_grow_with_what_people_write(trial: Trial) -> None:
    olive = trial.person("olive")
    sizes = []
    for text in ("Short", "A long account of what happened. " * 14):
        instance_id = trial.start()
        trial.complete(olive, instance_id, "ask", text=text, fails=False)
        state = saved_state(trial, instance_id)
        sizes.append(len(state))
    assert abs(sizes[0] - sizes[1]) <= 10


def test_no_request_reads_a_diagram_again(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    instance_id = trial.asked()
    read: list[str] = []

    def noted(content: bytes, file: str) -> object:
        read.append(file)
        raise AssertionError("A published diagram is read once in a process.")

    monkeypatch.setattr(xmlgate, "parse_xml", noted)
    monkeypatch.setattr(parse, "_parse", noted)
    trial.complete(trial.person("lena"), instance_id, "review")
    trial.complete(trial.person("olive"), trial.start(), "ask", text="Something", fails=False)
    assert read == []
