"""Two acts at the same moment, round after round, and who of the two came through."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from threading import Barrier
from uuid import UUID

from sqlalchemy import select

from tests.fixtures.trial import Trial
from webapp.audit.verify import verify
from webapp.database import session
from webapp.errors import Conflict, NotFound, NotPermitted, Rejected
from webapp.instances.model import UserTask

Act = Callable[[], object]
ROUNDS = 3
MANY_ROUNDS = 200
LOST = (Conflict, NotPermitted, NotFound, Rejected)


def both(first: Act, second: Act, *, swap: bool) -> tuple[bool, bool]:
    """Starts both at the same moment; whether each came through. Which thread is woken first alternates with `swap`."""
    together = Barrier(2, timeout=30)

    def attempt(act: Act) -> bool:
        together.wait()
        try:
            act()
        except LOST:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        acts = [second, first] if swap else [first, second]
        done = list(pool.map(attempt, acts))
    return (done[1], done[0]) if swap else (done[0], done[1])


def rounds(count: int) -> list[bool]:
    """Which of two is woken first, round by round."""
    return list(islice(cycle([False, True]), count))


def sound(trial: Trial, instance_id: UUID) -> None:
    """The account of an instance's case is as it was written."""
    with trial.database.transaction():
        case_id = session().scalar(select(UserTask.case_id).where(UserTask.instance_id == instance_id).limit(1))
        assert verify(str(case_id)).findings == []
