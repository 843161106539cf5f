"""The database fails at the worst moments: the person is told to try again, and trying again does the work once."""

import errno
import os
import random
import re
import signal
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool
from werkzeug.test import TestResponse

from tests.fixtures.figures import Say
from tests.fixtures.site import Site
from tests.integration.durability.submitting import OFFICER, Page, opened, sent, traces
from webapp.documents.model import DocumentVersion

PATIENCE = 120.0
AT_ONCE = 2
TRY_AGAIN = "Wait a minute, then send the page again"


class Failing:
    """Fails the next time a place is reached, and is whole afterwards."""

    def __init__(self, place: str, how: Callable[[], None]) -> None:
        self.place, self.how, self.fired = place, how, False

    def __call__(self, place: str) -> None:
        if place == self.place and not self.fired:
            self.fired = True
            self.how()


def lost() -> None:
    raise OperationalError("", {}, Exception("connection lost"))


@pytest.mark.parametrize("place", ["before commit", "after commit", "after insert audit_event", "begin"])
def test_connection_that_is_lost_is_told_and_trying_again_does_it_once(site: Site, place: str) -> None:
    """After the commit the outcome is unknown to the sender: the key says that it was done."""
    site.install_package()
    page = opened(site)
    failing = Failing(place, lost)
    site.database.watch(failing)
    answer = sent(site, page)
    assert failing.fired
    assert answer.status_code == 503
    assert TRY_AGAIN in answer.text
    assert "RK/1001/26" in answer.text
    after = traces(site, page)
    assert after.once if place == "after commit" else after.nothing
    assert sent(site, page).status_code == 303
    assert traces(site, page).once


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_server_that_ends_the_connection_at_the_commit(site: Site) -> None:
    site.install_package()
    page = opened(site)

    def end_all() -> None:
        address = site.database.url.replace("postgresql+psycopg", "postgresql")
        with psycopg.connect(address, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    site.database.watch(Failing("before commit", end_all))
    assert sent(site, page).status_code == 503
    assert traces(site, page).nothing
    assert sent(site, page).status_code == 303
    assert traces(site, page).once


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_full_disk_is_told_and_nothing_is_half_done(site: Site) -> None:
    site.install_package()
    page = opened(site)
    full = True

    def limit(connection: object, *_: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages if full else 1_000_000}").close()

    site.database.engine.dispose()
    event.listen(site.database.engine, "connect", limit)
    # Free pages inside of the file are used up first, so it may take more than one case until the disk is full.
    for _ in range(200):
        answer = sent(site, page)
        if answer.status_code == 503:
            break
        assert traces(site, page).once
        page = None
        try:
            page = opened(site)
        except (ValueError, AttributeError):
            break
    assert page is None or traces(site, page).nothing
    full = False
    site.database.engine.dispose()
    page = page or opened(site)
    assert sent(site, page).status_code == 303
    assert traces(site, page).once


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_file_that_may_not_be_written_is_told(site: Site) -> None:
    site.install_package()
    page = opened(site)
    site.database.engine.dispose()

    def read_only(connection: object, *_: object) -> None:
        connection.cursor().execute("PRAGMA query_only=ON").close()  # type: ignore[attr-defined]

    event.listen(site.database.engine, "connect", read_only)
    assert sent(site, page).status_code == 503
    event.remove(site.database.engine, "connect", read_only)
    site.database.engine.dispose()
    assert sent(site, page).status_code == 303
    assert traces(site, page).once


FULL = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql
AS $$BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END$$;
CREATE TRIGGER full_disk BEFORE INSERT ON form_submission EXECUTE FUNCTION disk_is_full();
"""
READS_ONLY = (
    "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {}', current_database()); END$$"
)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("fails", "mended"),
    [(FULL, "DROP TRIGGER full_disk ON form_submission"), (READS_ONLY.format("on"), READS_ONLY.format("off"))],
    ids=["disk_full", "reads_only"],
)
def test_server_that_cannot_write_is_told_and_trying_again_does_it_once(site: Site, fails: str, mended: str) -> None:
    """A full disk, as the server itself reports it; and a server that only reads, as the second of two does."""
    site.install_package()
    page = opened(site)
    site.database.engine.dispose()
    address = site.database.url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(address, autocommit=True) as administrator:
        administrator.execute(fails)
        answer = sent(site, page)
        assert (answer.status_code, TRY_AGAIN in answer.text, "RK/1001/26" in answer.text) == (503, True, True)
        administrator.execute("SET default_transaction_read_only = off")
        administrator.execute(mended)
    site.database.engine.dispose()
    assert traces(site, page).nothing
    assert sent(site, page).status_code == 303
    assert traces(site, page).once


def test_request_that_finds_no_free_connection_is_told_and_trying_again_does_it_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.install_package()
    page = opened(site)
    pool = site.database.engine.pool
    assert isinstance(pool, QueuePool)
    monkeypatch.setattr(pool, "_timeout", 0.05)
    taken = [site.database.engine.raw_connection() for _ in range(pool.size() + pool._max_overflow)]
    answer = sent(site, page)
    assert (answer.status_code, TRY_AGAIN in answer.text, "RK/1001/26" in answer.text) == (503, True, True)
    for connection in taken:
        connection.close()
    assert traces(site, page).nothing
    assert sent(site, page).status_code == 303
    assert traces(site, page).once


@pytest.mark.parametrize(("where", "number"), [("fsync", errno.ENOSPC), ("open", errno.EROFS), ("open", errno.EDQUOT)])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_file_that_cannot_be_kept_is_told_and_sending_it_again_keeps_it_once(
    site: Site, monkeypatch: pytest.MonkeyPatch, where: str, number: int
) -> None:
    """The disk for files is full, or may not be written to; the database is well."""
    site.install_package()
    page = opened(site)
    client = site.signed_in(OFFICER)
    case = re.findall(r'href="(/cases/[0-9a-f-]{36})"', client.get(page.address).text)[0]

    def upload() -> TestResponse:
        key = {"csrf_token": page.fields["csrf_token"], "_once": "0123456789abcdef" * 2}
        return client.post(f"{case}/documents", data={**key, "file": (BytesIO(b"A chat."), "chat.txt")})

    def fails(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(f"webapp.documents.store.os.{where}", fails)
        answer = upload()
    assert (answer.status_code, "There is no room for the file" in answer.text) == (503, True)
    files = [path for path in site.app.settings.data_folder.rglob("*") if path.is_file()]
    assert files == []
    assert [upload().status_code for _ in range(2)] == [303, 303]
    with site.database.transaction() as now:
        assert now.query(DocumentVersion).count() == 1


def working(site: Site, note: Path) -> int:
    """The number of a new process that completes task after task and writes down each page whose answer has come."""
    child = os.fork()
    if child == 0:
        try:
            site.database.engine.dispose(close=False)
            with note.open("a") as done:
                while True:
                    page = opened(site)
                    if sent(site, page).status_code == 303:
                        done.write(f"{page.address}\n")
                        done.flush()
                        os.fsync(done.fileno())
        finally:
            os._exit(0)
    return child


def killed(child: int, note: Path, pause: float) -> list[str]:
    """Kills the process a moment after its first answer, however slow the machine is; what it has written down."""
    began = time.monotonic()
    while not (note.exists() and note.stat().st_size):
        signal.sigtimedwait([signal.SIGCHLD], 0.02)
        assert time.monotonic() - began < PATIENCE, "Nothing was ever answered."
    signal.sigtimedwait([signal.SIGCHLD], pause)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "The process had ended by itself, so it was not killed at work."
    return note.read_text().split()


def kill_under_load(site: Site, folder: Path, kills: int) -> tuple[int, int]:
    """Processes that work beside each other are killed at random moments; how many were, and what they acknowledged.

    Whatever one of them has written down must be on record.
    """
    site.install_package()
    # What each process would have to do before its first answer, signing in and reading templates, is done once.
    sent(site, opened(site))
    acknowledged: list[str] = []
    chance = random.Random(kills)  # noqa: S311 - moments, not secrets
    for first in range(0, kills, AT_ONCE):
        site.database.engine.dispose()
        notes = [folder / f"done-{number}" for number in range(first, min(first + AT_ONCE, kills))]
        for child, note in [(working(site, note), note) for note in notes]:
            acknowledged += killed(child, note, chance.uniform(0, 0.25))
    for address in acknowledged:
        found = traces(site, Page(address, {}))
        assert found.once, (address, found)
        assert found.chain == ()
    return kills, len(acknowledged)


def test_what_was_answered_is_on_record_however_the_process_was_killed(site: Site, tmp_path: Path) -> None:
    kills, acknowledged = kill_under_load(site, tmp_path, 4)
    assert kills == 4
    assert acknowledged >= kills


@pytest.mark.long
def test_what_was_answered_is_on_record_after_two_hundred_kills(site: Site, tmp_path: Path, figure: Say) -> None:
    kills, acknowledged = kill_under_load(site, tmp_path, 200)
    assert kills == 200
    assert acknowledged >= kills
    figure("killed at random moments at work", f"{kills} kills, {acknowledged} acts answered, each on record once")
