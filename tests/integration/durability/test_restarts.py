"""PostgreSQL is stopped at once under load, again and again: what was answered is there, and the service goes on."""

import os
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.fixtures.figures import Say
from tests.fixtures.postgresql import PostgresServer
from tests.fixtures.site import Site
from tests.integration.durability.submitting import Page, opened, sent, traces
from webapp.audit.verify import verify
from webapp.cases.model import FormSubmission
from webapp.database import session

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
AT_WORK = 2
PATIENCE = 120.0


def working(site: Site, note: Path, enough: Path) -> int:
    """The number of a new process that completes task after task with one application and its connections.

    A page that could not be sent is sent again with the same key until it is taken; its address is written down once
    it is. An answer that is neither that nor a page to try again with is written down as it is.
    """
    child = os.fork()
    if child == 0:
        try:
            site.database.engine.dispose(close=False)
            with note.open("a") as done:
                while not enough.exists():
                    try:
                        page = opened(site)
                    except (AttributeError, IndexError, ValueError):
                        # Instead of the page to work on there was the one that says to try again.
                        signal.sigtimedwait([], 0.05)
                        continue
                    while (status := sent(site, page).status_code) == 503:
                        signal.sigtimedwait([], 0.05)
                    done.write(f"{page.address}\n" if status == 303 else f"answered with {status}\n")
                    done.flush()
                    os.fsync(done.fileno())
        finally:
            os._exit(0)
    return child


def grown(notes: list[Path], before: list[int]) -> list[int]:
    """How long the notes are, once each has grown: everybody has had an answer since."""
    began = time.monotonic()
    while True:
        now = [note.stat().st_size if note.exists() else 0 for note in notes]
        if all(new > old for new, old in zip(now, before, strict=True)):
            return now
        assert time.monotonic() - began < PATIENCE, "The service did not go on."
        signal.sigtimedwait([signal.SIGCHLD], 0.02)


def stopped_under_load(site: Site, server: PostgresServer, folder: Path, stops: int) -> int:
    """Stops the server so often while people work; how many pages were acknowledged."""
    site.install_package()
    sent(site, opened(site))
    site.database.engine.dispose()
    enough, notes = folder / "enough", [folder / f"done-{number}" for number in range(AT_WORK)]
    children = [working(site, note, enough) for note in notes]
    lengths = [0] * AT_WORK
    try:
        for number in range(stops):
            lengths = grown(notes, lengths)
            signal.sigtimedwait([], (number * 37 % 50) / 100)
            server.stop_at_once_and_start()
        grown(notes, lengths)
        enough.touch()
        statuses = [os.waitpid(child, 0)[1] for child in children]
    except BaseException:
        for child in children:
            os.kill(child, signal.SIGKILL)
        raise
    assert statuses == [0] * AT_WORK
    acknowledged = [line for note in notes for line in note.read_text().splitlines()]
    assert [line for line in acknowledged if line.startswith("answered with")] == []
    for address in acknowledged:
        assert traces(site, Page(address, {})).once, address
    with site.database.transaction():
        assert verify().findings == []
        # Each page was retried until it was taken, so there is none that only half of the service knows of.
        assert session().scalar(select(func.count()).select_from(FormSubmission)) == len(acknowledged) + 1
    return len(acknowledged)


def test_server_that_is_stopped_under_load_has_lost_nothing_and_the_service_goes_on(
    site: Site, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    with postgres_server.log_before_answer():
        assert stopped_under_load(site, postgres_server, tmp_path, 1) >= 2 * AT_WORK


@pytest.mark.long
def test_server_that_is_stopped_ten_times_has_lost_nothing(
    site: Site, postgres_server: PostgresServer, tmp_path: Path, figure: Say
) -> None:
    with postgres_server.log_before_answer():
        acknowledged = stopped_under_load(site, postgres_server, tmp_path, 10)
    told = f"10 immediate stops, {acknowledged} acts answered; each on record once, the whole account verifies"
    figure("database stopped under load", told)
