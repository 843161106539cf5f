"""How many statements an act sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from tests.fixtures.trial import Trial
from webapp.config import Settings
from webapp.worker.loop import run_once

MOST_FOR_A_COMPLETION = 60
# One case is compared with its saved state in each round, which takes eight of them.
MOST_FOR_A_ROUND = 24


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
