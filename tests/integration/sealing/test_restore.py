"""A machine is lost and its backup comes back elsewhere: what is there again, what is gone, and how long it takes.

The backup is made as docs/operations.md says: an anchor, the database, then the files; the keys lie apart from it.
"""

import hashlib
import io
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.fixtures.figures import Say
from tests.fixtures.postgresql import PostgresServer
from tests.integration.documents.test_quarantine import OPEN, Desk
from tests.integration.sealing import stored, worked_case
from webapp.audit import anchors
from webapp.audit import service as audit
from webapp.audit.anchors import Anchor
from webapp.audit.events import Event
from webapp.audit.model import AuditEvent
from webapp.audit.verify import verify
from webapp.cases import service as opening
from webapp.config import Settings
from webapp.database import Database, session
from webapp.documents import queries, service
from webapp.documents.service import Upload
from webapp.documents.store import DocumentStore
from webapp.errors import NotFound
from webapp.migrations.upgrade import upgrade
from webapp.sealing import provider, rotation
from webapp.sealing.keys import KeyFile, UnknownKey, WrappingKey, write_key_file
from webapp.worker.sealer import seal_due, write_anchor

WORKED, FILES, BYTES_OF_A_FILE = 3, 40, 2_000_000
# Cases that were only opened and looked at, so that keys and account have a size.
OPENED, LOOKS = 500, 20
GIGABYTE = 10**9


@dataclass
class Lost:
    """The machine that will be lost: its database, its files, and what it was told."""

    desk: Desk
    sent: dict[UUID, str] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        return self.desk.database

    def send(self, number: int, size: int = BYTES_OF_A_FILE) -> UUID:
        """A file of the desk's case; its digest is remembered."""
        content = Random(number).randbytes(size // 2).hex().encode()  # noqa: S311 - chance, not secrecy
        upload = Upload(f"chat-{number}.txt", "text/plain", io.BytesIO(content))
        received = service.receive(self.desk.officer, self.desk.store, upload, 10 * BYTES_OF_A_FILE)
        with self.database.transaction():
            document_id = service.add(self.desk.officer, self.desk.case_id, self.desk.facts(), received)
        self.sent[document_id] = hashlib.sha256(content).hexdigest()
        return document_id

    def open_and_look(self) -> None:
        for _ in range(OPENED):
            with self.database.transaction():
                case_id = opening.open_case(self.desk.officer).id
                for _ in range(LOOKS):
                    audit.record(Event.CASE_VIEWED, self.desk.officer.id, case_id)

    def anchor(self, folder: Path) -> Anchor:
        seal_due(self.database)
        return anchors.read(write_anchor(self.database, Settings(self.database.url, "x" * 32), folder))


class Watch:
    """How long each step took, in seconds."""

    def __init__(self) -> None:
        self.took: dict[str, float] = {}

    def of(self, step: str, act: Callable[[], Any]) -> Any:
        began = monotonic()
        result = act()
        self.took[step] = monotonic() - began
        return result


def entries(database: Database) -> int:
    with database.transaction():
        return session().scalar(select(func.count()).select_from(AuditEvent)) or 0


def dump(database: Database, file: Path) -> None:
    if database.url.startswith("sqlite"):
        with sqlite3.connect(database.url.removeprefix("sqlite:///")) as source, sqlite3.connect(file) as target:
            source.backup(target)
        source.close()
        target.close()
    else:
        file.write_bytes(stored.dumped(database))


def load(file: Path, url: str) -> None:
    if url.startswith("sqlite"):
        shutil.copyfile(file, url.removeprefix("sqlite:///"))
    else:
        stored.restored(file.read_bytes(), url)


def every_file(lost: Lost, restored: Database, folder: Path) -> int:
    """Opens each file of the restored case and compares it with what was sent; how many there are."""
    facts, store = lost.desk.facts, DocumentStore(folder)
    with restored.transaction():
        rows = queries.of_case(lost.desk.officer, lost.desk.case_id, facts(), OPEN)
    for row in rows:
        with restored.transaction():
            opened = service.open_version(lost.desk.officer, lost.desk.case_id, facts(), row.newest.id, store, OPEN)
        with opened.stream:
            assert hashlib.sha256(opened.stream.read()).hexdigest() == lost.sent[row.id]
    return len(rows)


@pytest.mark.long
def test_machine_that_was_lost_comes_back_from_its_backup_under_new_keys(
    database_url: str, request: pytest.FixtureRequest, tmp_path: Path, figure: Say
) -> None:
    backup, elsewhere, watch = tmp_path / "backup", tmp_path / "elsewhere", Watch()
    for folder in (backup, elsewhere):
        folder.mkdir()
    upgrade(database_url)
    write_key_file(tmp_path / "keys" / "keys.txt", [WrappingKey.fresh()])
    keys = KeyFile(tmp_path / "keys" / "keys.txt")
    database = Database(database_url)
    with provider.using(keys):
        lost = Lost(Desk(database, tmp_path / "documents"))
        worked_case.install(database)
        for _ in range(WORKED):
            worked_case.run(database, worked_case.Seeds())
        lost.open_and_look()
        for number in range(FILES):
            lost.send(number)
        # The backup: an anchor, the database, the files. One file arrives between the two, and acts after them.
        anchor = lost.anchor(backup)
        before = entries(database)
        watch.of("dump", lambda: dump(database, backup / "database"))
        late = lost.send(FILES)
        watch.of("copy of the files", lambda: shutil.copytree(lost.desk.store.folder, backup / "documents"))
        lost.send(FILES + 1)
        worked_case.run(database, worked_case.Seeds(), until="triage_risk")
        newest = lost.anchor(tmp_path / "kept-elsewhere")
        gone = entries(database) - before
        database.close()

    # The machine is gone. Elsewhere there are the backup, the keys of its time, and the newest anchor.
    url, drop = f"sqlite:///{elsewhere / 'rtk.sqlite'}", lambda: None
    if not database_url.startswith("sqlite"):
        server: PostgresServer = request.getfixturevalue("postgres_server")
        name = server.create()
        url, drop = server.url(name), lambda: server.drop(name)
    watch.of("load", lambda: load(backup / "database", url))
    watch.of("files", lambda: shutil.copytree(backup / "documents", elsewhere / "documents"))
    restored = Database(url)
    lost.desk.database = restored
    write_key_file(elsewhere / "keys" / "keys.txt", [WrappingKey.fresh()])
    with provider.using(KeyFile(elsewhere / "keys" / "keys.txt")), pytest.raises(UnknownKey):
        every_file(lost, restored, elsewhere / "documents")
    old = WrappingKey.read(*keys.path.read_text().splitlines()[1].split())
    write_key_file(elsewhere / "keys" / "keys.txt", [WrappingKey.fresh(), old])
    now = KeyFile(elsewhere / "keys" / "keys.txt")
    with provider.using(now):
        watch.of("keys", lambda: rotation.rotate(restored, now))
        rotation.retire(restored, now, old.id)
        watch.of("migrate", lambda: upgrade(url))
        with restored.reading():
            report = watch.of("verify", lambda: verify(anchor=anchor))
            later = verify(anchor=newest)
        # What was answered before the dump is there, whole and readable under the new keys alone.
        assert (report.findings, report.entries) == ([], before)
        assert every_file(lost, restored, elsewhere / "documents") == FILES
        # What came after it is gone, and the newest anchor says so.
        assert later.findings != []
        assert newest.seal > anchor.seal
        with restored.transaction(), pytest.raises(NotFound):
            queries.one(lost.desk.officer, lost.desk.case_id, lost.desk.facts(), late, OPEN)
        left = list(DocumentStore(elsewhere / "documents").left_since(-60))
        with restored.transaction():
            assert len(list(queries.unknown_of(iter(left)))) == 1
        # Work goes on.
        worked_case.run(restored, worked_case.Seeds(), until="triage_risk")
    restored.close()
    drop()

    size = sum(file.stat().st_size for file in (backup / "documents").rglob("*") if file.is_file())
    steps = ("load", "files", "keys", "migrate", "verify")
    took = ", ".join(f"{step} {watch.took[step]:.1f}" for step in steps)
    seconds, per_gigabyte = sum(watch.took[step] for step in steps), watch.took["files"] * GIGABYTE / size
    figure(
        "what a restore loses (RPO)",
        f"of {before:,} entries and {FILES} files before the dump none; all {gone} entries after it, and the newest "
        "anchor says so",
    )
    figure(
        "how long a restore takes (RTO)",
        f"{seconds:.0f} s ({took}) for {OPENED + WORKED} cases, {before:,} entries and {size / 10**6:.0f} MB of files, "
        f"which is {per_gigabyte:.0f} s per GB of files and {watch.took['verify'] * 10_000 / before:.1f} s to verify "
        "10,000 entries",
    )
