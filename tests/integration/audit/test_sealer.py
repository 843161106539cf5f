"""The sealer beside people at work, killed in the middle, and the anchor it leaves every day."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Flag
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select

from tests.fixtures.figures import Say
from tests.fixtures.outside import Mailbox
from tests.integration.notifications.test_mail import settings
from webapp import clock
from webapp.audit import anchors, service
from webapp.audit import seals as seals_of_account
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent, AuditSeal, AuditUnsealed
from webapp.audit.verify import verify
from webapp.config import Settings
from webapp.database import Database, session
from webapp.worker.loop import Watch, run_once
from webapp.worker.sealer import Sealer, seal_due

__all__ = ["settings"]
ROOT = Path(__file__).parents[3]
ACTOR = UUID(int=7)
PLAIN = Settings("sqlite://", "x" * 32)
# A sealer that has taken what waits, and made its seal, and stops just before it would commit.
KILLED = """
import sys, time
from webapp.audit.seals import seal_waiting
from webapp.database import Database
with Database(sys.argv[1]).transaction():
    assert seal_waiting() is not None
    print("sealed", flush=True)
    time.sleep(600)
"""


def act(database: Database, case_id: UUID, count: int = 1) -> None:
    for _ in range(count):
        with database.transaction():
            service.record(Event.CASE_VIEWED, ACTOR, case_id)


def seals(database: Database) -> list[AuditSeal]:
    with database.transaction():
        return list(session().scalars(select(AuditSeal).order_by(AuditSeal.number)))


def work_and_seal(database: Database, writers: int, each: int, sealers: int) -> None:
    done = Flag()

    def keep_sealing(_: int) -> None:
        while not done.is_set():
            seal_due(database)
            done.wait(0.02)

    with ThreadPoolExecutor(writers + sealers) as pool:
        cases = [uuid4() for _ in range(writers // 2)] * 2
        sealing = [pool.submit(keep_sealing, number) for number in range(sealers)]
        writing = [pool.submit(act, database, case_id, each) for case_id in cases]
        for one in writing:
            one.result()
        done.set()
        for one in sealing:
            one.result()
    seal_due(database)


def assert_all_sealed(database: Database, entries: int) -> None:
    with database.reading():
        found = verify()
    assert (found.findings, found.entries, found.sealed_entries, found.unsealed) == ([], entries, entries, 0)


def test_six_who_write_and_two_who_seal_get_in_nobodys_way(database: Database) -> None:
    work_and_seal(database, writers=6, each=8, sealers=2)
    assert_all_sealed(database, 48)


@pytest.mark.long
def test_six_who_write_for_long_leave_nothing_unsealed(database: Database, figure: Say) -> None:
    work_and_seal(database, writers=6, each=400, sealers=2)
    assert_all_sealed(database, 2400)
    figure("six write to the account while two seal it", "2,400 entries, all sealed, the whole account verifies")


def test_sealer_that_was_killed_leaves_nothing_broken(database: Database) -> None:
    act(database, uuid4(), 3)
    command = [sys.executable, "-c", KILLED, database.url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as sealer:
        assert sealer.stdout
        assert sealer.stdout.readline() == "sealed\n"
        sealer.send_signal(signal.SIGKILL)
        sealer.wait()
    with database.reading():
        assert verify().findings == []
        assert session().scalar(select(func.count()).select_from(AuditUnsealed)) == 3
    assert seal_due(database) == 1
    assert_all_sealed(database, 3)


def test_work_of_a_seal_does_not_grow_with_the_account(database: Database) -> None:
    counts = []
    for _ in range(3):
        act(database, uuid4(), 20)
        seen: list[str] = []
        event.listen(database.engine, "before_cursor_execute", lambda *call, seen=seen: seen.append(call[2]))
        assert seal_due(database) == 1
        counts.append(len([one for one in seen if not one.startswith("BEGIN")]))
    assert counts[0] == counts[1] == counts[2]
    # What waits is looked for among what waits, never among everything.
    assert not [one for one in seen if "audit_event" in one]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_more_than_one_seal_holds_is_sealed_by_several(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals_of_account, "MOST_IN_A_SEAL", 4)
    monkeypatch.setattr(seals_of_account.seal_waiting, "__defaults__", (4,))
    act(database, uuid4(), 10)
    assert seal_due(database) == 3
    assert [seal.count for seal in seals(database)] == [4, 4, 2]
    assert_all_sealed(database, 10)


def test_round_of_the_worker_seals_what_was_done_in_it(database: Database) -> None:
    act(database, uuid4(), 2)
    assert run_once(database, PLAIN) == 0
    assert [seal.count for seal in seals(database)] == [2]
    run_once(database, PLAIN)
    assert len(seals(database)) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_anchor_is_written_once_a_day_and_agrees_with_the_account(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "anchors"
    kept = replace(PLAIN, anchor_folder=folder)
    with clock.fixed(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        Sealer().look(database, kept)
        assert not folder.exists()
        act(database, uuid4(), 2)
        for _ in range(2):
            Sealer().look(database, kept)
        assert [file.name for file in folder.iterdir()] == ["anchor-2026-03-02-seal-1.json"]
        clock.move(clock.now() + timedelta(days=1))
        Sealer().look(database, kept)
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["anchor-2026-03-02-seal-1.json", "anchor-2026-03-03-seal-2.json"]
    for file in files:
        with database.reading():
            assert verify(anchor=anchors.read(file)).holds
    with database.transaction():
        made = session().scalars(select(AuditEvent).where(AuditEvent.event == "anchor_made")).all()
    assert [row.detail["seal"] for row in made] == [1, 2]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_anchor_goes_to_the_auditors_address_and_waits_while_the_mail_server_is_away(
    database: Database, tmp_path: Path, settings: Settings, mailbox: Mailbox
) -> None:
    act(database, uuid4())
    away = replace(settings, smtp_port=1, anchor_folder=tmp_path, audit_address="auditors@example.org")
    Sealer().look(database, away)
    assert mailbox.received == []
    here = replace(away, smtp_port=settings.smtp_port)
    for _ in range(2):
        Sealer().look(database, here)
    ((addresses, mail),) = mailbox.received
    (file,) = tmp_path.glob("anchor-*.json")
    assert addresses == ["auditors@example.org"]
    assert mail.get_payload(decode=True).replace(b"\r\n", b"\n").decode() == file.read_text()


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Path]:
    """A place where no folder can be made."""
    file = tmp_path / "file"
    file.touch()
    yield file / "anchors"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_anchor_that_cannot_be_written_is_logged_and_stops_nothing(
    database: Database, full: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    act(database, uuid4())
    assert run_once(database, replace(PLAIN, anchor_folder=full), Watch()) == 0
    assert "anchor cannot be written" in caplog.text
    Sealer().look(database, replace(PLAIN, anchor_folder=tmp_path / "elsewhere"))
    assert len(list((tmp_path / "elsewhere").iterdir())) == 1
