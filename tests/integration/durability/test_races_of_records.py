"""A record is erased while somebody reads it, and the account is sealed while somebody writes to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.fixtures.trial import Trial
from tests.integration.cases import answers as given
from tests.integration.cases.conftest import filling_path, no_passwords, path
from tests.integration.cases.path import CasePath
from tests.integration.durability.racing import both
from webapp import clock
from webapp.audit import seals
from webapp.audit.model import AuditEvent, AuditSealEntry, AuditUnsealed
from webapp.audit.verify import verify
from webapp.cases import queries as cases
from webapp.cases import service
from webapp.database import session
from webapp.disclosures import queries as disclosures
from webapp.errors import Conflict, Erased
from webapp.inbox import service as inbox
from webapp.retention import service as retention

__all__ = ["filling_path", "no_passwords", "path"]
YEARS_LATER = datetime(2037, 5, 4, 9, 0, tzinfo=UTC)
WHY = "Nothing needs the record any more, and nobody asks for it."
VICTIM = "Alex Example"
GONE = ("", 0, 0)


@contextmanager
def later(case: CasePath, day: int) -> Iterator[None]:
    """Years later. Each round has a day of its own, as nobody may look at very many cases in one."""
    with clock.fixed(YEARS_LATER + timedelta(days=day)), case.database.transaction():
        yield


def waiting_to_be_erased(path: CasePath, day: int) -> CasePath:
    """A further case of the same people, closed, whose erasure waits for the second person."""
    with path.at_work():
        case_id = service.open_case(path.cast["investigating_officer"]).id
    case = CasePath(path.database, path.cast, case_id)
    case.walk(until="closure")
    case.submit("closure", "scheme_coordinator", given.CLOSURE)
    with later(case, day):
        retention.propose_erasure(case.cast["scheme_coordinator"], case.case_id, "period_over", WHY)
    return case


def looked_at(case: CasePath, day: int) -> tuple[str, int, int]:
    """What somebody sees on the case's page: the victim's name, and how many sections of facts there are."""
    coordinator = case.cast["scheme_coordinator"]
    with later(case, day):
        header = cases.header(coordinator, case.case_id)
        found = cases.facts(coordinator, case.case_id), disclosures.facts(coordinator, case.case_id)
        cases.require_still_there(header)
        return header.victim_name, *map(len, found)


def test_erasing_and_reading(path: CasePath, tries: list[bool]) -> None:
    """The page shows the record as it was, or that it is gone; nothing is read afterwards and the account is whole."""
    for day, swap in enumerate(tries):
        case = waiting_to_be_erased(path, day)
        whole = looked_at(case, day)
        assert whole[0] == VICTIM
        assert min(whole[1:]) > 0
        seen: list[tuple[str, int, int]] = []

        def erase(case: CasePath = case, day: int = day) -> None:
            with later(case, day):
                retention.confirm_erasure(replace(case.cast["data_protection_officer"], confirmed=True), case.case_id)

        def read(case: CasePath = case, day: int = day, seen: list[tuple[str, int, int]] = seen) -> None:
            try:
                seen.append(looked_at(case, day))
            except Erased:
                seen.append(GONE)

        assert both(erase, read, swap=swap) == (True, True)
        assert seen[0] in {whole, GONE}
        assert looked_at(case, day) == GONE
        with pytest.raises(Conflict):
            erase()
        with case.database.transaction():
            assert verify(str(case.case_id)).findings == []


def counted() -> tuple[int, int, int]:
    """How many entries there are, how many of them are under a seal, and how many wait for one."""
    tables = (AuditEvent, AuditSealEntry, AuditUnsealed)
    return tuple(session().scalar(select(func.count()).select_from(table)) or 0 for table in tables)  # type: ignore[return-value]


def test_sealing_and_writing_to_the_account(trial: Trial, tries: list[bool]) -> None:
    """An entry is under the seal or waits for the next one; none is under two, and none is left out."""
    olive = trial.person("olive")
    for swap in tries:
        [task] = trial.open(trial.start()).values()

        def claim(task_id: object = task.id) -> None:
            with trial.database.transaction():
                inbox.claim(olive, task_id)  # type: ignore[arg-type]

        def seal() -> None:
            with trial.database.transaction():
                seals.seal_waiting()

        assert both(claim, seal, swap=swap) == (True, True)
        with trial.database.transaction():
            entries, sealed, waiting = counted()
            assert sealed + waiting == entries
            assert waiting in {0, 1}
            assert verify(str(task.case_id)).findings == []
    seal()
    with trial.database.transaction():
        entries, sealed, waiting = counted()
        assert (sealed, waiting) == (entries, 0)
        assert verify().findings == []
